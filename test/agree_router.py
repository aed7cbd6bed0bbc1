# SPDX-License-Identifier: ISC
"""The rules for nftables on a router: client - router - hosts, each a network
of its own, and packets sent from one end to the other."""
import ctypes
import ipaddress
import os
import pathlib
import subprocess
import time

from agree_nftables import load
from agree_packets import Listeners, packets
from agree_proof import (MULLION, OWN_SITE, PROTOCOLS, SITE, can_send, run,
                         tally)

CLONE_NEWNET = 0x40000000
PORTS = (22, 88, 443, 8443, 9100, 10000)
# Those between the three; no source of the site's.
LINKS = {"client": ("203.0.113.129", "2001:db8:fe::1"),
         "near": ("203.0.113.130", "2001:db8:fe::2"),
         "far": ("203.0.113.133", "2001:db8:fd::1"),
         "hosts": ("203.0.113.134", "2001:db8:fd::2")}
libc = ctypes.CDLL(None, use_errno=True)


def call(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class Network:
    """One that this program can be in: sockets stay where they are made."""

    def __init__(self):
        call(libc.unshare(CLONE_NEWNET))
        self.fd = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self.ip("link set lo up")

    def enter(self):
        call(libc.setns(self.fd, CLONE_NEWNET))

    def ip(self, words):
        run("ip", *words.split())

    def join(self, link, name):
        self.enter()
        four, six = LINKS[name]
        self.ip(f"link set {link} up")
        self.ip(f"addr add {four}/30 dev {link}")
        self.ip(f"addr add {six}/64 dev {link} nodad")


def connect_links(router, end, link, near):
    """A pair of links, `link` in the one and `near` in the other."""
    router.enter()
    holder = subprocess.Popen(["sleep", "60"])
    try:
        end.enter()
        router_pid = str(holder.pid)
        run("ip", "link", "add", link, "type", "veth", "peer", "name", near,
            "netns", router_pid)
    finally:
        holder.kill()
        holder.wait()


def route(network, address, way):
    four, six = LINKS[way]
    length = 32 if address.version == 4 else 128
    family = "" if address.version == 4 else "-6 "
    network.ip(f"{family}route add {address}/{length} via "
               f"{four if address.version == 4 else six}")


def route_all(network, way):
    for zero in ("0.0.0.0", "::"):
        four, six = LINKS[way]
        family = "" if zero == "0.0.0.0" else "-6 "
        network.ip(f"{family}route add default via "
                   f"{four if zero == '0.0.0.0' else six}")


def local(network, address):
    family = "" if address.version == 4 else "-6 "
    network.ip(f"{family}route add local {address} dev lo")


def make_networks(sources, targets):
    client, router, hosts = Network(), Network(), Network()
    connect_links(router, client, "c0", "r0")
    connect_links(router, hosts, "h0", "r1")
    client.join("c0", "client")
    route_all(client, "near")
    for source in sources:
        local(client, source)
    hosts.join("h0", "hosts")
    route_all(hosts, "far")
    for target in targets:
        local(hosts, target)
    router.join("r0", "near")
    router.join("r1", "far")
    route_all(router, "client")
    for target in targets:
        route(router, target, "hosts")
    for name in ("ipv4/conf/all/forwarding", "ipv6/conf/all/forwarding"):
        pathlib.Path("/proc/sys/net", name).write_text("1", encoding="ascii")
    return client, router, hosts


def one_of_each(proof):
    """A source of each class and family."""
    found = {}
    for name, spans in proof.classes.items():
        for span in spans:
            for address in (*span, ipaddress.ip_address("9.9.9.9"),
                            ipaddress.ip_address("2600::1")):
                if (can_send(address) and proof.who(address) == name
                        and address not in proof.targets()):
                    found.setdefault((name, address.version), address)
    return list(found.values())


def check_router(proof):
    rules = run(MULLION, "export", "nftables", SITE)
    sources, targets = one_of_each(proof), proof.targets()
    try:
        client, router, hosts = make_networks(sources, targets)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"nftables on a router: not tested, there are no networks to "
              f"join: {error}")
        return
    hosts.enter()
    listeners = Listeners(PORTS)
    questions = [(s, a, protocol, port) for s in sources for a in targets
                 if a.version == s.version for protocol in PROTOCOLS
                 for port in PORTS]
    allowed = proof.allowed()
    expected = {q for q in questions if (proof.who(q[0]), *q[1:]) in allowed}

    def send(text, wanted, patience=200):
        router.enter()
        load(text)
        client.enter()
        return packets(listeners, questions, wanted, patience)

    empty = rules[:rules.index("table inet mullion {")]
    # Until neighbours have found each other packets are lost, or late.
    for _ in range(20):
        got = send(empty, set(), 20)
        if got == set(questions):
            break
        time.sleep(0.2)
    tally(got == set(questions),
          "router: without rules not every packet comes through")
    got = send(rules, expected)
    wrong = sorted(got ^ expected, key=str)
    tally(not wrong, f"router: {len(wrong)} of {len(questions)} packets",
          "\n".join(map(str, wrong)))
    tally(0 < len(expected) < len(questions) / 2,
          f"router: {len(expected)} of {len(questions)} are open")
    print(f"nftables on a router: {len(questions)} packets from "
          f"{len(sources)} sources, {len(expected)} let through")
    if SITE == OWN_SITE:
        forward = rules.index("chain forward")
        for what, tampered in {
                "IPv4 is forgotten": rules[:forward] + rules[forward:].replace(
                    "ip daddr @hosts4 goto services", ""),
                "IPv6 is forgotten": rules[:forward] + rules[forward:].replace(
                    "ip6 daddr @hosts6 goto services", "")}.items():
            tally(tampered != rules and send(tampered, expected, 20)
                  != expected, f"router, unseen: {what}")

#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""
What `mullion export` allows is what `mullion prove` says is open, no more and
no less: for each address at which a span of sources begins or ends, each
address of a service, and each port of one and beside it, TCP and UDP.

nftables: the rules are loaded in a network namespace of the test's own, where
all addresses are local, and packets are sent from each source: connections,
and datagrams. haproxy runs there too, before services that answer. Where no
such namespace can be had (unshare -rn), that part is skipped, in words. The objects for meshes are evaluated here, by what their
documentation says. Then, of the test's own site, the rules are tampered with,
one at a time, and each time that must be seen.

    [LONG=yes] test/agree.py [SITE]

The last line is "N passed, N failed".
"""

import contextlib
import copy
import functools
import glob
import ipaddress
import json
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("B", "build")
MULLION = os.path.join(BUILD, "mullion")
OWN_SITE = "test/cases/services"
SITE = sys.argv[1] if len(sys.argv) > 1 else OWN_SITE
LONG = os.environ.get("LONG") == "yes"
PROTOCOLS = ("tcp", "udp")
# Where haproxy listens; no source of the site's.
LISTENS = {"internal": "203.0.113.1", "staging": "2001:db8:ff::2",
           "external": "203.0.113.3"}
FREEBIND, FREEBIND6, NO_PORT = 15, 78, 24  # <linux/in.h>, in6.h

passed = failed = 0


def tally(good, text, detail=""):
    global passed, failed
    if good:
        passed += 1
        return
    failed += 1
    print(f"FAILED: {text}")
    for line in detail.splitlines()[:10]:
        print(f"    {line}")


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, check=True,
                          **options).stdout


# What is open, by the proof: "CLASS NAME audience A spans SPAN..." and "OPEN
# SERVICE in VIEW addresses A,B ports P,Q to CLASS,CLASS".


def parse_span(text):
    if "/" in text:
        network = ipaddress.ip_network(text)
        return network[0], network[-1]
    first, _, last = text.partition("-")
    return ipaddress.ip_address(first), ipaddress.ip_address(last or first)


def parse_ports(text):
    """{(protocol, first, last)}"""
    found = set()
    for entry in text.split(","):
        ports, _, protocol = entry.partition("/")
        first, _, last = ports.partition("-")
        for each in [protocol] if protocol else PROTOCOLS:
            found.add((each, int(first), int(last or first)))
    return found


class Proof:
    def __init__(self, text):
        self.classes = {}
        self.opens = []
        for line in text.splitlines():
            words = line.split()
            if words[0] == "CLASS":
                self.classes[words[1]] = [parse_span(w) for w in words[5:]]
            elif words[0] == "OPEN":
                self.opens.append({
                    "service": words[1],
                    "view": words[3],
                    "addresses": [ipaddress.ip_address(a)
                                  for a in words[5].split(",") if a != "-"],
                    "ports": parse_ports(words[7]),
                    "classes": [c for c in words[9].split(",") if c != "-"],
                })

    def sources(self):
        return sorted({address for spans in self.classes.values()
                       for span in spans for address in span}, key=order)

    def spans(self):
        return [span for spans in self.classes.values() for span in spans]

    def targets(self):
        return sorted({a for o in self.opens for a in o["addresses"]},
                      key=order)

    def ports(self):
        """The ends of each range, those right beside, and in the long test
        all between."""
        found = {1, 22, 53, 65535}
        for o in self.opens:
            for _, first, last in o["ports"]:
                found |= {max(first - 1, 1), first, last, min(last + 1, 65535)}
                if LONG and last - first < 64:
                    found |= set(range(first, last + 1))
        return sorted(found)

    def who(self, source):
        for name, spans in self.classes.items():
            if any(first.version == source.version and first <= source <= last
                   for first, last in spans):
                return name
        return None

    def allowed(self, without=()):
        """The set of all (class, address, protocol, port) that are open."""
        return {(c, a, protocol, port)
                for o in self.opens if o["service"] not in without
                for c in o["classes"] for a in o["addresses"]
                for protocol, first, last in o["ports"]
                for port in range(first, last + 1)}


def order(address):
    return address.version, int(address)


# nftables, with packets.


def can_send(address):
    """Whether a host may have it: the ends of the space are none's."""
    if address.version == 4:
        return not (address in ipaddress.ip_network("0.0.0.0/8")
                    or address in ipaddress.ip_network("127.0.0.0/8")
                    or int(address) >= int(ipaddress.ip_address("224.0.0.0")))
    return not (int(address) < 2 or address.is_multicast
                or address in ipaddress.ip_network("fe80::/10")
                or address in ipaddress.ip_network("::ffff:0:0/96"))


def senders(proof):
    """Both ends of each span; where none can have an end's address, the
    nearest in the span that somebody can."""
    # Addresses of 6to4 that have one of a client within, for who takes them
    # for that.
    found, moved = {ipaddress.ip_address("2002:a02:1::1"),
                    ipaddress.ip_address("2002:a09:1::1")}, 0
    edges = [ipaddress.ip_address(a) for a in (
        "1.0.0.0", "126.255.255.255", "128.0.0.0", "223.255.255.255", "::2",
        "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    for first, last in proof.spans():
        for end in (first, last):
            if can_send(end):
                found.add(end)
                continue
            near = [e for e in edges
                    if e.version == end.version and first <= e <= last]
            moved += 1
            if near:
                found.add(min(near, key=lambda e: abs(int(e) - int(end))))
    return sorted(found, key=order), moved


def enter_namespace():
    """A network of our own, in which every address is local: the program is
    run anew in it, as root or as what is root there."""
    command = ["unshare", "-n" if os.geteuid() == 0 else "-rn"]
    if "AGREE_APART" not in os.environ:
        run(*command, "true")
        os.environ["AGREE_APART"] = "yes"
        sys.stdout.flush()
        os.execvp(command[0], command + sys.argv)
    for words in ("link set lo up", "route add local 0.0.0.0/0 dev lo",
                  "-6 route add local ::/0 dev lo",
                  f"addr add {LISTENS['staging']}/128 dev lo nodad"):
        run("ip", *words.split())


def make_socket(version, protocol):
    s = socket.socket(socket.AF_INET if version == 4 else socket.AF_INET6,
                      socket.SOCK_STREAM if protocol == "tcp"
                      else socket.SOCK_DGRAM)
    s.setblocking(False)
    if version == 6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.setsockopt(socket.IPPROTO_IPV6, FREEBIND6, 1)
    else:
        s.setsockopt(socket.IPPROTO_IP, FREEBIND, 1)
    s.setsockopt(socket.IPPROTO_IP, NO_PORT, 1)
    return s


class Listeners:
    def __init__(self, ports):
        self.tcp, self.udp = [], []
        for version, any_address in ((4, "0.0.0.0"), (6, "::")):
            for port in ports:
                tcp = make_socket(version, "tcp")
                tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tcp.bind((any_address, port))
                tcp.listen(4096)
                self.tcp.append(tcp)
                udp = make_socket(version, "udp")
                udp.bind((any_address, port))
                self.udp.append(udp)

    def drain_tcp(self):
        for listener in self.tcp:
            with contextlib.suppress(BlockingIOError):
                while True:
                    s, _ = listener.accept()
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 b"\1\0\0\0\0\0\0\0")
                    s.close()

    def drain_udp(self):
        got = set()
        for listener in self.udp:
            with contextlib.suppress(BlockingIOError):
                while True:
                    got.add(int.from_bytes(listener.recv(16), "big"))
        return got


def connect(listeners, tries, wanted, patience):
    """Those of tries, (source, address, port), that are connected. What
    should be is waited for, patience hundredths of a second."""
    opened, done = {}, set()
    poll = select.poll()
    for number, (source, address, port) in enumerate(tries):
        s = make_socket(source.version, "tcp")
        s.bind((str(source), 0))
        with contextlib.suppress(BlockingIOError):
            s.connect((str(address), port))
        opened[s.fileno()] = (s, number)
        poll.register(s, select.POLLOUT)
    while patience > 0:
        ready = poll.poll(10)
        for fd, _ in ready:
            s, number = opened[fd]
            poll.unregister(fd)
            if s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                done.add(number)
        patience -= 1
        if not ready and wanted <= done:
            break
    for s, number in opened.values():
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                     b"\1\0\0\0\0\0\0\0")
        s.close()
    listeners.drain_tcp()
    return done


def packets(listeners, questions, expected, patience=200):
    """The questions, (source, address, protocol, port), whose packets came
    through."""
    through = set()
    udp = [q for q in questions if q[2] == "udp"]
    tcp = [q for q in questions if q[2] == "tcp"]
    sender, of = None, None
    for number, (source, address, _, port) in enumerate(udp):
        if of != source:
            if sender:
                sender.close()
            sender, of = make_socket(source.version, "udp"), source
            sender.bind((str(source), 0))
        sender.sendto(number.to_bytes(4, "big"), (str(address), port))
        if number % 100 == 99:
            through |= {udp[n] for n in listeners.drain_udp()}
    if sender:
        sender.close()
    through |= {udp[n] for n in listeners.drain_udp()}
    for start in range(0, len(tcp), 400):
        batch = tcp[start:start + 400]
        done = connect(listeners, [(s, a, p) for s, a, _, p in batch],
                       {n for n, q in enumerate(batch) if q in expected},
                       patience)
        through |= {batch[n] for n in done}
    return through


def load(rules):
    run("nft", "-f", "-", input=rules)


def tamperings(rules):
    """Each a mistake that an exporter could make."""
    lines = rules.split("\n")

    def swap(pattern, to, count=1):
        changed, times = re.subn(pattern, to, rules, count=count, flags=re.M)
        assert times == count, pattern
        return changed

    def without(part):
        at = next(i for i, line in enumerate(lines) if part in line)
        return "\n".join(lines[:at] + lines[at + 1:])

    return {
        "the last word is accept": swap("counter drop", "counter accept"),
        "a rule is gone": without("tcp dport { 8443 }"),
        "a port more": swap(r"dport \{ 8443 \}", "dport { 8443-8444 }", 2),
        "TCP for UDP": swap(r"udp dport \{ 10000", "tcp dport { 10000"),
        "a client too many": swap(r"10\.4\.1\.0/25", "10.4.1.0/24"),
        "one range of clients less": without("10.10.0.0-10.65.255.255"),
        "a host is not guarded": without("\t10.9.2.11,"),
        "IPv6 is forgotten": without("ip6 daddr @hosts6 goto"),
    }


def check_nftables(proof):
    rules = run(MULLION, "export", "nftables", SITE)
    sources, moved = senders(proof)
    ports = proof.ports()
    allowed = proof.allowed()
    questions = [(s, a, protocol, port) for s in sources
                 for a in proof.targets() if a.version == s.version
                 for protocol in PROTOCOLS for port in ports]
    classes = {s: proof.who(s) for s in sources}
    expected = {q for q in questions
                if (classes[q[0]], q[1], q[2], q[3]) in allowed}
    listeners = Listeners(ports)

    load(rules)
    got = packets(listeners, questions, expected)
    wrong = sorted(got ^ expected, key=str)
    tally(not wrong, f"nftables: {len(wrong)} of {len(questions)} packets",
          "\n".join(f"{s} to {a} {protocol} {port}: "
                    + ("let through" if (s, a, protocol, port) in got
                       else "dropped")
                    for s, a, protocol, port in wrong))
    tally(0 < len(expected) < len(questions) / 2,
          f"nftables: {len(expected)} of {len(questions)} are open")
    print(f"nftables: {len(questions)} packets from {len(sources)} sources "
          f"({moved} ends of the space, which nobody has, moved inwards), "
          f"{len(expected)} let through")

    if SITE != OWN_SITE:
        return
    # Fewer packets will do: the ports that a mistake is about.
    few = [q for q in questions if q[3] in (22, 88, 443, 8443, 8444, 10000)]
    for what, tampered in tamperings(rules).items():
        load(tampered)
        tally(packets(listeners, few, expected & set(few), 20)
              != expected & set(few), f"nftables, unseen: {what}")
    load(rules)
    tally(packets(listeners, few, expected & set(few)) == expected & set(few),
          "nftables: not replaced whole")


# haproxy, with connections through it: who hears from a service behind it?


DEFAULTS = """
defaults
	timeout connect 5s
	timeout client 5s
	timeout server 5s
"""


def start_backends(proof):
    """What listens where services do: it says one word and closes."""
    found = {}
    for o in proof.opens:
        for address in o["addresses"]:
            for protocol, first, last in o["ports"]:
                for port in range(first, last + 1):
                    if protocol == "udp" or (address, port) in found:
                        continue
                    s = make_socket(address.version, "tcp")
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    s.bind((str(address), port))
                    s.listen(1024)
                    found[address, port] = s
    return found.values()


def serve(backend):
    with contextlib.suppress(BlockingIOError):
        while True:
            s, _ = backend.accept()
            with contextlib.suppress(OSError):
                s.send(b"x")
            s.close()


def heard(client):
    """Whether the service was heard, or None: not yet."""
    try:
        return client.recv(1) == b"x"
    except BlockingIOError:
        return None
    except OSError:
        return False


def ask_services(backends, tries):
    """Those of tries, (source, address, port), who hear from a service."""
    poll = select.poll()
    done, clients = set(), {}
    backends = {b.fileno(): b for b in backends}
    for fd in backends:
        poll.register(fd, select.POLLIN)
    for number, (source, address, port) in enumerate(tries):
        s = make_socket(source.version, "tcp")
        s.bind((str(source), 0))
        s.connect_ex((str(address), port))
        clients[s.fileno()] = s, number
        poll.register(s, select.POLLIN)
    while clients:
        ready = poll.poll(5000)
        if not ready:
            break
        for fd, _ in ready:
            if fd in backends:
                serve(backends[fd])
                continue
            s, number = clients[fd]
            said = heard(s)
            if said is not None:
                if said:
                    done.add(number)
                poll.unregister(fd)
                s.close()
                del clients[fd]
    for s, _ in clients.values():
        s.close()
    return done


def check_haproxy(proof):
    views = sorted({o["view"] for o in proof.opens if o["classes"]})
    options = [f"--listen={v}={LISTENS[v]}" for v in views]
    made = subprocess.run([MULLION, "export", "haproxy", SITE, *options],
                          capture_output=True, text=True, check=True)
    missing = set(re.findall(r"left out: ([A-Za-z0-9_-]+) in view",
                             made.stderr))
    questions = [(s, ipaddress.ip_address(LISTENS[v]), port)
                 for v in views for s in senders(proof)[0]
                 if s.version == ipaddress.ip_address(LISTENS[v]).version
                 for port in proof.ports()]
    allowed = {(ipaddress.ip_address(LISTENS[o["view"]]), c, port)
               for o in proof.opens if o["service"] not in missing
               for c in o["classes"] for protocol, first, last in o["ports"]
               if protocol == "tcp" for port in range(first, last + 1)}
    expected = {q for q in questions
                if (q[1], proof.who(q[0]), q[2]) in allowed}
    backends = start_backends(proof)
    got = balance(made.stdout, backends, questions, expected)
    wrong = sorted(got ^ expected, key=str)
    tally(not wrong, f"haproxy: {len(wrong)} of {len(questions)} connections",
          "\n".join(map(str, wrong)))
    tally(0 < len(expected) < len(questions) / 2,
          f"haproxy: {len(expected)} of {len(questions)} are open")
    print(f"haproxy: {len(questions)} connections, {len(expected)} passed on, "
          f"left out: {', '.join(sorted(missing)) or 'none'}")
    few = [q for q in questions if q[2] in (22, 88, 8088, 8443)]
    for what, before, behind in (
            ("families are mixed", "!ipv6 from4", "from4"),
            ("nothing is rejected", "tcp-request connection reject", ""),
            ("a client too many", "src 10.4.1.0/25", "src 10.4.1.0/24"),
            ("another service's clients", "to.kerberos !ipv6 from4.kerberos",
             "to.kerberos !ipv6 from4.billing")) if SITE == OWN_SITE else ():
        tally(before in made.stdout, f"haproxy: there is no {before}")
        tally(balance(made.stdout.replace(before, behind), backends, few,
                      expected) != expected & set(few),
              f"haproxy, unseen: {what}")
    for backend in backends:
        backend.close()


def balance(text, backends, questions, expected):
    """The questions, (source, address, port), who hear from a service when
    haproxy has this text."""
    got = set()
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as config:
        config.write(DEFAULTS + text)
        config.flush()
        haproxy = subprocess.Popen(["haproxy", "-db", "-f", config.name],
                                   stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            wait_for(*next(iter(sorted(expected, key=str)))[1:])
            for start in range(0, len(questions), 400):
                batch = questions[start:start + 400]
                got |= {batch[n] for n in ask_services(backends, batch)}
        finally:
            haproxy.terminate()
            haproxy.wait()
    tally(haproxy.returncode < 0, "haproxy left by itself")
    return got


def wait_for(address, port):
    for _ in range(200):
        s = make_socket(address.version, "tcp")
        s.setblocking(True)
        refused = s.connect_ex((str(address), port))
        s.close()
        if not refused:
            return
        time.sleep(0.02)


# Meshes, evaluated: a pod is what has an address of a service, with the
# labels of all services there.


def labels_of_services():
    found = {}
    for path in glob.glob(os.path.join(SITE, "**", "*.json"), recursive=True):
        with open(path, encoding="utf-8") as file:
            spec = json.load(file)
        for name, service in spec.get("services", {}).items():
            if isinstance(service, dict):
                found[name] = service.get("labels", {})
    return found


@functools.lru_cache(maxsize=None)
def within(source, networks):
    return any(source.version == n.version and source in n
               for n in map(ipaddress.ip_network, networks))


def rules_networkpolicy(spec):
    for rule in spec.get("ingress", []):
        # An empty or missing list of either is all: documentation of
        # NetworkPolicyIngressRule.
        yield ([p["ipBlock"]["cidr"] for p in rule.get("from", [])]
               or ["0.0.0.0/0", "::/0"],
               [(p["protocol"].lower(), p["port"], p.get("endPort", p["port"]))
                for p in rule.get("ports", [])]
               or [(p, 1, 65535) for p in PROTOCOLS])


def rules_istio(spec):
    assert spec.get("action", "ALLOW") == "ALLOW"
    for rule in spec.get("rules", []):
        networks = [n for f in rule.get("from", [])
                    for n in f["source"]["ipBlocks"]]
        ports = [int(p) for t in rule.get("to", [])
                 for p in t["operation"]["ports"]]
        yield (networks or ["0.0.0.0/0", "::/0"],
               [("tcp", p, p) for p in ports] or [("tcp", 1, 65535)])


def rules_cilium(spec):
    for rule in spec.get("ingress", []):
        if not rule:
            continue
        yield (rule.get("fromCIDR", ["0.0.0.0/0", "::/0"]),
               [(p["protocol"].lower(), int(p["port"]),
                 p.get("endPort", int(p["port"])))
                for t in rule.get("toPorts", []) for p in t["ports"]]
               or [(p, 1, 65535) for p in PROTOCOLS])


MESHES = {
    "networkpolicy": (rules_networkpolicy, "podSelector", PROTOCOLS),
    "istio": (rules_istio, "selector", ("tcp",)),
    "cilium": (rules_cilium, "endpointSelector", PROTOCOLS),
}


def evaluate(mesh, objects, pods, questions):
    """The questions that the objects allow."""
    read, selector, _ = MESHES[mesh]
    rules = {address: [] for address in pods}
    denied = set()
    for item in objects:
        wanted = item["spec"].get(selector, {}).get("matchLabels", {})
        for address, labels in pods.items():
            if wanted.items() <= labels.items():
                denied.add(address)
                rules[address] += [(tuple(networks), ports) for
                                   networks, ports in read(item["spec"])]
    return {(s, a, protocol, port) for s, a, protocol, port in questions
            if a not in denied
            or any(within(s, networks)
                   and any(p == protocol and first <= port <= last
                           for p, first, last in ports)
                   for networks, ports in rules[a])}


def left_out(objects):
    notes = objects[0]["metadata"]["annotations"]
    return {re.match(r"LEFT OUT, ([A-Za-z0-9_-]+): ", text).group(1)
            for key, text in notes.items() if "/left-out-" in key}


def mesh_tamperings(objects):
    """Each object's text, changed: JSON before and behind."""
    def change(index, **parts):
        changed = copy.deepcopy(objects)
        changed[index]["spec"].update(parts)
        return changed

    def texts():
        text = json.dumps(objects)
        for before, behind in (
                ('"10.4.1.0/25"', '"10.4.1.0/24"'), ("8443", "8444"),
                ('"app": "billing"', '"app": "web"')):
            assert before in text, before
            yield f"{before} is {behind}", json.loads(
                text.replace(before, behind))

    yield "a service's object is gone", objects[:1] + objects[2:]
    yield "nothing is denied", objects[1:2]
    yield "an empty selector", change(1, podSelector={}, selector={},
                                      endpointSelector={})
    yield from texts()


def check_mesh(mesh, proof):
    objects = json.loads(run(MULLION, "export", mesh, SITE))["items"]
    labels = labels_of_services()
    pods = {a: {} for a in proof.targets()}
    for o in proof.opens:
        for a in o["addresses"]:
            pods[a].update(labels[o["service"]])
    missing = left_out(objects)
    allowed = proof.allowed(without=missing)
    protocols = MESHES[mesh][2]
    sources = proof.sources()
    classes = {s: proof.who(s) for s in sources}
    questions = [(s, a, protocol, port) for s in sources for a in pods
                 if a.version == s.version for protocol in protocols
                 for port in proof.ports()]
    expected = {q for q in questions
                if (classes[q[0]], q[1], q[2], q[3]) in allowed}
    got = evaluate(mesh, objects, pods, questions)
    wrong = sorted(got ^ expected, key=str)
    tally(not wrong, f"{mesh}: {len(wrong)} of {len(questions)}",
          "\n".join(map(str, wrong)))
    tally(bool(expected), f"{mesh}: nothing is open")
    for o in objects[1:]:
        tally(o["spec"][MESHES[mesh][1]]["matchLabels"],
              f"{mesh}: an empty selector")
    tally(missing == ({"turn", "rtp"} if mesh == "istio" else {"turn"})
          or SITE != OWN_SITE, f"{mesh}: left out: {missing}")
    few = [q for q in questions if q[3] in (22, 88, 443, 8443, 8444)]
    for what, tampered in mesh_tamperings(objects) if SITE == OWN_SITE else ():
        tally(evaluate(mesh, tampered, pods, few) != expected & set(few),
              f"{mesh}, unseen: {what}")
    print(f"{mesh}: {len(questions)} connections, {len(expected)} allowed, "
          f"left out: {', '.join(sorted(missing))}")


def main():
    apart = True
    try:
        enter_namespace()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"nftables, haproxy: not tested, a network of its own can't be had: "
              f"{error}")
        apart = False
    proof = Proof(run(MULLION, "prove", SITE))
    tally(len(proof.opens) > 0, "the proof opens nothing")
    for mesh in MESHES:
        check_mesh(mesh, proof)
    if apart:
        check_haproxy(proof)
        check_nftables(proof)
    print(f"{passed} passed, {failed} failed")
    return failed != 0


sys.exit(main())

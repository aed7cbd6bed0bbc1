# SPDX-License-Identifier: ISC
"""What is open, by `mullion prove`, and from which addresses to try it."""
import ipaddress
import os
import subprocess
import sys

BUILD = os.environ.get("B", "build")
MULLION = os.path.join(BUILD, "mullion")
OWN_SITE = "test/cases/services"
SITE = sys.argv[1] if len(sys.argv) > 1 else OWN_SITE
LONG = os.environ.get("LONG") == "yes"
PROTOCOLS = ("tcp", "udp")

sums = {"passed": 0, "failed": 0}


def tally(good, text, detail=""):
    sums["passed" if good else "failed"] += 1
    if not good:
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

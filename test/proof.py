# SPDX-License-Identifier: ISC
"""
What `mullion prove` printed, taken apart, and what an image says of its names
without the flags and the trie that it keeps of them.
"""
import ipaddress

from view_image import CNAME, DNAME_TYPE, NS

WHOLE = {4: 1 << 32, 6: 1 << 128}
TYPES = dict(zip(
    "A NS CNAME SOA PTR HINFO MX TXT RP AFSDB AAAA LOC SRV NAPTR KX CERT "
    "DNAME DS SSHFP IPSECKEY TLSA SMIMEA SVCB HTTPS SPF URI CAA".split(),
    [1, 2, 5, 6, 12, 13, 15, 16, 17, 18, 28, 29, 33, 35, 36, 37,
     39, 43, 44, 45, 52, 53, 64, 65, 99, 256, 257]))


def parse_name(text):
    """Presentation form with its final dot, as labels from the root down."""
    labels, label, at = [], bytearray(), 0
    while at < len(text):
        if text[at] == "\\" and text[at + 1:at + 4].isdigit():
            label.append(int(text[at + 1:at + 4]))
            at += 4
        elif text[at] == "\\":
            label.append(ord(text[at + 1]))
            at += 2
        elif text[at] == ".":
            labels.append(bytes(label))
            label = bytearray()
            at += 1
        else:
            label.append(ord(text[at]))
            at += 1
    return tuple(reversed([x for x in labels if x]))


def parse_span(text):
    """(family, first, last) of a network, a range or an address."""
    if "-" in text:
        first, last = map(ipaddress.ip_address, text.split("-"))
    else:
        network = ipaddress.ip_network(text)
        first, last = network[0], network[-1]
    return first.version, int(first), int(last)


def parse_list(text):
    return [] if text == "-" else text.split(",")


class View:
    """What an image says of its names, without the flags that it keeps."""

    def __init__(self, image):
        self.image, self.name, self.trust = image, image.view, image.trust
        self.zones = {zone.apex: zone for zone in image.zones}
        self.anybody = image.networks or image.resolvers
        self.addresses, self.targets, self.owners = [], [], []
        self.counts = {}
        for zone in image.zones:
            self.look_at(zone)
        self.trie_is_right = self.check_trie()
        self.changed = [zone.apex for zone in image.zones
                        if image.content(zone) != zone.content]

    def look_at(self, zone):
        deeper = {a for a in self.zones
                  if len(a) > len(zone.apex) and a[:len(zone.apex)]
                  == zone.apex}
        counts = dict.fromkeys(
            "answers wildcards delegations empty occluded".split(), 0)
        for name in zone.names.values():
            name.kind = self.kind(zone, name, deeper)
            counts[name.kind] += 1
            counts["wildcards"] += (name.kind == "answers"
                                    and name.labels[-1:] == (b"*",))
            if name.rrsets:
                self.owners.append(name.labels)
            self.targets += name.targets
            self.addresses += [getattr(a, "ipv4_mapped", None) or a
                               for a in name.addresses]
        self.counts[zone.apex] = counts

    @staticmethod
    def kind(zone, name, deeper):
        labels, apex = name.labels, zone.apex
        name.hidden = any(labels[:n] in deeper
                          for n in range(len(apex) + 1, len(labels) + 1))
        if name.hidden:
            return "occluded"
        for n in range(len(apex), len(labels)):
            above = zone.names[labels[:n]].rrsets
            if DNAME_TYPE in above or (n > len(apex) and NS in above):
                return "occluded"
        if labels != apex and NS in name.rrsets:
            return "delegations"
        return "answers" if name.rrsets else "empty"

    def check_trie(self):
        """It leads to each name that isn't a deeper zone's, in order."""
        names = [name for zone in self.image.zones
                 for name in zone.names.values() if not name.hidden]
        names.sort(key=lambda name: name.labels)
        return [name.ref for name in names] == self.image.trie()

    def rcode(self, labels):
        """What is answered to the name; ALIAS where a chain decides."""
        if not self.anybody:
            return "REFUSED"
        for n in range(len(labels), -1, -1):
            if labels[:n] in self.zones:
                break
        else:
            return "REFUSED"
        zone = self.zones[labels[:n]]
        for n in range(len(zone.apex), len(labels)):
            here = zone.names[labels[:n]]
            if n > len(zone.apex) and NS in here.rrsets:
                return "NOERROR"
            if DNAME_TYPE in here.rrsets:
                return "ALIAS"
            if labels[:n + 1] not in zone.names:
                star = zone.names.get(labels[:n] + (b"*",))
                if star is None:
                    return "NXDOMAIN"
                return "ALIAS" if CNAME in star.rrsets else "NOERROR"
        return "NOERROR"


class Proof:
    """The lines, and what is made again of them."""

    def __init__(self, text):
        self.lines = {}
        for line in text.splitlines():
            head, _, rest = line.partition(" ")
            self.lines.setdefault(head, []).append(rest)
        self.audiences = {}
        for line in self.lines.get("AUDIENCE", []):
            name, _, view, _, others, _, resolver = line.split(" ")
            self.audiences[name] = {
                "view": None if view == "-" else view,
                "others": parse_list(others),
                "resolver": parse_list(resolver), "classes": []}
        self.classes = {}
        for line in self.lines.get("CLASS", []):
            name, _, audience, _, *spans = line.split(" ")
            self.classes[name] = [parse_span(span) for span in spans]
            self.audiences[audience]["classes"].append(name)
        self.reserved, self.unlisted = [], []
        for line in self.lines.get("RESERVED", []):
            text, _, views, *domains = line.split(" ")
            views = parse_list(views)
            if domains:
                self.unlisted = domains[1:]
                self.reserved += [(d, views, False) for d in domains[1:]]
            else:
                self.reserved.append((text, views, True))
        self.openings = []
        for line in self.lines.get("OPEN", []):
            service, _, view, _, hosts, _, ports, _, classes = line.split(" ")
            self.openings.append({
                "service": service, "view": view,
                "addresses": [ipaddress.ip_address(a)
                              for a in parse_list(hosts)],
                "ports": [parse_ports(p) for p in parse_list(ports)],
                "classes": parse_list(classes)})

    def claims(self):
        """(kind, subject and whom) -> (proved, text), as printed."""
        found = {}
        for proved in (True, False):
            for line in self.lines.get("PROVED" if proved else "WITNESS", []):
                about, _, text = line.partition(": ")
                found[about] = (proved, text)
        return found


def parse_ports(text):
    ports, _, protocol = text.partition("/")
    first, _, last = ports.partition("-")
    return (int(first), int(last or first),
            {protocol} if protocol else {"tcp", "udp"})


def shared(a, b):
    """Two openings have an address and a port in common."""
    return (set(a["addresses"]) & set(b["addresses"])
            and any(x[0] <= y[1] and y[0] <= x[1] and x[2] & y[2]
                    for x in a["ports"] for y in b["ports"]))

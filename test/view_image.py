# SPDX-License-Identifier: ISC
"""
A view image, read by its description alone (lib/image_format.h,
mullion-image(5)) and by none of mullion's code, so that what is claimed of an
image can be checked by somebody else. Names are tuples of labels from the
root down, lower case, so that a prefix of a tuple is an ancestor and their
order is the canonical one (RFC 4034 section 6.1).
"""
import hashlib
import ipaddress
import struct

HEADER = struct.Struct("=8sIIQ32s64sI" + "II" * 7 + "I")
APEX, CUT, DNAME, STOP, WILDCARD, EMPTY = 1, 2, 4, 8, 16, 32
BRANCH = 1 << 31
NS, CNAME, SOA, A, AAAA, SRV, DNAME_TYPE = 2, 5, 6, 1, 28, 33, 39
SVCB, HTTPS = 64, 65

# RDATA with names in it: octets in front of them, and how many there are.
NAMES = {2: (0, 1), 3: (0, 1), 4: (0, 1), 5: (0, 1), 6: (0, 2), 7: (0, 1),
         8: (0, 1), 9: (0, 1), 12: (0, 1), 14: (0, 2), 15: (2, 1),
         17: (0, 2), 18: (2, 1), 21: (2, 1), 23: (0, 1), 24: (18, 1),
         26: (2, 2), 30: (0, 1), 33: (6, 1), 36: (2, 1), 39: (0, 1),
         58: (0, 2), 64: (2, 1), 65: (2, 1), 66: (5, 1), 107: (2, 1)}


class Damaged(Exception):
    """The file isn't what a view image must be."""


BROKEN = (Damaged, struct.error, ValueError, KeyError, IndexError)


def demand(good, why):
    if not good:
        raise Damaged(why)


def labels_of(octets):
    """A name in wire form, never compressed."""
    labels, at = [], 0
    while octets[at]:
        demand(octets[at] < 64, "a label's length")
        labels.append(bytes(octets[at + 1:at + 1 + octets[at]]).lower())
        at += 1 + octets[at]
    return tuple(reversed(labels))


class Name:
    """A name of a zone, with its RRsets: type -> list of RDATA."""

    def __init__(self, image, zone, ref, octets, flags):
        self.zone, self.ref, self.flags = zone, ref, flags
        self.labels = labels_of(octets)
        self.rrsets = {}
        self.targets = []    # names in RDATA, as labels
        self.addresses = []  # in A, AAAA and hints
        self.srvs = []       # (port, target)
        self.digested = b""  # what its zone's hash is made of


class Zone:
    def __init__(self, apex_ref, names, serial, content):
        self.apex_ref, self.count = apex_ref, names
        self.serial, self.content = serial, content.hex()
        self.names = {}      # labels -> Name, in the image's order


class Image:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.octets = file.read()
        demand(len(self.octets) >= HEADER.size, "cut short")
        (magic, version, order, size, self.hash, view, trust,
         *sections) = HEADER.unpack_from(self.octets)
        demand(magic == b"mullion\n", "not a view image")
        demand(version == 2, "another format version")
        demand(order == 0x01020304, "the other byte order")
        demand(size == len(self.octets), "another size than its header says")
        demand(self.hash == hashlib.sha256(self.octets[56:]).digest(),
               "not what its hash says")
        self.view = view.rstrip(b"\0").decode()
        self.trust = ["internal", "external"][trust]
        self.root = sections.pop()
        pairs = list(zip(sections[::2], sections[1::2]))
        self.networks = self.ranges(pairs[0], 4) + self.ranges(pairs[1], 6)
        self.resolvers = self.ranges(pairs[2], 4) + self.ranges(pairs[3], 6)
        self.zones = [Zone(*self.zone_fields(pairs[4][0] * 4 + 56 * i))
                      for i in range(pairs[4][1])]
        self.read_names(*pairs[6])

    def zone_fields(self, at):
        apex, _, _, names, serial, _, content = struct.unpack_from(
            "=IIIIII32s", self.octets, at)
        return apex, names, serial, content

    def ranges(self, section, family):
        """(family, first, last) as numbers."""
        at, count = section
        found = []
        for i in range(count):
            if family == 4:
                first, last, _ = struct.unpack_from(
                    "=III", self.octets, at * 4 + 12 * i)
            else:
                first, last, _ = struct.unpack_from(
                    "=16s16sI", self.octets, at * 4 + 36 * i)
                first = int.from_bytes(first, "big")
                last = int.from_bytes(last, "big")
            found.append((family, first, last))
        return found

    def read_names(self, ref, count):
        """All names, zone by zone, up to the end of the file."""
        at, left = ref * 4, count
        for zone in self.zones:
            demand(zone.apex_ref * 4 == at, "a zone's apex")
            apex = None
            for _ in range(zone.count):
                name, at = self.read_name(at, zone, apex)
                apex = apex or name.octets
                demand(name.labels not in zone.names, "a name twice")
                zone.names[name.labels] = name
            zone.apex = labels_of(apex)
            left -= zone.count
        demand(left == 0 and at == len(self.octets), "names left over")

    def read_name(self, at, zone, apex):
        flags, _, length = struct.unpack_from("=BBB", self.octets, at + 8)
        octets = self.octets[at + 11:at + 11 + length] + (apex or b"")
        name = Name(self, zone, at // 4, octets, flags)
        name.octets = octets
        at = (at + 11 + length + 3) // 4 * 4
        at += 4 * bool(flags & STOP) + 4 * bool(flags & WILDCARD)
        last = flags & EMPTY
        while not last:
            kind, records, length, lists = struct.unpack_from(
                "=HHHH", self.octets, at)
            last, units = lists & 0x8000, lists & 0x7fff
            wire = at + 8 + 4 * units
            self.read_rrset(name, kind, records, apex or octets,
                            self.octets[wire:wire + length],
                            self.pointers(at + 8, units))
            at = (wire + length + 3) // 4 * 4
        return name, at

    def pointers(self, at, units):
        """Positions in wire: of pointers into the apex, and into wire."""
        if not units:
            return set(), set()
        targets, suffixes, selves, _ = struct.unpack_from(
            "=HHHH", self.octets, at)
        at += 8 + 8 * targets
        all_of = struct.unpack_from(f"={suffixes + selves}H", self.octets, at)
        return set(all_of[:suffixes]), set(all_of[suffixes:])

    def read_rrset(self, name, kind, records, apex, wire, pointers):
        at, data, ttl = 0, [], 0
        for _ in range(records):
            number, _, ttl, length = struct.unpack_from("!HHIH", wire, at + 2)
            demand(number == kind, "a record of another type")
            start, at = at + 12, at + 12 + length
            demand(at <= len(wire), "a record that is cut short")
            rdata = b""
            for where in name_positions(kind, wire, start, at):
                labels, end = read_wire_name(wire, where, apex, pointers)
                rdata += wire[start:where] + wire_name(labels)
                start = end
                name.targets.append(tuple(x.lower() for x in labels))
            data.append(rdata + wire[start:at])
            name.addresses += addresses(kind, data[-1])
            if kind == SRV:
                port, = struct.unpack_from("!H", data[-1], 4)
                name.srvs.append((port, name.targets[-1]))
        demand(at == len(wire), "octets behind the last record")
        name.rrsets[kind] = data
        name.digested += (name.octets + struct.pack(
            "!HII", kind, ttl, records) + b"".join(
                struct.pack("!H", len(d))
                + (d[:-20] + bytes(4) + d[-16:] if kind == SOA else d)
                for d in data))

    @staticmethod
    def content(zone):
        """The zone's hash, made again: the serial is left out of it."""
        return hashlib.sha256(b"".join(
            n.digested for n in zone.names.values())).hexdigest()

    def trie(self):
        """References of the names that it leads to, in its order."""
        found, stack = [], [self.root] if self.root else []
        while stack:
            twig = stack.pop()
            if not twig & BRANCH:
                found.append(twig)
                continue
            at = (twig & ~BRANCH) * 4
            head, = struct.unpack_from("=Q", self.octets, at)
            count = bin(head & ((1 << 48) - 1)).count("1")
            stack += reversed(struct.unpack_from(f"={count}I", self.octets,
                                                 at + 8))
        return found


def wire_name(labels):
    return b"".join(bytes([len(x)]) + x for x in labels[::-1]) + b"\0"


def read_wire_name(wire, at, apex, pointers):
    """Labels in the case that they have, and where the name ends."""
    labels, end = [], None
    while True:
        octet = wire[at]
        if octet >= 0xc0:
            to = struct.unpack_from("!H", wire, at)[0] & 0x3fff
            end = end or at + 2
            if at in pointers[0]:
                return tuple(list(labels_of(apex[to - 12:]))
                             + labels[::-1]), end
            demand(at in pointers[1] and to < at, "a pointer in wire")
            at = to
            continue
        if octet == 0:
            return tuple(labels[::-1]), end or at + 1
        labels.append(bytes(wire[at + 1:at + 1 + octet]))
        at += 1 + octet


def name_positions(kind, wire, at, end):
    """Where the names in a record's RDATA begin."""
    count = None
    if kind in NAMES:
        octets, count = NAMES[kind]
        at += octets
    elif kind == 35:                            # NAPTR
        at += 4
        for _ in range(3):
            at += 1 + wire[at]
        count = 1
    elif kind == 38:                            # A6
        count, at = int(wire[at] > 0), at + 1 + (128 - wire[at] + 7) // 8
    elif kind == 45:                            # IPSECKEY
        count, at = int(wire[at + 1] == 3), at + 3
    elif kind == 55:                            # HIP
        at += 4 + wire[at] + struct.unpack_from("!H", wire, at + 2)[0]
        count = 1 << 16
    elif kind == 260:                           # AMTRELAY
        count, at = int(wire[at + 1] & 0x7f == 3), at + 2
    while count and at < end:
        yield at
        while 0 < wire[at] < 64:
            at += 1 + wire[at]
        at, count = at + (1 if wire[at] == 0 else 2), count - 1


def addresses(kind, rdata):
    if kind in (A, AAAA):
        return [ipaddress.ip_address(rdata)]
    if kind not in (SVCB, HTTPS):
        return []
    at, found = 2, []
    while rdata[at]:
        at += 1 + rdata[at]
    at += 1
    while at < len(rdata):
        key, length = struct.unpack_from("!HH", rdata, at)
        at += 4
        size = {4: 4, 6: 16}.get(key)
        if size:
            found += [ipaddress.ip_address(rdata[i:i + size])
                      for i in range(at, at + length, size)]
        at += length
    return found

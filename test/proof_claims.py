# SPDX-License-Identifier: ISC
"""
The claims of a proof (proof.py), each made again from the images. A check is
a line of text for what is wrong, or None.
"""
from proof import WHOLE, TYPES, parse_name, parse_span, shared


class Checker:
    def __init__(self, printed, views):
        self.proof, self.views = printed, views
        self.printed = printed.claims()
        self.good, self.bad = 0, []
        self.made = set()
        self.reserved = {}
        for text, allowed, listed in printed.reserved:
            if text.endswith("."):
                self.reserved[parse_name(text)] = (text, allowed, listed)
        self.governed = {name: self.count_governed(view)
                         for name, view in views.items()}

    def tally(self, right, text):
        if right:
            self.good += 1
        else:
            self.bad.append(text)

    def claim(self, about, proved, text):
        """It is printed as it was made again. text None: any."""
        self.made.add(about)
        if about not in self.printed:
            self.tally(False, f"missing: {about}")
            return
        was, wrote = self.printed[about]
        head = "PROVED" if was else "WITNESS"
        if was != proved:
            self.tally(False, f"wrong: {head} {about}: {wrote}")
        elif proved and text is not None:
            self.tally(wrote == text,
                       f"wrong: {head} {about}: {wrote}\n  should be: {text}")
        else:
            self.tally(True, "")

    def govern(self, labels):
        """The most specific reserved domain at or above the name."""
        for n in range(len(labels), -1, -1):
            if labels[:n] in self.reserved:
                return labels[:n]
        return None

    def count_governed(self, view):
        owners, targets = {}, {}
        for names, counts in ((view.owners, owners), (view.targets, targets)):
            for labels in names:
                domain = self.govern(labels)
                counts[domain] = counts.get(domain, 0) + 1
        return owners, targets

    # What there is.

    def check_views(self):
        lines = [f"{v.name} trust {v.trust} zones {len(v.zones)} names "
                 f"{len(v.owners)}" for v in self.views.values()]
        self.tally(sorted(lines) == sorted(self.proof.lines.get("VIEW", [])),
                   "VIEW lines aren't the images'")
        lines = []
        for view in self.views.values():
            self.tally(view.trie_is_right, f"{view.name}: its trie leads to "
                       "other names than it has")
            for apex, counts in view.counts.items():
                zone = view.zones[apex]
                self.tally(apex not in view.changed,
                           f"{view.name}: a zone's records aren't what its "
                           f"hash says: {apex}")
                numbers = " ".join(f"{k} {n}" for k, n in counts.items())
                lines.append((view.name, apex, f"{numbers} content "
                              f"{zone.content}"))
        printed = []
        for line in self.proof.lines.get("ZONE", []):
            view, apex, rest = line.split(" ", 2)
            printed.append((view, parse_name(apex), rest))
        for line in set(lines) ^ set(printed):
            self.tally(False, f"ZONE line: {line[0]} {line[1]} {line[2]}")
        self.good += len(set(lines) & set(printed))

    def check_names(self):
        lines = self.proof.lines.get("NAME", [])
        if not lines:
            return
        printed = set()
        for line in lines:
            view, name, *types = line.split(" ")
            printed.add((view, parse_name(name), tuple(
                -1 if t == "delegation" else
                int(t[4:]) if t[:4] == "TYPE" else TYPES.get(t, t)
                for t in types)))
        for view in self.views.values():
            for zone in view.image.zones:
                for name in zone.names.values():
                    if name.kind not in ("answers", "delegations"):
                        continue
                    types = tuple(name.rrsets)
                    if name.kind == "delegations":
                        types = (-1,) + types
                    key = (view.name, name.labels, types)
                    self.tally(key in printed, f"NAME missing: {key}")
                    printed.discard(key)
        for key in printed:
            known = all(isinstance(t, int) for t in key[2])
            self.tally(not known, f"NAME that isn't there: {key}")

    def check_space(self):
        """The classes are all addresses, each in one, named in order."""
        for name, audience in self.proof.audiences.items():
            names = audience["classes"]
            self.tally(names == ([name] if len(names) == 1 else [
                f"{name}/{i + 1}" for i in range(len(names))]),
                       f"CLASS lines of {name}: {names}")
        for family, size in WHOLE.items():
            spans = sorted(s[1:] for spans in self.proof.classes.values()
                           for s in spans if s[0] == family)
            at = 0
            for first, last in spans:
                if first != at or last < first:
                    break
                at = last + 1
            self.tally(at == size, f"CLASS lines leave out or repeat IPv"
                       f"{family} addresses, at {at}")

    # The claims.

    def cover(self, ranges, span):
        """How much of the span the ranges hold: 0, 1, or None for a part."""
        family, at, last = span
        inside = [r for r in ranges
                  if r[0] == family and r[1] <= last and at <= r[2]]
        for _, first, end in sorted(inside):
            if first > at:
                return None
            at = end + 1
        if not inside:
            return 0
        return 1 if at > last else None

    def check_sources(self, name, audience):
        own = [audience["view"]] if audience["view"] else []
        networks = own + audience["others"]
        spans = [s for c in audience["classes"] for s in self.proof.classes[c]]
        right = all(
            self.cover(view.image.networks, s) == (view.name in networks)
            and self.cover(view.image.resolvers, s)
            == (view.name in audience["resolver"])
            for s in spans for view in self.views.values())
        order = [line.split(" ")[0] for line in self.proof.lines["VIEW"]]
        networks.sort(key=order.index)
        self.claim(f"answered from {name}", right,
                   f"{len(spans)} spans, all in the networks of "
                   f"{','.join(networks) or '-'}, of the resolvers of "
                   f"{','.join(audience['resolver']) or '-'}, of no other")
        self.claim(f"apart from {name}",
                   not set(audience["resolver"]) - set(own),
                   "no view of internal trust but its own answers it")
        audience["answered"] = [v for v in order if v in networks
                                or v in audience["resolver"]]

    def check_view(self, view):
        for zone in view.image.zones:
            text = ("nobody is answered" if not view.anybody else
                    f"{zone.count} names asked for, each answered as the "
                    "image holds it")
            self.claim_named("served", zone.apex, f" in {view.name}", True,
                             text)
        if view.trust == "external":
            good = all(a.is_global for a in view.addresses)
            about = f"reachable in {view.name}"
            self.claim(about, self.printed.get(about, (True,))[0]
                       and good, f"all {len(view.addresses)} addresses are "
                       "globally reachable")

    def claim_named(self, kind, labels, whom, proved, text):
        """A claim whose subject is a name: as whoever printed it wrote it."""
        self.claim(self.about.get((kind, labels, whom), f"{kind} {labels}"
                                  f"{whom}"), proved, text)

    def index_subjects(self):
        self.about = {}
        for about in self.printed:
            kind, _, rest = about.partition(" ")
            subject, _, whom = rest.partition(" ")
            if kind in ("served", "absent", "hidden") and subject[-1] == ".":
                self.about[kind, parse_name(subject), " " + whom] = about

    def check_absent(self, name, audience):
        zones = {apex for v in self.views.values() for apex in v.zones}
        views = [self.views[v] for v in audience["answered"]]
        for apex in sorted(zones):
            if any(apex in view.zones for view in views):
                continue
            codes = [(v.name, v.rcode(apex)) for v in views]
            text = "no such zone: " + ", ".join(
                f"{view} answers {code}" for view, code in codes)
            if any(code == "ALIAS" for _, code in codes):
                text = None
            self.claim_named("absent", apex, f" from {name}", True, text)

    def below(self, domain):
        """A name below the domain that nothing more specific governs."""
        label = b"x"
        while self.govern(domain + (label,)) != domain:
            label += b"x"
        return domain + (label,)

    def hide(self, audience, domain):
        """Of one domain: it is hidden, names, targets, rcodes of views."""
        hidden, names, targets, codes = True, 0, 0, {}
        for view in map(self.views.get, audience["answered"]):
            owners, leads = self.governed[view.name]
            if owners.get(domain) or leads.get(domain):
                hidden = False
            names += len(view.owners)
            targets += len(view.targets)
            at, below = view.rcode(domain), view.rcode(self.below(domain))
            codes[view.name] = {at, below}
            if (below not in ("REFUSED", "NXDOMAIN") or at == "ALIAS"
                    or (at == "NOERROR" and not self.is_empty(view, domain))):
                hidden = False
        return hidden, names, targets, codes

    @staticmethod
    def is_empty(view, domain):
        return any(domain in zone.names and not zone.names[domain].rrsets
                   for zone in view.image.zones)

    def check_hidden(self, name, audience):
        codes, count, numbers, resolver = {}, 0, (0, 0), False
        for text, allowed, listed in self.proof.reserved:
            if audience["view"] in allowed:
                continue
            seen = bool(set(audience["resolver"]) & set(allowed))
            if not text.endswith("."):
                self.hide_range(name, audience, text, seen)
                continue
            domain = parse_name(text)
            hidden, names, targets, found = self.hide(audience, domain)
            if listed:
                self.claim_named(
                    "hidden", domain, f" from {name}", hidden and not seen,
                    f"{rcodes(found)}; 0 of {names} names in it, 0 of "
                    f"{targets} targets lead there")
            elif seen:
                resolver = True
            elif hidden:
                count, numbers = count + 1, (names, targets)
                for view, some in found.items():
                    codes.setdefault(view, set()).update(some)
            else:
                self.claim_named("hidden", domain, f" from {name}", False, "")
        if count or resolver:
            self.claim(f"hidden (unlisted) from {name}", not resolver,
                       f"{count} domains, {rcodes(codes)}; 0 of {numbers[0]} "
                       f"names in them, 0 of {numbers[1]} targets lead there")

    def hide_range(self, name, audience, text, seen):
        """Addresses in it, less those in a more specific range."""
        ranges = {r: parse_span(r) for r, _, _ in self.proof.reserved
                  if not r.endswith(".")}
        total = inside = 0
        for view in map(self.views.get, audience["answered"]):
            total += len(view.addresses)
            for a in view.addresses:
                holding = [(last - first, r) for r, (family, first, last)
                           in ranges.items()
                           if family == a.version and first <= int(a) <= last]
                inside += bool(holding) and min(holding)[1] == text
        self.claim(f"hidden {text} from {name}", not inside and not seen,
                   f"0 of {total} addresses in it")

    # Services, as far as OPEN lines and images carry them.

    def check_services(self):
        services = {}
        for opening in self.proof.openings:
            services.setdefault(opening["service"], []).append(opening)
            view = self.views[opening["view"]]
            self.tally(set(opening["addresses"]) <= set(view.addresses),
                       f"OPEN {opening['service']}: an address that "
                       f"{view.name} doesn't give")
            self.check_srv(opening, view)
        for service, own in sorted(services.items()):
            others = [o for o in self.proof.openings
                      if o["service"] != service
                      and any(shared(o, x) for x in own)]
            trusts = {self.views[o["view"]].trust for o in own}
            wrong = len(trusts) == 1 and any(
                self.views[o["view"]].trust not in trusts for o in others)
            self.claim(f"trust {service}", not wrong, None)
            for name, audience in self.proof.audiences.items():
                self.check_closed(service, own, others, name, audience)

    def check_srv(self, opening, view):
        """SRV records of the service's id: its ports, and its hosts."""
        label = b"_" + opening["service"].lower().encode()
        given = {}
        for zone in view.image.zones:
            for name in zone.names.values():
                given.setdefault(name.labels, set()).update(name.addresses)
        for zone in view.image.zones:
            for protocol in ("tcp", "udp"):
                name = zone.names.get(
                    zone.apex + (b"_" + protocol.encode(), label))
                for port, target in name.srvs if name else []:
                    right = any(p[0] <= port <= p[1] and protocol in p[2]
                                for p in opening["ports"])
                    self.tally(right and given.get(target, set())
                               <= set(opening["addresses"]),
                               f"OPEN {opening['service']}: SRV {port} "
                               "leads elsewhere")

    def check_closed(self, service, own, others, name, audience):
        def is_open(openings, name):
            return any(name in o["classes"] for o in openings)

        classes = audience["classes"]
        text = "in no opening of its addresses and ports"
        if not any(is_open(own + others, c) for c in classes):
            self.claim(f"closed {service} from {name}", True, text)
            return
        for c in classes:
            if not is_open(own, c):
                self.claim(f"closed {service} from {c}",
                           not is_open(others, c), text)

    def check_all(self):
        self.index_subjects()
        self.check_views()
        self.check_names()
        self.check_space()
        for name, audience in self.proof.audiences.items():
            self.check_sources(name, audience)
        for view in self.views.values():
            self.check_view(view)
        for name, audience in self.proof.audiences.items():
            if audience["answered"]:
                self.check_absent(name, audience)
                self.check_hidden(name, audience)
        self.check_services()
        for about in self.printed:
            if (about not in self.made
                    and about.split(" ")[0] not in ("space", "distinct")):
                self.tally(False, f"not to be made again: {about}")
        self.check_sum()

    def check_sum(self):
        proved = sum(p for p, _ in self.printed.values())
        text = f"proved {proved} witness {len(self.printed) - proved}"
        self.tally(self.proof.lines.get("CLAIMS") == [text],
                   f"CLAIMS line: should be {text}")


def rcodes(codes):
    order = {"NOERROR": 0, "NXDOMAIN": 3, "REFUSED": 5}
    return ", ".join(
        f"{view} answers "
        + "/".join(sorted(some, key=lambda c: order.get(c, 9)))
        for view, some in codes.items())


def check(printed, views):
    checker = Checker(printed, views)
    checker.check_all()
    return checker.good, checker.bad

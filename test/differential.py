#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Random zones and questions: mulliond beside knotd, nsd and named.

usage: test/differential.py [--seconds N] [--seed N] [--zones N] [--verbose]

Each round makes zones of few labels, so that wildcards, empty
non-terminals, aliases, DNAMEs, cuts and glue meet, serves them with all four
and compares the answers: rcode, AA, answer and authority section, TTLs
included, and the glue of referrals. mulliond is wrong where two peers or more
agree with one another and not with it, and where it agrees with no peer.

Where the contract and a peer differ on purpose, and what is done about it:

  - NSD and BIND put the apex's NS into the authority section of positive
    answers. Not compared.
  - What is additional beside glue is everyone's own choice. Each record of it
    is looked up in the zone instead.
  - BIND leaves out glue that isn't in-domain. Its additional section isn't
    compared.
  - Knot and NSD make addresses of name servers from wildcards. Only records
    that are in the zone as they are count as glue.
  - ANY isn't asked: RFC 8482 leaves it to the server.
  - How far a chain of aliases is followed that doesn't end, as DNAMEs can make
    one of ever longer names, is everyone's own choice. Of those that mulliond
    gives up the peers' must be the beginning, or go on from there.

The seed of each round is printed, and --seed repeats one. The last line is
"N passed, N failed".
"""
import argparse
import collections
import json
import os
import pathlib
import random
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("B") or TOP / "build").resolve()
LABELS = ["a", "b", "c", "*"]
TYPES = ["A", "AAAA", "NS", "MX", "TXT", "SRV", "CNAME", "DNAME", "DS", "SOA"]
DIGEST = "01" * 32
CLIENT_SECONDS = 3
CHAIN = 16  # links that mulliond follows: IMAGE_CHAIN in lib/image_format.h


class Zone:
    """records: owner (labels, apex last) -> type -> data in text."""

    def __init__(self, rng, number):
        self.rng = rng
        self.apex = f"z{number}.test."
        self.records = {(): {"NS": ["ns.out.example."]}}
        self.closed = set()  # cuts and DNAMEs: nothing is put below them
        for _ in range(rng.randint(3, 14)):
            self.add(self.owner())
        self.add_glue()

    def owner(self, depth=4):
        return tuple(self.rng.choice(LABELS)
                     for _ in range(self.rng.randint(1, depth)))

    def name(self, labels):
        return ".".join(labels + (self.apex,))

    def target(self):
        if self.rng.random() < 0.15:
            return self.rng.choice(["out.example.", "a.out.example."])
        if self.rng.random() < 0.6 and len(self.records) > 1:
            owner = self.rng.choice(sorted(self.records))
        else:
            owner = self.owner()
        if self.rng.random() < 0.3:
            owner = (self.rng.choice(LABELS[:3]),) + owner
        return self.name(owner)

    def below_closed(self, owner):
        return any(owner[i:] in self.closed for i in range(1, len(owner)))

    def has_below(self, owner):
        return any(len(other) > len(owner) and other[-len(owner):] == owner
                   for other in self.records)

    def add(self, owner):
        kind = self.rng.choice(["A", "A", "AAAA", "TXT", "MX", "SRV", "CNAME",
                                "CNAME", "DNAME", "NS"])
        if self.below_closed(owner):
            return
        here = self.records.get(owner, {})
        if "CNAME" in here or (kind == "CNAME" and here):
            return
        if kind in ("DNAME", "NS"):
            if "*" in owner or here or self.has_below(owner):
                return
            self.closed.add(owner)
        here[kind] = self.data(kind)
        if kind == "NS" and self.rng.random() < 0.5:
            here["DS"] = [f"1 13 2 {DIGEST}"]
        if kind == "DNAME" and self.rng.random() < 0.5:
            here["TXT"] = ['"beside a DNAME"']
        self.records[owner] = here

    def data(self, kind):
        number = self.rng.randint(1, 250)
        if kind in ("CNAME", "DNAME"):
            return [self.target()]
        make = {
            "A": lambda: f"192.0.2.{self.rng.randint(1, 250)}",
            "AAAA": lambda: f"2001:db8::{self.rng.randint(1, 250)}",
            "TXT": lambda: f'"text {number}"',
            "MX": lambda: f"{number} {self.target()}",
            "SRV": lambda: f"1 2 {number} {self.target()}",
            "NS": self.target,
        }[kind]
        return sorted({make() for _ in range(self.rng.randint(1, 3))})

    def add_glue(self):
        """In-domain addresses at or below cuts; targets stay as they are."""
        for cut in sorted(self.closed):
            if "NS" in self.records[cut] and self.rng.random() < 0.7:
                glue = ("a",) + cut
                self.records[cut]["NS"].append(self.name(glue))
                self.records[glue] = {"A": self.data("A")}

    def spec(self):
        return json.dumps({
            "zone": self.apex, "views": ["all"], "ttl": 300,
            "soa": {"mname": "ns.out.example.", "rname": "host.out.example.",
                    "serial": 1, "minimum": 60, "ttl": 3600},
            "records": {self.name(owner): sets
                        for owner, sets in self.records.items()}})

    def file(self):
        lines = [f"{self.apex} 3600 IN SOA ns.out.example. host.out.example. "
                 "1 7200 900 1209600 60"]
        for owner, sets in self.records.items():
            for kind, data in sets.items():
                lines += [f"{self.name(owner)} 300 IN {kind} {one}"
                          for one in data]
        return "\n".join(lines) + "\n"

    def questions(self, count):
        owners = sorted(self.records)
        asked = {(self.apex, "SOA"), (self.apex, "NS"), (self.apex, "DS")}
        while len(asked) < count:
            owner = self.rng.choice(owners) if self.rng.random() < 0.7 \
                else self.owner()
            if self.rng.random() < 0.5:
                owner = self.owner(2) + owner
            asked.add((self.name(owner), self.rng.choice(TYPES)))
        return sorted(asked)


class Server:
    """One of the four, on a port of its own, with files in a folder."""

    def __init__(self, name, folder, zones):
        self.name = name
        self.folder = folder / name
        self.folder.mkdir()
        self.port = free_port()
        for zone in zones:
            (self.folder / f"{zone.apex}zone").write_text(zone.file())
        command = getattr(self, name)(zones)
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log,
                                            cwd=self.folder)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", self.port))

    def mulliond(self, zones):
        site = self.folder / "site"
        site.mkdir()
        (site / "views.json").write_text(json.dumps({"views": {"all": {
            "trust": "internal", "networks": ["127.0.0.0/8"]}}}))
        for zone in zones:
            (site / f"{zone.apex}json").write_text(zone.spec())
        images = self.folder / "images"
        subprocess.run([BUILD / "mullion", "compile", site, "-o", images],
                       check=True, stderr=subprocess.DEVNULL)
        return [BUILD / "mulliond", "-l", f"127.0.0.1:{self.port}", images]

    def config(self, text):
        path = self.folder / "conf"
        path.write_text(text)
        return path

    def knotd(self, zones):
        text = (f"server:\n  listen: 127.0.0.1@{self.port}\n"
                f"  rundir: {self.folder}\n"
                f"database:\n  storage: {self.folder}/db\n"
                "log:\n  - target: stderr\n    any: warning\n"
                f"template:\n  - id: default\n    storage: {self.folder}\n"
                "    semantic-checks: false\n    zonefile-sync: -1\n"
                "    journal-content: none\nzone:\n")
        for zone in zones:
            text += f"  - domain: {zone.apex}\n    file: {zone.apex}zone\n"
        return ["knotd", "-c", self.config(text)]

    def nsd(self, zones):
        text = (f"server:\n  ip-address: 127.0.0.1@{self.port}\n"
                f'  zonesdir: "{self.folder}"\n  username: ""\n  chroot: ""\n'
                f'  database: ""\n  pidfile: "{self.folder}/pid"\n'
                f'  xfrdfile: "{self.folder}/xfrd"\n'
                f'  xfrdir: "{self.folder}"\n  zonelistfile: '
                f'"{self.folder}/list"\n  server-count: 1\n'
                "  rrl-ratelimit: 0\n  rrl-whitelist-ratelimit: 0\n"
                "remote-control:\n  control-enable: no\n")
        for zone in zones:
            text += (f'zone:\n  name: "{zone.apex}"\n'
                     f'  zonefile: "{zone.apex}zone"\n')
        return ["nsd", "-d", "-c", self.config(text)]

    def named(self, zones):
        text = (f'options {{ directory "{self.folder}"; recursion no;\n'
                f" listen-on port {self.port} {{ 127.0.0.1; }};\n"
                " listen-on-v6 { none; }; notify no; minimal-any no;\n"
                " dnssec-validation no; empty-zones-enable no;\n"
                f' pid-file "{self.folder}/pid"; max-cache-size 8m;\n'
                f' session-keyfile "{self.folder}/key"; check-names '
                "primary ignore; check-integrity no; check-sibling no; };\n"
                "controls { };\n")
        for zone in zones:
            text += (f'zone "{zone.apex}" {{ type primary; '
                     f'file "{zone.apex}zone"; }};\n')
        return ["named", "-g", "-n", "1", "-c", self.config(text)]

    def ask(self, query):
        self.socket.send(query.to_wire())

    def answer(self, query, seconds=CLIENT_SECONDS):
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                return None
            try:
                answer = dns.message.from_wire(self.socket.recv(65535))
            except ConnectionRefusedError:
                return None
            if answer.id == query.id:
                return answer

    def wait(self, zone):
        """Until the zone is served."""
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            query = dns.message.make_query(zone.apex, "SOA", use_edns=0)
            try:
                self.ask(query)
            except ConnectionRefusedError:
                pass
            answer = self.answer(query, 0.2)
            if answer is not None and answer.rcode() == dns.rcode.NOERROR:
                return
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} doesn't serve {zone.apex}:\n"
                           + (self.folder / "log").read_text())

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.socket.close()


def free_port():
    """One below those that clients are given, free for UDP and TCP."""
    while True:
        port = random.SystemRandom().randint(10000, 32000)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, \
                socket.socket() as tcp:
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def records(section):
    return frozenset((str(rrset.name).lower(), rrset.ttl,
                      dns.rdatatype.to_text(rrset.rdtype), str(one).lower())
                     for rrset in section for one in rrset)


def essence(answer):
    """What is compared, from the section that it stands in."""
    if answer is None:
        return None
    authority = records(answer.authority)
    positive = answer.answer and not any(one[2] == "SOA" for one in authority)
    if positive and answer.flags & dns.flags.AA:
        apex = ".".join(str(answer.question[0].name).lower()
                        .split(".")[-3:])
        authority = frozenset(one for one in authority
                              if not (one[2] == "NS" and one[0] == apex))
    return (dns.rcode.to_text(answer.rcode()),
            bool(answer.flags & dns.flags.AA), records(answer.answer),
            authority)


def is_referral(answer):
    return not answer.flags & dns.flags.AA and bool(answer.authority)


def is_given_up(answer):
    """A chain of aliases that is as long as mulliond follows any."""
    return answer.rcode() == dns.rcode.NOERROR and sum(
        one[2] == "CNAME" for one in records(answer.answer)) >= CHAIN


def is_same_chain(ours, peer):
    mine, its = records(ours.answer), records(peer.answer)
    return mine <= its or its <= mine


def judge(answers, zone):
    """Why mulliond's answer is wrong, or None."""
    ours = answers["mulliond"]
    if ours is None:
        return "no answer"
    if is_given_up(ours):
        others = [one for name, one in answers.items()
                  if name != "mulliond" and one is not None]
        alike = all(is_same_chain(ours, one) for one in others)
        return None if alike else "another chain of aliases"
    peers = {name: essence(one) for name, one in answers.items()
             if name != "mulliond" and one is not None}
    votes = collections.Counter(peers.values())
    mine = essence(ours)
    best, count = votes.most_common(1)[0]
    if best != mine and (count > 1 or mine not in votes):
        return "the peers say otherwise"
    there = {(zone.name(owner).lower(), kind, data)
             for owner, sets in zone.records.items()
             for kind, all_data in sets.items() for data in all_data}
    extra = {name: frozenset(one for one in records(answer.additional)
                             if (one[0], one[2], one[3]) in there)
             for name, answer in answers.items() if answer is not None}
    if len(extra["mulliond"]) != len(records(ours.additional)):
        return "additional data that isn't in the zone"
    if is_referral(ours) and extra["mulliond"] not in (
            extra.get("knotd"), extra.get("nsd")):
        return "glue"
    return None


def complain(zone, question, answers, why):
    print(f"FAILED: {question[0]} {question[1]}: {why}")
    print("  " + zone.file().replace("\n", "\n  "))
    for name, answer in answers.items():
        print(f"  -- {name}\n  " + str(answer).replace("\n", "\n  "))


def play(seed, zone_count, verbose):
    rng = random.Random(seed)
    zones = [Zone(rng, number) for number in range(zone_count)]
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mullion-"))
    folder.chmod(0o755)
    servers = []
    passed = failed = 0
    try:
        for name in ("mulliond", "knotd", "nsd", "named"):
            servers.append(Server(name, folder, zones))
        for server in servers:
            for zone in zones:
                server.wait(zone)
        for zone in zones:
            for question in zone.questions(50):
                query = dns.message.make_query(*question, use_edns=0,
                                               payload=1232)
                query.flags &= ~dns.flags.RD
                for server in servers:
                    server.ask(query)
                answers = {server.name: server.answer(query)
                           for server in servers}
                why = judge(answers, zone)
                passed += why is None
                failed += why is not None
                if why is not None and (verbose or failed <= 3):
                    complain(zone, question, answers, why)
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder)
    return passed, failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=90)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--zones", type=int, default=60)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    end = time.monotonic() + arguments.seconds
    passed = failed = 0
    while True:
        seed = arguments.seed
        if seed is None:
            seed = random.SystemRandom().randrange(1 << 32)
        good, bad = play(seed, arguments.zones, arguments.verbose)
        print(f"seed {seed}: {good} alike, {bad} not", flush=True)
        passed += good
        failed += bad
        if arguments.seed is not None or time.monotonic() > end:
            break
    print(f"{passed} passed, {failed} failed")
    return failed != 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main())

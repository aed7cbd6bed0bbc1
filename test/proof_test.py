# SPDX-License-Identifier: ISC
"""
`mullion prove` and scripts/check-proof, each held against the other: on the
example site and on generated ones every line is borne out by the images, and
a line or an image that somebody changed isn't.

    /usr/bin/python3 test/proof_test.py MULLION
"""
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
import proof
import proof_claims
import recheck
import view_image

MULLION = sys.argv.pop(1) if len(sys.argv) > 1 else "build/mullion"
EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "../zones/example")


def run(*arguments):
    done = subprocess.run([MULLION, *arguments], check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise RuntimeError(f"{arguments}: {done.stderr}")
    return done.stdout


def failures(text, views):
    return proof_claims.check(proof.Proof(text), views)[1]


def hosts(rng, count):
    """Owner names of every kind with harmless data."""
    records = {"@": {"NS": ["ns1", "ns2.example.net."]},
               "ns1": {"A": "9.0.0.53", "AAAA": "2a00::53"},
               "alias": {"CNAME": "h0"}, "out": {"CNAME": "www.example.net."},
               "*.wild": {"TXT": "\"any\""}, "*.star": {"CNAME": "h1"},
               "tree": {"DNAME": "wild"}, "under.tree": {"A": "9.0.0.9"},
               "cut": {"NS": ["ns.cut", "ns1"]}, "ns.cut": {"A": "9.0.0.54"},
               "below.cut": {"A": "9.0.0.55"},
               "odd\\046label": {"TXT": "\"dot\""}, "a\\\\b": {"A": "9.0.0.8"},
               "_s._tcp": {"SRV": ["0 0 443 h0", "1 0 443 h1"]},
               "svc": {"HTTPS": "1 . ipv4hint=9.0.0.1,9.0.0.2"}}
    for i in range(count):
        labels = [f"h{i}"] + [f"e{rng.randrange(9)}"
                              for _ in range(rng.randrange(3))] * (i > 1)
        records[".".join(labels)] = rng.choice([
            {"A": f"9.1.{i // 200}.{i % 200}"},
            {"AAAA": f"2a00::{i:x}", "MX": f"{i} ns1"},
            {"A": f"9.2.0.{i % 200}", "TXT": "\"x\""}])
    records["h0"] = {"A": "9.1.9.1"}
    records["h1"] = {"A": "9.1.9.2", "AAAA": "2a00::9"}
    return records


def generate(folder, seed):
    """A site that has a bit of everything and no error."""
    rng = random.Random(seed)
    os.makedirs(folder)
    nets = [f"10.{n}.0.0/16" for n in rng.sample(range(256), 12)]
    views = {
        "in": {"trust": "internal", "networks": ["10.0.0.0/8", "fd00::/8"],
               "resolvers": ["9.9.9.9/32"] * (seed % 2),
               "ports": ["5000-9999"]},
        "lab": {"trust": "internal", "networks": nets[:4],
                "ports": ["20000-20999"]},
        "out": {"trust": "external", "networks": ["0.0.0.0/0", "::/0"],
                "ports": ["443"]},
        "far": {"trust": "external", "networks": ["9.0.0.0/8"]}}
    files = {"views": {
        "views": views, "refuse": nets[4:6],
        "reserved": {"corp.test": ["in"], "lab.corp.test": ["lab"],
                     "9.200.0.0/16": ["in"]}}}
    clients = [n for n in nets[6:] if n not in nets[:6]]
    files["pub"] = {
        "zone": "pub.test", "views": ["in", "lab", "out"],
        "records": hosts(rng, 40),
        "overlays": {"in": {"h0": {"A": "9.200.0.7"},
                            "inner": {"MX": "10 db.corp.test."}}},
        "services": {"web": {"views": ["out"], "ports": ["443/tcp"],
                             "hosts": ["h0", "h1"], "srv": False,
                             "clients": "view"}}}
    files["deep"] = {"zone": "deep.pub.test", "views": ["out", "far"],
                     "records": hosts(rng, 10)}
    files["corp"] = {
        "zone": "corp.test", "views": ["in"],
        "records": {"@": {"NS": "ns1"}, "ns1": {"A": "9.200.0.1"},
                    "db": {"A": "9.200.0.5"}, "db2": {"A": "9.200.0.6"}},
        "services": {
            "sql": {"views": ["in"], "ports": ["5432/tcp"], "srv": False,
                    "hosts": ["db", "db2"], "clients": clients[:3]},
            "copy": {"views": ["in"], "ports": ["5432"], "srv": False,
                     "hosts": ["db2"], "clients": clients[2:]}}}
    files["lab"] = {"zone": "lab.corp.test", "views": ["lab"],
                    "records": {"@": {"NS": "ns1.pub.test."},
                                "*": {"A": "9.0.0.7"}}}
    for name, text in files.items():
        with open(f"{folder}/{name}.json", "w", encoding="ascii") as file:
            json.dump(text, file)


class Site:
    """A site's proof, and its images."""

    def __init__(self, site, work):
        os.makedirs(work, exist_ok=True)
        self.images = os.path.join(work, "images")
        self.text = run("prove", site, "--names")
        run("compile", site, "-o", self.images)
        self.views = recheck.load(self.images)

    def change(self, view, at, octets):
        """An image that somebody changed who can count hashes; and, where
        it still reads, what is wrong with it."""
        folder = self.images + "-changed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.images, folder)
        with open(f"{folder}/{view}.view", "r+b") as file:
            image = bytearray(file.read())
            image[at:at + len(octets)] = octets
            image[24:56] = hashlib.sha256(image[56:]).digest()
            file.seek(0)
            file.write(image)
        with open(f"{folder}/manifest.json", "r+", encoding="ascii") as file:
            manifest = json.load(file)
            manifest["views"][view]["sha256"] = image[24:56].hex()
            file.seek(0)
            json.dump(manifest, file)
            file.truncate()
        try:
            return failures(self.text, recheck.load(folder))
        except view_image.BROKEN as error:
            return [str(error)]


class ProofTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.mkdtemp()
        cls.example = Site(EXAMPLE, f"{cls.work}/example")
        generate(f"{cls.work}/site", 1)
        cls.made = Site(f"{cls.work}/site", f"{cls.work}/made")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.work)

    def test_the_example_is_borne_out(self):
        self.assertEqual(failures(self.example.text, self.example.views), [])

    def test_generated_sites_are_borne_out(self):
        for seed in range(2, 6):
            with self.subTest(seed=seed):
                folder = f"{self.work}/{seed}"
                generate(f"{folder}/site", seed)
                site = Site(f"{folder}/site", folder)
                self.assertEqual(failures(site.text, site.views), [])
                for head in ("WITNESS closed", "OPEN", "RESERVED", "CLASS"):
                    self.assertIn(f"\n{head} ", site.text)

    def test_the_program_says_so(self):
        path = f"{self.work}/proof"
        program = os.path.join(os.path.dirname(__file__),
                               "../scripts/check-proof")
        for text, status, last in (
                (self.example.text, 0, r"[1-9]\d+ passed, 0 failed"),
                (self.example.text.replace("0 of 7", "0 of 6"), 1,
                 r"[1-9]\d+ passed, [1-9]\d* failed"),
                ("", 1, ".*failed")):
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
            done = subprocess.run([program, path, self.example.images],
                                  check=False, text=True,
                                  stdout=subprocess.PIPE)
            self.assertEqual(done.returncode, status)
            self.assertRegex(done.stdout.splitlines()[-1], last)
        self.assertEqual(subprocess.run(
            [program, f"{path}.missing", self.example.images], check=False,
            stderr=subprocess.DEVNULL).returncode, 2)

    def checked_lines(self, site):
        """All but those that no image bears out, and some of the names."""
        lines = [line for line in site.text.splitlines()
                 if not re.match("SITE|UNMODELLED|PROVED (space|distinct)",
                                 line)]
        names = [line for line in lines if line.startswith("NAME ")]
        return [line for line in lines if line not in names[10:]]

    def test_no_line_can_be_taken_out(self):
        for site in (self.example, self.made):
            for line in self.checked_lines(site):
                text = site.text.replace(line + "\n", "", 1)
                self.assertTrue(self.is_caught(text, site.views), line)

    def test_no_claim_can_be_turned(self):
        for site in (self.example, self.made):
            for line in self.checked_lines(site):
                head, _, rest = line.partition(" ")
                turn = {"PROVED": "WITNESS", "WITNESS": "PROVED"}.get(head)
                # Whether an address is public is also Python's opinion, and
                # what is wrong with it is not.
                if turn is None or rest.startswith("reachable"):
                    continue
                text = site.text.replace(line, f"{turn} {rest}", 1)
                self.assertTrue(self.is_caught(text, site.views), line)

    def test_no_number_can_be_changed(self):
        rng = random.Random(1)
        for site in (self.example, self.made):
            numbers = [(line, number) for line in self.checked_lines(site)
                       if not re.match(r"OPEN|NAME|WITNESS|RESERVED \(", line)
                       for number in re.finditer(r"\b\d+\b", line)]
            for line, number in rng.sample(numbers, 100):
                other = (line[:number.start()]
                         + str((int(number[0]) + 1) % 200)
                         + line[number.end():])
                text = site.text.replace(line, other, 1)
                self.assertTrue(self.is_caught(text, site.views), other)

    @staticmethod
    def is_caught(text, views):
        try:
            return failures(text, views) != []
        except view_image.BROKEN:
            return True

    def test_no_claim_can_be_added(self):
        for line in ("PROVED hidden example.com. from external: so it is",
                     "PROVED absent example.com. from external: no such zone",
                     "NAME external git.corp.internal. A"):
            self.assertTrue(self.is_caught(
                self.example.text.replace("CLAIMS", f"{line}\nCLAIMS"),
                self.example.views), line)

    def section(self, view, i):
        octets = self.made.views[view].image.octets
        return view_image.struct.unpack_from("=II", octets, 124 + 8 * i)

    def test_no_image_can_be_changed(self):
        image = self.made.views["out"].image
        network, _ = self.section("out", 0)
        trie, _ = self.section("out", 5)
        name = next(n for z in image.zones for n in z.names.values()
                    if n.octets.startswith(b"\2h0"))
        address = image.octets.index(bytes([9, 1, 9, 1]))
        alias = image.octets.index(b"\2h0\xc0")
        for what, at, octets in (
                ("a range", network * 4, b"\1"),
                ("trust", 120, b"\0"),
                ("a name", name.ref * 4 + 12, b"g"),
                ("a name's flags", name.ref * 4 + 8, b"\x20"),
                ("an address", address, bytes([9, 200])),
                ("a twig", trie * 4 + 8, b"\1\1"),
                ("a zone's hash", self.section("out", 4)[0] * 4 + 24,
                 b"\0\0\0"),
                ("a target", alias + 1, b"\0")):
            with self.subTest(what):
                self.assertNotEqual(
                    image.octets[at:at + len(octets)], octets)
                self.assertNotEqual(self.made.change("out", at, octets), [])
        self.assertEqual(self.made.change("out", 24, b"\0"), [])


if __name__ == "__main__":
    unittest.main()

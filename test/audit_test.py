# SPDX-License-Identifier: ISC
"""
`mullion audit`: what it says as JSON and of images, and the page as it is
written, without a browser. (test/audit_page.py has one.)

    /usr/bin/python3 test/audit_test.py MULLION
"""
import base64
import hashlib
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

MULLION = sys.argv.pop(1) if len(sys.argv) > 1 else "build/mullion"
EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "../zones/example")
BREAK_OUT = "</script><script>document.title='out'</script><!--<script>"
VOID = {"meta", "input", "link", "img", "br"}


def run(*arguments):
    done = subprocess.run([MULLION, *arguments], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise RuntimeError(f"{arguments}: {done.stderr}")
    return done.stdout.decode()


def write_hostile(folder):
    """A site in which whatever can be written freely tries to break out."""
    os.makedirs(folder)
    with open(f"{folder}/views.json", "w", encoding="utf-8") as file:
        json.dump({"views": {
            "in": {"trust": "internal", "networks": ["10.0.0.0/8"]},
            "out": {"trust": "external", "networks": ["0.0.0.0/0"]}}}, file)
    with open(f"{folder}/zone.json", "w", encoding="utf-8") as file:
        json.dump({
            "zone": "pub.test", "views": ["in", "out"], "records": {
                "@": {"NS": "ns.example.net."},
                "<b>\\\"&'": {"A": "9.9.9.9"},
                "<img src=x onerror=alert(1)>".replace(" ", "\\032"):
                {"A": "9.9.9.9"},
                "lo": {"A": "10.0.0.1"},
                "t": {"TXT": {"text": [BREAK_OUT, "\u2028'\"\\"]}}},
            "waive": [{"rule": "private-address", "name": "lo",
                       "views": ["out"],
                       "reason": BREAK_OUT + "\n\u2028 & \u00e9",
                       "ticket": "<a href='javascript:alert(1)'>"}]}, file)


class Page(html.parser.HTMLParser):
    """A page's elements, and the texts of its scripts and styles."""

    def __init__(self, text):
        super().__init__(convert_charrefs=False)
        self.elements, self.open, self.raw = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("script", "style"):
            self.raw.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            self.raw[-1][2].append(data)

    def texts(self, tag):
        return ["".join(text) for name, _, text in self.raw if name == tag]


class AuditTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.mkdtemp()
        cls.hostile = f"{cls.work}/hostile"
        write_hostile(cls.hostile)
        cls.pages = {}
        for site in (EXAMPLE, cls.hostile):
            run("audit", site, "--html", f"{cls.work}/page.html")
            with open(f"{cls.work}/page.html", encoding="utf-8") as file:
                cls.pages[site] = file.read()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.work)

    def test_the_pages_data_are_the_json(self):
        for site, text in self.pages.items():
            page = Page(text)
            self.assertEqual(page.open, [])
            data, _ = page.texts("script")
            self.assertEqual(json.loads(data),
                             json.loads(run("audit", site, "--json")))

    def test_nothing_written_in_a_site_becomes_markup(self):
        tags = [[tag for tag, _ in Page(text).elements]
                for text in self.pages.values()]
        self.assertEqual(tags[0], tags[1])
        data, _ = Page(self.pages[self.hostile]).texts("script")
        self.assertNotIn("<", data)
        self.assertIn("document.title='out'", data)
        audit = json.loads(data)
        self.assertIn(BREAK_OUT, audit["waivers"][0]["reason"])

    def test_it_needs_no_network_and_runs_no_other_script(self):
        text = self.pages[self.hostile]
        page = Page(text)
        for tag, attributes in page.elements:
            for name, value in attributes.items():
                self.assertFalse(name.startswith("on"), name)
                self.assertNotIn(name, ("src", "style", "action", "srcset"))
                if name == "href":
                    self.assertTrue(value.startswith("#"), value)
            self.assertNotIn(tag, ("img", "link", "iframe", "object", "base"))
        policy = next(a["content"] for tag, a in page.elements
                      if a.get("http-equiv") == "Content-Security-Policy")
        for tag, at in (("style", 0), ("script", 1)):
            digest = hashlib.sha256(page.texts(tag)[at].encode()).digest()
            self.assertIn(f"{tag}-src 'sha256-"
                          f"{base64.b64encode(digest).decode()}'", policy)
        self.assertIn("default-src 'none'", policy)
        for part in page.texts("style") + page.texts("script")[1:]:
            self.assertIsNone(re.search(r"https?:|url\(|@import|fetch\("
                                        r"|innerHTML|insertAdjacent|eval\(",
                                        part))

    def test_controls_have_names_and_labels_lead_somewhere(self):
        elements = Page(self.pages[EXAMPLE]).elements
        ids = [a["id"] for _, a in elements if "id" in a]
        self.assertEqual(len(ids), len(set(ids)))
        for _, attributes in elements:
            for name in ("aria-labelledby", "aria-describedby"):
                if name in attributes:
                    self.assertIn(attributes[name], ids)
            if attributes.get("href", "#")[1:]:
                self.assertIn(attributes["href"][1:], ids)
        _, script = Page(self.pages[EXAMPLE]).texts("script")
        for used in re.findall(r'\$\("([a-z-]+)"\)', script):
            self.assertIn(used, ids)
        self.assertIn(("html", {"lang": "en"}), elements)

    def test_the_claims_are_the_proofs(self):
        audit = json.loads(run("audit", EXAMPLE, "--json"))
        lines = [" ".join(filter(None, [
            "PROVED" if c["proved"] else "WITNESS", c["kind"], c["subject"],
            c["whom"]])) + ": " + c["text"] for c in audit["claims"]]
        printed = run("prove", EXAMPLE)
        self.assertEqual(lines, [line for line in printed.splitlines()
                                 if re.match("PROVED|WITNESS", line)])
        self.assertTrue(run("audit", EXAMPLE).startswith(printed))
        names = {(n["name"], v) for n in audit["names"]
                 for a in n["answers"] if a["zone"] for v in a["views"]}
        self.assertEqual(names, {
            (line.split(" ")[2], line.split(" ")[1])
            for line in run("prove", EXAMPLE, "--names").splitlines()
            if line.startswith("NAME ")})

    def test_every_waiver_is_listed(self):
        audit = json.loads(run("audit", EXAMPLE, "--json"))
        with open(f"{EXAMPLE}/public/example.com.json",
                  encoding="utf-8") as file:
            text = file.read()
        written = json.loads(text)["waive"]
        self.assertEqual([w["reason"] for w in audit["waivers"]],
                         [w["reason"] for w in written])
        listed = [line for line in run("audit", EXAMPLE).splitlines()
                  if line.startswith("WAIVER ")]
        self.assertEqual(len(listed), len(written))
        for line in listed:
            path, number = re.search(r" at (\S+):(\d+):\d+: ", line).groups()
            self.assertTrue(path.endswith("example.com.json"))
            self.assertRegex("".join(text.splitlines()[int(number) - 1:]),
                             r'^\s*\{\s*"rule"')

    def test_images_tell_hashes_and_serials(self):
        images = f"{self.work}/images"
        run("compile", EXAMPLE, "-o", images, "--serial", "7")
        with open(f"{images}/manifest.json", encoding="ascii") as file:
            manifest = json.load(file)["views"]
        audit = json.loads(run("audit", images, "--json"))
        self.assertEqual({v["name"]: v["sha256"] for v in audit["views"]},
                         {v: m["sha256"] for v, m in manifest.items()})
        self.assertEqual({z["serial"] for z in audit["zones"]}, {7})
        self.assertEqual(audit["claims"] + audit["waivers"]
                         + audit["services"], [])
        site = json.loads(run("audit", EXAMPLE, "--json"))
        self.assertEqual(
            {(z["zone"], z["view"], z["content"]) for z in site["zones"]},
            {(z["zone"], z["view"], z["content"]) for z in audit["zones"]})
        text = run("audit", images)
        for view, entry in manifest.items():
            self.assertIn(f"\nIMAGE {view} sha256 {entry['sha256']}\n", text)
        self.assertIn("\nUNMODELLED waivers", text)

    def test_a_site_and_its_images(self):
        images = f"{self.work}/published"
        site = f"{self.work}/republished"
        shutil.copytree(EXAMPLE, site)
        run("compile", site, "-o", images, "--serial", "8")
        path = f"{site}/stage/stage.corp.internal.json"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("10.9.3.80", "10.9.3.81"))
        audit = json.loads(run("audit", site, "--json", "--images", images))
        with open(f"{images}/manifest.json", encoding="ascii") as file:
            manifest = json.load(file)["views"]
        self.assertEqual({v["name"]: v["sha256"] for v in audit["views"]},
                         {v: m["sha256"] for v, m in manifest.items()})
        self.assertEqual({z["serial"] for z in audit["zones"]}, {8})
        self.assertEqual({z["zone"] for z in audit["zones"]
                          if not z["published"]},
                         {"stage.corp.internal.", "9.10.in-addr.arpa."})
        text = run("audit", site, "--images", images)
        self.assertIn("\nPUBLISHED staging stage.corp.internal. otherwise\n",
                      text)
        self.assertIn("\nPUBLISHED external example.com. as it is\n", text)

    def test_what_changed_is_told_and_nothing_else(self):
        earlier = f"{self.work}/earlier.json"
        with open(earlier, "w", encoding="ascii") as file:
            file.write(run("audit", EXAMPLE, "--json"))
        text = run("audit", EXAMPLE, "--against", earlier)
        self.assertTrue(text.endswith(" changes 0\n"))
        changed = f"{self.work}/changed"
        shutil.copytree(EXAMPLE, changed)
        path = f"{changed}/corp/corp.internal.json"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("10.1.4.21", "10.1.4.22"))
        audit = json.loads(run("audit", changed, "--json", "--against",
                               earlier))
        changes = {(c["what"], c["subject"], c["view"])
                   for c in audit["changes"]}
        self.assertEqual(changes, {
            ("name", "git.corp.internal.", "internal"),
            ("name", "21.4.1.10.in-addr.arpa.", "internal"),
            ("name", "22.4.1.10.in-addr.arpa.", "internal"),
            ("zone", "10.in-addr.arpa.", "internal"),
            ("zone", "corp.internal.", "internal")})


if __name__ == "__main__":
    unittest.main()

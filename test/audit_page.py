# SPDX-License-Identifier: ISC
"""
The page of `mullion audit` in a real browser, headless Chromium, as a person
uses it: ten thousand names, by keyboard alone, on a desk and on a phone, light
and dark. Part of `make check-all`, as Chromium is large; without it that is
said, and nothing is tried.

    /usr/bin/python3 test/audit_page.py MULLION [FOLDER]

leaves pictures in FOLDER, for whoever wants to look.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
import audit_test
import browser

MULLION = audit_test.MULLION
PICTURES = sys.argv.pop(1) if len(sys.argv) > 1 else None
NAMES = 10000


def audit(*arguments):
    return subprocess.run([MULLION, "audit", *arguments], check=True,
                          stdout=subprocess.PIPE).stdout


def write_site(folder, address):
    """NAMES names in three views, one of them another in each."""
    audit_test.write_hostile(folder)
    with open(f"{folder}/big.json", "w", encoding="ascii") as file:
        json.dump({
            "zone": "big.test", "views": ["in", "out"],
            "records": {"@": {"NS": "ns.example.net."},
                        "www": {"A": "9.9.9.9"},
                        **{f"host-{i:05}": {"A": f"9.1.{i // 250}.{i % 250}"}
                           for i in range(NAMES)}},
            "overlays": {"in": {"www": {"A": address},
                                "inner": {"A": "10.0.0.9"}}},
            "services": {"web": {"views": ["out"], "ports": ["443/tcp"],
                                 "hosts": ["www"], "srv": False,
                                 "clients": "view"}}}, file)


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.work = tempfile.mkdtemp()
        write_site(f"{cls.work}/before", "10.0.0.7")
        write_site(f"{cls.work}/site", "10.0.0.8")
        with open(f"{cls.work}/earlier.json", "wb") as file:
            file.write(audit(f"{cls.work}/before", "--json"))
        cls.page = f"{cls.work}/page.html"
        audit(f"{cls.work}/site", "--html", cls.page, "--against",
              f"{cls.work}/earlier.json")
        cls.browser = browser.Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        shutil.rmtree(cls.work)

    def setUp(self):
        self.browser.look(1280, 900)
        self.browser.open(self.page)

    def tearDown(self):
        if PICTURES:
            self.browser.picture(f"{PICTURES}/{self.id().split('.')[-1]}.png")
        self.assertEqual(self.browser.complaints(), [])

    def text(self, element):
        return self.browser.run(
            "return document.getElementById(arguments[0]).textContent",
            element)

    def focus(self):
        return self.browser.run("return document.activeElement.id")

    def tab_to(self, element):
        for _ in range(60):
            if self.focus() == element:
                return
            self.browser.press("Tab")
        self.fail(f"no way to {element} by the keyboard")

    def rows(self):
        return self.browser.run(
            "return [...document.querySelectorAll('.row')].map("
            "row => row.firstChild.textContent)")

    def test_keyboard_alone(self):
        self.tab_to("find")
        self.browser.press("www.big")
        self.assertIn("1 of ", self.text("found"))
        self.assertEqual(self.rows(), ["www.big.test.changed"])
        self.tab_to("list")
        self.assertNotEqual(self.browser.run(
            "return getComputedStyle(document.activeElement).outlineStyle"),
                            "none")
        self.browser.press("Enter")
        self.assertTrue(self.browser.run(
            "return document.getElementById('name').open"))
        self.assertEqual(self.text("name-title"), "www.big.test.")
        told = self.text("name-answers")
        self.assertIn("10.0.0.8", told)
        self.assertIn("9.9.9.9", told)
        self.assertIn("10.0.0.7", told)        # as it was before
        self.assertEqual(self.focus(), "close")
        self.browser.press("Escape")
        self.assertFalse(self.browser.run(
            "return document.getElementById('name').open"))
        self.assertEqual(self.focus(), "list")

    def test_ten_thousand_names_without_a_stall(self):
        self.assertGreater(int(self.text("found").split()[0].replace(
            ",", "")), NAMES)
        self.assertLess(len(self.rows()), 60)
        self.tab_to("list")
        self.browser.press("End", "ArrowUp", "PageDown")
        active = self.browser.run(
            "return document.getElementById(document.getElementById('list')"
            ".getAttribute('aria-activedescendant')).firstChild.textContent")
        self.assertEqual(active, self.rows()[-1])
        took = self.browser.run("""
            const find = document.getElementById("find");
            const list = document.getElementById("list");
            let most = 0;
            for (const text of ["h", "ho", "host-0", "host-09999", ""]) {
              const start = performance.now();
              find.value = text;
              find.dispatchEvent(new Event("input", { bubbles: true }));
              most = Math.max(most, performance.now() - start);
            }
            for (let at = 0; at < 300000; at += 9000) {
              const start = performance.now();
              list.scrollTop = at;
              list.dispatchEvent(new Event("scroll"));
              most = Math.max(most, performance.now() - start);
            }
            return most;""")
        self.assertLess(took, 250)
        self.assertLess(len(self.rows()), 60)

    def test_matrix_and_filters(self):
        button = ("document.querySelector(\"button[aria-label$="
                  "'of big.test. in in']\")")
        count = self.browser.run(f"return {button}.textContent")
        self.browser.run(f"{button}.click()")
        self.assertIn(f"{count} of ", self.text("found"))
        self.assertEqual(self.focus(), "list")
        self.browser.run("""
            document.getElementById("denied").value = "out";
            document.getElementById("denied").dispatchEvent(
              new Event("input", { bubbles: true }));""")
        self.assertEqual(self.rows(), ["inner.big.test."])
        self.assertIn("closed", self.text("services"))
        self.assertIn("open", self.text("services"))

    def test_claims_waivers_images_and_changes(self):
        self.assertIn("WITNESS", self.text("claim-list"))
        self.assertIn("private-address", self.text("waived"))
        self.assertRegex(self.text("hashes"), "[0-9a-f]{64}")
        self.assertIn("www.big.test.", self.text("changed-list"))
        self.browser.run("""
            const which = document.getElementById("claim-which");
            which.value = "WITNESS";
            which.dispatchEvent(new Event("input"));""")
        self.assertNotIn("PROVED", self.text("claim-list"))

    def test_nothing_broke_out(self):
        self.assertNotEqual(self.browser.run("return document.title"), "out")
        self.assertEqual(self.browser.run(
            "return document.querySelectorAll('img, a[href^=j]').length"), 0)
        self.assertIn(audit_test.BREAK_OUT, self.text("waived"))

    def test_phone(self):
        for dark in (False, True):
            self.browser.look(390, 844, dark)
            self.browser.open(self.page)
            self.assertEqual(self.browser.run(
                "return [document.documentElement.scrollWidth, innerWidth]"),
                             [390, 390])
            self.assertLess(len(self.rows()), 60)

    def test_dark(self):
        light = self.browser.run(
            "return getComputedStyle(document.body).backgroundColor")
        self.browser.look(1280, 900, dark=True)
        self.assertNotEqual(light, self.browser.run(
            "return getComputedStyle(document.body).backgroundColor"))

    def test_print(self):
        self.browser.cdp("Emulation.setEmulatedMedia", media="print")
        shown = self.browser.run("""
            return ["list", "parts", "zones", "claim-list", "waived"].map(
              (id) => document.getElementById(id).offsetParent !== null);""")
        self.browser.cdp("Emulation.setEmulatedMedia", media="")
        self.assertEqual(shown, [False, False, True, True, True])


if __name__ == "__main__":
    if not browser.programs():
        print("skipped: no chromium and chromedriver (scripts/deps all)")
        print("0 passed, 0 failed")
        sys.exit(0)
    unittest.main()

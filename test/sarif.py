#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What `mullion check --format sarif` prints is SARIF 2.1.0.

usage: test/sarif.py [MULLION [TEST...]]     (build/mullion unless given)

The reports of all sites in test/rules, and of the example site, are checked by
a schema of the part that mullion uses, written below from the standard (OASIS,
Static Analysis Results Interchange Format 2.1.0), and by OASIS's own schema,
which a package of npm's holds. Where that can't be had the second check is
skipped, and says so.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest

import jsonschema

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("B") or TOP / "build").resolve()
MULLION = BUILD / "mullion"
PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
MEMBER = "package/lib/schemas/sarif-2.1.0-rtm.5.json"


def closed(required, **properties):
    return {"type": "object", "required": required,
            "additionalProperties": False, "properties": properties}


MESSAGE = closed(["text"], text={"type": "string", "minLength": 1})
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = closed(
    ["id", "shortDescription", "defaultConfiguration"],
    id={"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
    shortDescription=MESSAGE,
    defaultConfiguration=closed(["level"], level=LEVEL))
LOCATION = closed(
    ["physicalLocation"], physicalLocation=closed(
        ["artifactLocation", "region"],
        artifactLocation=closed(
            # RFC 3986: a relative reference, or a file's
            ["uri"], uri={"type": "string",
                          "pattern": "^(file:///)?[A-Za-z0-9._~/%-]+$"}),
        region=closed(["startLine", "startColumn"],
                      startLine={"type": "integer", "minimum": 1},
                      startColumn={"type": "integer", "minimum": 1})))
RESULT = closed(
    ["ruleId", "ruleIndex", "level", "message", "locations"],
    ruleId={"type": "string"}, ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL, message=MESSAGE,
    locations={"type": "array", "minItems": 1, "items": LOCATION},
    relatedLocations={"type": "array", "minItems": 1, "items": LOCATION})
RUN = closed(
    ["tool", "results"], columnKind={"enum": ["utf16CodeUnits",
                                              "unicodeCodePoints"]},
    tool=closed(["driver"], driver=closed(
        ["name", "rules"], name={"type": "string"},
        rules={"type": "array", "items": RULE, "uniqueItems": True})),
    results={"type": "array", "items": RESULT})
SCHEMA = closed(["version", "runs"], version={"const": "2.1.0"},
                runs={"type": "array", "items": RUN},
                **{"$schema": {"type": "string", "format": "uri"}})


def reports():
    """(site, its report) for all sites there are."""
    for views in sorted(TOP.glob("test/rules/*/*/views.json")) \
            + [TOP / "zones/example/views.json"]:
        site = views.parent
        done = subprocess.run(
            [MULLION, "check", "--format", "sarif", site], cwd=TOP,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        yield site.relative_to(TOP), json.loads(done.stderr)


def oasis_schema():
    """From what an earlier run kept, or by npm; or why there is none."""
    kept = BUILD / "sarif-schema.json"
    if kept.exists():
        return json.loads(kept.read_text()), None
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                ["npm", "pack", "--silent", PACKAGE], cwd=folder, timeout=30,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                check=True)
        except FileNotFoundError:
            return None, "npm isn't installed"
        except (subprocess.SubprocessError, OSError):
            return None, f"npm can't fetch {PACKAGE}: offline, perhaps"
        name = done.stdout.split()[-1]
        with tarfile.open(pathlib.Path(folder) / name) as packed:
            text = packed.extractfile(MEMBER).read()
    kept.write_bytes(text)
    return json.loads(text), None


class Sarif(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.reports = list(reports())

    def check_by(self, validator):
        for site, report in self.reports:
            errors = [f"{site}: {list(error.path)}: {error.message}"
                      for error in validator.iter_errors(report)]
            self.assertEqual(errors[:3], [])

    def test_there_are_reports_of_many_kinds(self):
        ids = {rule["id"] for _, report in self.reports
               for rule in report["runs"][0]["tool"]["driver"]["rules"]}
        self.assertGreater(len(ids), 40)

    def test_they_are_of_the_form_that_is_used(self):
        self.check_by(jsonschema.Draft202012Validator(SCHEMA))

    def test_they_are_valid_by_the_schema_of_oasis(self):
        schema, why = oasis_schema()
        if schema is None:
            print(f"SKIPPED: OASIS's schema: {why}", file=sys.stderr)
            self.skipTest(why)
        self.check_by(jsonschema.Draft4Validator(
            schema, format_checker=jsonschema.FormatChecker()))

    def test_results_lead_to_their_rules(self):
        for site, report in self.reports:
            run = report["runs"][0]
            rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
            self.assertEqual(len(rules), len(set(rules)), site)
            for result in run["results"]:
                self.assertEqual(rules[result["ruleIndex"]],
                                 result["ruleId"], site)

    def test_places_are_files_of_the_repository(self):
        for site, report in self.reports:
            for result in report["runs"][0]["results"]:
                uri = result["locations"][0]["physicalLocation"][
                    "artifactLocation"]["uri"]
                path = re.sub("%([0-9A-F]{2})",
                              lambda m: chr(int(m[1], 16)), uri)
                path = path.removeprefix("file://")
                self.assertTrue((TOP / path).exists(), f"{site}: {uri}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        MULLION = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()

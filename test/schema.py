#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The JSON Schemas say what the compiler says.

usage: test/schema.py [MULLION [TEST...]]     (build/mullion unless given)

What an editor accepts by zones/schema/ must be what `mullion check` accepts:
the example site is valid by both, the samples below are bad by both, and
each member that a schema has is one that the compiler knows.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from jsonschema import Draft202012Validator

TOP = pathlib.Path(__file__).resolve().parent.parent
SCHEMAS = TOP / "zones" / "schema"
MULLION = TOP / "build" / "mullion"

VIEWS = {
    "views": {
        "internal": {"trust": "internal", "networks": ["10.0.0.0/8"]},
        "external": {"trust": "external", "networks": ["0.0.0.0/0"]},
    },
    "addresses": {"@vpn": ["10.70.0.0/16"]},
    "groups": {"@inside": ["internal"]},
}
ZONE = {
    "zone": "example.com",
    "views": ["internal", "external"],
    "records": {"@": {"NS": "ns.example.net."}, "h": {"A": "8.8.8.8"}},
}
SERVICE = {"views": ["internal"], "ports": ["443"], "hosts": ["h"],
           "clients": "view"}

# Changes to VIEWS or ZONE: the way to a value, and what it is then.
GOOD_VIEWS = [
    (["format"], 1),
    (["//"], None),
    (["// note"], {"any": ["value"]}),
    (["views", "// note"], 1),
    (["views", "internal", "// note"], False),
    (["views", "internal", "networks"], ["fd00::/8", "10.1.2.3", "@vpn"]),
    (["views", "internal", "networks"], ["::1", "::/0", "10.0.0.0/8"]),
    (["views", "internal", "networks"], ["::ffff:10.0.0.0/104"]),
    (["views", "internal", "resolvers"], ["192.0.2.1/32"]),
    (["views", "internal", "ports"], ["1", "5000-9999/tcp", "65535/udp"]),
    (["views", "a" * 63], {"trust": "internal", "networks": ["fd00::/8"]}),
    (["refuse"], ["198.51.100.0/24", "@vpn"]),
    (["reserved"], {"corp.internal": ["internal"], "10.0.0.0/8": ["@inside"]}),
    (["addresses", "@office-2"], ["10.2.0.0/16"]),
    (["groups", "@all"], ["@inside", "external"]),
    (["groups", "@A b"], ["internal"]),
    (["ignore"], ["package.json"]),
    (["waive"], []),
]
BAD_VIEWS = [
    (["format"], 2),
    (["format"], "1"),
    (["view"], {}),
    (["views"], []),
    (["views", "Internal"], {"trust": "internal", "networks": ["fd00::/8"]}),
    (["views", "-a"], {"trust": "internal", "networks": ["fd00::/8"]}),
    (["views", "a_b"], {"trust": "internal", "networks": ["fd00::/8"]}),
    (["views", "a" * 64], {"trust": "internal", "networks": ["fd00::/8"]}),
    (["views", "a"], {"networks": ["fd00::/8"]}),
    (["views", "a"], {"trust": "internal"}),
    (["views", "a"], {"trust": "partner", "networks": ["fd00::/8"]}),
    (["views", "internal", "network"], ["10.0.0.0/8"]),
    (["views", "internal", "networks"], "10.0.0.0/8"),
    (["views", "internal", "networks"], [10]),
    (["views", "internal", "networks"], ["10.0.0.0/33"]),
    (["views", "internal", "networks"], ["10.0.0/8"]),
    (["views", "internal", "networks"], ["10.0.0.256"]),
    (["views", "internal", "networks"], ["fd00::/129"]),
    (["views", "internal", "networks"], ["fd00:g::/32"]),
    (["views", "internal", "networks"], ["localhost"]),
    (["views", "internal", "ports"], ["0"]),
    (["views", "internal", "ports"], ["65536"]),
    (["views", "internal", "ports"], ["443/sctp"]),
    (["views", "internal", "ports"], ["1-2-3"]),
    (["views", "internal", "ports"], [443]),
    (["refuse"], {"a": 1}),
    (["reserved"], ["corp.internal"]),
    (["reserved", "corp.internal"], "internal"),
    (["addresses", "vpn"], ["10.2.0.0/16"]),
    (["addresses", "@"], ["10.2.0.0/16"]),
    (["addresses", "@all"], ["@vpn"]),
    (["groups", "inside"], ["internal"]),
    (["ignore"], "package.json"),
    (["waive"], [{"rule": "port-space-overlap", "ports": "443"}]),
    (["waive"], [{"rule": "network-conflict", "name": "a",
                  "views": ["internal"], "reason": "because"}]),
]
GOOD_ZONE = [
    (["zone"], "Example.COM."),
    (["$schema"], "zone.json"),
    (["// note"], [1, 2]),
    (["views"], ["@inside", "external"]),
    (["ttl"], 0),
    (["ttl"], 2147483647),
    (["ttl"], "1h30m"),
    (["ttl"], "3W1d"),
    (["soa"], {}),
    (["soa"], {"mname": "ns1", "rname": "admin", "serial": 4294967295,
               "refresh": 1, "retry": 2, "expire": 3, "minimum": 4, "ttl": 5,
               "// note": "a comment"}),
    (["soa"], {"refresh": "2h", "expire": "2w", "ttl": "1d"}),
    (["records", "@", "SOA"], "ns1 hostmaster 1 7200 900 1209600 300"),
    (["records", "// a"], "b"),
    (["records", "a"], {"// a": None, "A": "8.8.8.8"}),
    (["records", "a"], {"A": ["8.8.8.8", "8.8.4.4"]}),
    (["records", "a"], {"A": {"ttl": 60, "data": "8.8.8.8", "//": 1}}),
    (["records", "a"], {"A": {"ttl": "5m", "data": "8.8.8.8"}}),
    (["records", "a"], {"A": "\\# 4 08080808"}),
    (["records", "a"], {"AAAA": "2606:4700::1111"}),
    (["records", "a"], {"AAAA": {"data": ["2606:4700::1", "2606:4700::2"]}}),
    (["records", "a"], {"mx": "10 mail.example.net."}),
    (["records", "a"], {"TXT": {"text": ["some; text \"quoted\""]}}),
    (["records", "a"], {"TXT": {"ttl": 60, "text": ["a", "b"]}}),
    (["records", "a"], {"TXT": "\"one\" \"two\""}),
    (["records", "a"], {"TYPE65400": "\\# 4 0a000001"}),
    (["records", "*.a"], {"CNAME": "www.example.net."}),
    (["overlays"], {"@inside": {"a": {"A": "10.0.0.1"}}, "// a": "b"}),
    (["overlays"], {"internal": {"@": {"*": None, "NS": "ns.example.net."}}}),
    (["services"], {"// a": 1}),
    (["services"], {"web-1": {
        "views": ["internal"], "ports": ["443/tcp", "1-65535/udp"],
        "hosts": ["h", {"name": "H", "priority": 65535, "weight": 0,
                            "//": 1}],
        "clients": ["10.2.0.0/16", "@vpn", "10.3.4.5"], "srv": "_a",
        "labels": {"a.b/C_1": "x", "d": "", "// e": 1}}}),
    (["services"], {"A": dict(SERVICE, clients="view", srv=False)}),
    (["records", "a"], {"A": {"data": "8.8.8.8", "by-view": {
        "// a": 1, "internal": ["10.0.0.1"], "@inside": None}}}),
    (["records", "a"], {"AAAA": {"by-view": {"external": {
        "ttl": "5m", "data": "2606:4700::1"}}}}),
    (["records", "a"], {"TXT": {"text": "a", "ttl": 5,
                                "by-view": {"internal": {"text": "b"}}}}),
    (["records", "a"], {"MX": {"by-view": {"internal": "0 ."}}}),
    (["fragments"], {"// a": 1, "a-1": {
        "names": ["@", "_acme-challenge.*"], "types": ["TXT", "TYPE65400"],
        "views": ["external", "@inside"], "max": 0, "ttl": "1m", "//": 1}}),
    (["generate"], []),
    (["generate"], [{"range": "1-9", "name": "h$", "A": "8.8.8.$", "// a": 1},
                    {"range": "0-8/2", "name": "i", "ttl": "5m",
                     "MX": ["1$ mail.example.net.", "5 ${0,3,x}.net."]}]),
    (["waive"], []),
]
BAD_ZONE = [
    (["zone"], 1),
    (["zone"], ""),
    (["views"], []),
    (["views"], "internal"),
    (["views"], [1]),
    (["ttl"], -1),
    (["ttl"], 2147483648),
    (["ttl"], "1x"),
    (["ttl"], ""),
    (["ttl"], "300"),
    (["ttl"], "30m1h"),
    (["ttl"], 1.5),
    (["soa"], []),
    (["soa"], {"serial": 4294967296}),
    (["soa"], {"serial": -1}),
    (["soa"], {"email": "hostmaster"}),
    (["soa"], {"refresh": "7200"}),
    (["record"], {}),
    (["records"], []),
    (["records", "a"], "8.8.8.8"),
    (["records", "a"], None),
    (["records", "a"], {"A": None}),
    (["records", "a"], {"A": []}),
    (["records", "a"], {"A": 1}),
    (["records", "a"], {"A": [1]}),
    (["records", "a"], {"A": "8.8.8"}),
    (["records", "a"], {"A": "8.8.8.256"}),
    (["records", "a"], {"A": "2606:4700::1"}),
    (["records", "a"], {"AAAA": "8.8.8.8"}),
    (["records", "a"], {"A": {"ttl": 60}}),
    (["records", "a"], {"A": {"ttl": -1, "data": "8.8.8.8"}}),
    (["records", "a"], {"A": {"TTL": 60, "data": "8.8.8.8"}}),
    (["records", "a"], {"A": {"text": ["8.8.8.8"]}}),
    (["records", "a"], {"TXT": {"text": ["a"], "data": "a"}}),
    (["records", "a"], {"TXT": {"text": [1]}}),
    (["records", "a"], {"TXT": {"text": []}}),
    (["records", "a"], {"CNMAE": "www.example.net."}),
    (["records", "a"], {"ANY": "x"}),
    (["records", "a"], {"OPT": "x"}),
    (["records", "a"], {"AXFR": "x"}),
    (["records", "a"], {"NSEC": "b.example.com. A"}),
    (["records", "a"], {"RRSIG": "x"}),
    (["records", "a"], {"*": None}),
    (["records", "a"], {"A": {"data": "8.8.8.8", "by-view": []}}),
    (["records", "a"], {"A": {"data": "8.8.8.8", "by-view": {
        "internal": "10.0.0"}}}),
    (["records", "a"], {"MX": {"by-view": {"in_side": "0 ."}}}),
    (["records", "a"], {"MX": {"by-view": {"internal": {
        "data": "0 .", "by-view": {}}}}}),
    (["overlays"], {"internal": {"a": {"MX": {"data": "0 .",
                                              "by-view": {}}}}}),
    (["fragments"], []),
    (["fragments"], {"a": {"names": ["a"], "types": ["A"]}}),
    (["fragments"], {"a": {"names": [], "types": ["A"],
                           "views": ["external"]}}),
    (["fragments"], {"A": {"names": ["a"], "types": ["A"],
                           "views": ["external"]}}),
    (["fragments"], {"a": {"names": ["a"], "types": ["NS"],
                           "views": ["external"]}}),
    (["fragments"], {"a": {"names": ["a"], "types": ["A"],
                           "views": ["external"], "max": 65537}}),
    (["ptr-from"], "example.com"),
    (["ptr-from"], [1]),
    (["ptr-from"], [""]),
    (["generate"], {}),
    (["generate"], [1]),
    (["generate"], [{"range": "1-9", "A": "8.8.8.$"}]),
    (["generate"], [{"name": "h$", "A": "8.8.8.$"}]),
    (["generate"], [{"range": "1-9", "name": "h$"}]),
    (["generate"], [{"range": "9", "name": "h$", "A": "8.8.8.$"}]),
    (["generate"], [{"range": "1-9/0", "name": "h$", "A": "8.8.8.$"}]),
    (["generate"], [{"range": "1-9", "name": "", "A": "8.8.8.$"}]),
    (["generate"], [{"range": "1-9", "name": "h$", "A": []}]),
    (["generate"], [{"range": "1-9", "name": "h$", "A": {"data": "8.8.8.$"}}]),
    (["generate"], [{"range": "1-9", "name": "h$", "ANY": "8.8.8.$"}]),
    (["generate"], [{"range": "1-9", "name": "h$", "ttl": -1, "A": "8.8.8.$"}]),
    (["overlays"], []),
    (["overlays"], {"internal": None}),
    (["overlays"], {"internal": {"a": "10.0.0.1"}}),
    (["overlays"], {"internal": {"a": {"A": 1}}}),
    (["overlays"], {"internal": {"@": {"*": 1}}}),
    (["overlay"], {}),
    (["services"], []),
    (["services"], {"a.b": SERVICE}),
    (["services"], {"-a": SERVICE}),
    (["services"], {"a" * 63: SERVICE}),
    (["services"], {"a": dict(SERVICE, views=[])}),
    (["services"], {"a": dict(SERVICE, ports=[])}),
    (["services"], {"a": dict(SERVICE, ports=["0"])}),
    (["services"], {"a": dict(SERVICE, ports=["65536"])}),
    (["services"], {"a": dict(SERVICE, ports=["1/sctp"])}),
    (["services"], {"a": dict(SERVICE, hosts=[])}),
    (["services"], {"a": dict(SERVICE, hosts=[""])}),
    (["services"], {"a": dict(SERVICE, hosts=[{"priority": 1}])}),
    (["services"], {"a": dict(SERVICE, hosts=[{"name": "a", "weight": -1}])}),
    (["services"], {"a": dict(SERVICE, hosts=[{"name": "a", "port": 1}])}),
    (["services"], {"a": dict(SERVICE, clients="all")}),
    (["services"], {"a": dict(SERVICE, clients=["h"])}),
    (["services"], {"a": dict(SERVICE, srv=True)}),
    (["services"], {"a": dict(SERVICE, srv="a")}),
    (["services"], {"a": dict(SERVICE, srv="_a.b")}),
    (["services"], {"a": dict(SERVICE, labels={"-a": "b"})}),
    (["services"], {"a": dict(SERVICE, labels={"a": "-b"})}),
    (["services"], {"a": dict(SERVICE, port=["1"])}),
    (["services"], {"a": {"views": ["internal"]}}),
    (["waive"], {}),
    (["waive"], [{"rule": "occluded", "name": "a", "views": ["internal"]}]),
    (["waive"], [{"rule": "reserved-name", "name": "a", "views": ["internal"],
                  "reason": "because"}]),
    (["waive"], [{"rule": "shared-port", "ports": "1", "name": "a",
                  "views": ["internal"], "reason": "because"}]),
    (["waive"], [{"rule": "shared-port", "ports": "0", "views": ["internal"],
                  "reason": "because"}]),
]

TESTS = {
    "expect": [{"from": "10.1.2.3", "query": "example.com NS",
                "expect": "ns.example.net."}],
}
ONE = {"from": "9.1.2.3", "query": "a.example.com", "expect": "NXDOMAIN"}
GOOD_TESTS = [
    (["$schema"], "tests.json"),
    (["// note"], [1, 2]),
    (["expect"], []),
    (["expect"], [{**ONE, "// note": 1}]),
    (["expect"], [{**ONE, "from": "::1", "expect": "REFUSED"}]),
    (["expect"], [{**ONE, "from": "::ffff:9.1.2.3"}]),
    (["expect"], [{**ONE, "query": "example.com. ns",
                   "expect": ["NS.example.net"]}]),
    (["expect"], [{**ONE, "query": "example.com", "expect": "NODATA"}]),
    (["expect"], [{**ONE, "query": "a.example.com TYPE65400"}]),
]
LINK = {"from": "9.1.2.3", "connect": "[2001:db8::1]:443/tcp",
        "expect": "denied"}
GOOD_TESTS += [
    (["expect"], [LINK]),
    (["expect"], [{**LINK, "connect": "192.0.2.1:53/udp"}]),
]
BAD_TESTS = [
    (["expect"], [{**LINK, "query": "a"}]),
    (["expect"], [{**LINK, "expect": "NXDOMAIN"}]),
    (["expect"], [{**LINK, "expect": ["denied"]}]),
    (["expect"], [{**LINK, "connect": "a.example.com"}]),
    (["expect"], [{**LINK, "connect": "a.example.com:443"}]),
    (["expect"], [{**LINK, "connect": "a.example.com:0/tcp"}]),
    (["expect"], {}),
    (["expects"], []),
    (["expect"], [1]),
    (["expect"], [{}]),
    (["expect"], [{k: v for k, v in ONE.items() if k != "from"}]),
    (["expect"], [{k: v for k, v in ONE.items() if k != "query"}]),
    (["expect"], [{k: v for k, v in ONE.items() if k != "expect"}]),
    (["expect"], [{**ONE, "from": "10.0.0.0/8"}]),
    (["expect"], [{**ONE, "from": 1}]),
    (["expect"], [{**ONE, "query": ""}]),
    (["expect"], [{**ONE, "query": "a.example.com A AAAA"}]),
    (["expect"], [{**ONE, "query": 1}]),
    (["expect"], [{**ONE, "expect": []}]),
    (["expect"], [{**ONE, "expect": [1]}]),
    (["expect"], [{**ONE, "expect": None}]),
    (["expect"], [{**ONE, "expect": ""}]),
    (["expect"], [{**ONE, "to": "::1"}]),
]

# What a file is, by the first of these that it has at its top.
FENCED = dict(ZONE, fragments={"f": {
    "names": ["*"], "types": ["TXT", "A"], "views": ["external"]}})
FRAGMENT = {"add-to": "example.com", "fragment": "f", "records": {}}
GOOD_FRAGMENT = [
    (["$schema"], "fragment.json"),
    (["add-to"], "Example.COM."),
    (["// note"], 1),
    (["records", "// note"], 1),
    (["records", "a"], {"A": "8.8.8.8", "// a": 1}),
    (["records", "a"], {"A": {"ttl": "5m", "data": ["8.8.8.8"]}}),
    (["records", "a"], {"TXT": {"ttl": 5, "text": ["a", "b"]}}),
]
BAD_FRAGMENT = [
    (["add-to"], 1),
    (["fragment"], None),
    (["records"], []),
    (["overlays"], {}),
    (["records", "a"], None),
    (["records", "a"], {"A": None}),
    (["records", "a"], {"A": []}),
    (["records", "a"], {"A": {"data": "8.8.8.8", "by-view": {}}}),
    (["records", "a"], {"A": {"ttl": -1, "data": "8.8.8.8"}}),
    (["records", "a"], {"TXT": {"text": ["a"], "data": "a"}}),
]
KINDS = (("zone", "zone"), ("add-to", "fragment"), ("expect", "tests"), ("views", "views"))

CONFIG = {"serve": "/nonexistent"}
GOOD_CONFIG = [
    (["$schema"], "config.json"),
    (["// note"], {"any": ["value"]}),
    (["listen"], ["127.0.0.1:5300", "[::1]:5300"]),
    (["listen"], [{"address": "127.0.0.1", "//": 1}]),
    (["listen"], [{"address": "::", "port": 53, "views": ["internal", "b"]}]),
    (["serve"], ["/nonexistent.view", "/nowhere.view"]),
    (["threads"], 1),
    (["steering"], "sk_lookup"),
    (["trusted-keys"], ["PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="]),
    (["user"], "nobody"),
    (["view-ids"], {"first": 61184, "last": 61439, "//": "a"}),
    (["sandbox"], "strict"),
    (["sandbox"], "available"),
    (["state"], "/nonexistent"),
    (["control"], "/nonexistent/control"),
    (["control-group"], "adm"),
    (["receive-buffer"], 4096),
    (["compiler-memory"], 16),
    (["tcp"], {"connections": 1, "per-client": 1, "idle": 1, "//": "a"}),
    (["version"], "9"),
    (["identity"], "a"),
    (["log"], "debug"),
]
BAD_CONFIG = [
    (["view-ids"], {"first": 61184}),
    (["view-ids"], [61184, 61439]),
    (["sandbox"], "none"),
    (["trusted-keys"], []),
    (["trusted-keys"], "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="),
    (["trusted-keys"], ["PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw"]),
    (["trusted-keys"], ["PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="] * 2),
    (["listener"], []),
    (["listen"], []),
    (["listen"], "127.0.0.1:5300"),
    (["listen"], ["127.0.0.1"]),
    (["listen"], ["::1:53"]),
    (["listen"], ["localhost:53"]),
    (["listen"], [{"port": 53}]),
    (["listen"], [{"address": "127.0.0.1", "port": 0}]),
    (["listen"], [{"address": "127.0.0.1", "port": "53"}]),
    (["listen"], [{"address": "127.0.0.1", "views": []}]),
    (["listen"], [{"address": "127.0.0.1", "views": ["Internal"]}]),
    (["listen"], [{"address": "127.0.0.1", "view": ["internal"]}]),
    (["serve"], ""),
    (["serve"], []),
    (["serve"], 1),
    (["threads"], 0),
    (["threads"], 257),
    (["steering"], "ebpf"),
    (["steering"], True),
    (["user"], ""),
    (["state"], 1),
    (["control"], ""),
    (["control"], "/" * 108),
    (["control-group"], 4),
    (["compiler-memory"], 15),
    (["compiler-memory"], "1 GiB"),
    (["receive-buffer"], 100),
    (["receive-buffer"], "1M"),
    (["tcp"], 10),
    (["tcp"], {"idle": 0}),
    (["tcp"], {"connection": 1}),
    (["version"], ""),
    (["version"], "a" * 256),
    (["identity"], None),
    (["log"], "verbose"),
]


def changed(sample, way, value):
    """A copy of the sample in which the value at the way is another one."""
    sample = json.loads(json.dumps(sample))
    at = sample
    for key in way[:-1]:
        at = at.setdefault(key, {})
    at[way[-1]] = value
    return sample


def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text())


def errors(name, sample):
    validator = Draft202012Validator(schema(name))
    return [error.message for error in validator.iter_errors(sample)]


def check(views=VIEWS, zone=ZONE, tests=None, fragment=None):
    """What `mullion check` says of a site: its exit status and findings."""
    with tempfile.TemporaryDirectory() as site:
        pathlib.Path(site, "views.json").write_text(json.dumps(views))
        pathlib.Path(site, "zone.json").write_text(json.dumps(zone))
        if tests is not None:
            pathlib.Path(site, "tests.json").write_text(json.dumps(tests))
        if fragment is not None:
            pathlib.Path(site, "f.json").write_text(json.dumps(fragment))
        run = subprocess.run([MULLION, "check", site], capture_output=True,
                             text=True, timeout=30)
    return run.returncode, run.stderr


def start(config):
    """What mulliond says of a configuration: one that has nothing to serve,
    so it ends at once."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(config, file)
        file.flush()
        run = subprocess.run([MULLION.with_name("mulliond"), "-c", file.name],
                             capture_output=True, text=True, timeout=30)
    return run.returncode, run.stderr


class Schemas(unittest.TestCase):
    def test_each_is_a_schema(self):
        for file in SCHEMAS.glob("*.json"):
            with self.subTest(file.name):
                Draft202012Validator.check_schema(json.loads(file.read_text()))

    def test_each_member_is_described(self):
        for file in SCHEMAS.glob("*.json"):
            for way, member in members(json.loads(file.read_text())):
                with self.subTest(f"{file.name} {way}"):
                    self.assertTrue(described(file.stem, member))

    def test_mullion_prints_each(self):
        for file in SCHEMAS.glob("*.json"):
            with self.subTest(file.name):
                run = subprocess.run([MULLION, "schema", file.stem],
                                     capture_output=True, text=True,
                                     timeout=30, check=True)
                self.assertEqual(run.stdout, file.read_text())

    def test_the_first_site_is_valid(self):
        for file in (TOP / "zones" / "init").glob("*.json"):
            with self.subTest(str(file)):
                sample = json.loads(file.read_text())
                name = next(kind for member, kind in KINDS
                            if member in sample)
                self.assertEqual(errors(name, sample), [])
                self.assertEqual(sample["$schema"], f".schema/{name}.json")

    def test_the_example_is_valid(self):
        files = sorted((TOP / "zones" / "example").rglob("*.json"))
        self.assertGreater(len(files), 3)
        for file in files:
            with self.subTest(str(file)):
                sample = json.loads(file.read_text())
                name = next(kind for member, kind in KINDS
                            if member in sample)
                self.assertEqual(errors(name, sample), [])
                here = (file.parent / sample["$schema"]).resolve()
                self.assertEqual(here, SCHEMAS / f"{name}.json")


def text_of(path):
    """The JSON of a file, its numbers as they are written; None: it isn't."""
    try:
        return json.loads(path.read_text(), parse_int=str, parse_float=str)
    except ValueError:
        return None


class Layout(unittest.TestCase):
    """`mullion fmt`, of which the schemas are the order."""

    def fmt(self, *arguments):
        run = subprocess.run([MULLION, "fmt", *arguments], text=True,
                             capture_output=True, timeout=30)
        return run.returncode, run.stdout

    def test_the_example_is_laid_out(self):
        for site in ("example", "init"):
            self.assertEqual(self.fmt("--check", TOP / "zones" / site),
                             (0, ""))

    def test_all_sites_of_the_tests_mean_what_they_meant(self):
        rules = TOP / "test" / "rules"
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder, "rules")
            shutil.copytree(rules, copy)
            _, changed = self.fmt(copy)
            self.assertGreater(len(changed.splitlines()), 50)
            for file in rules.rglob("*.json"):
                with self.subTest(str(file)):
                    laid_out = copy / file.relative_to(rules)
                    self.assertEqual(text_of(laid_out), text_of(file))
            self.assertEqual(self.fmt("--check", copy)[1], "")


class Agreement(unittest.TestCase):
    """Schema and compiler are of one mind."""

    def accepted(self, name, sample, **site):
        self.assertEqual(errors(name, sample), [])
        status, text = check(**site)
        self.assertEqual(status, 0, text)

    def refused(self, name, sample, **site):
        self.assertNotEqual(errors(name, sample), [])
        status, text = check(**site)
        self.assertEqual(status, 1, text)
        self.assertRegex(text, r"error: .* \[[a-z-]+\]")

    def each(self, verdict, name, base, cases):
        for way, value in cases:
            with self.subTest(f"{'/'.join(way)} = {json.dumps(value)}"):
                sample = changed(base, way, value)
                verdict(name, sample, **{name: sample})

    def test_good_views(self):
        self.each(self.accepted, "views", VIEWS, GOOD_VIEWS)

    def test_bad_views(self):
        self.each(self.refused, "views", VIEWS, BAD_VIEWS)

    def test_good_zones(self):
        self.each(self.accepted, "zone", ZONE, GOOD_ZONE)

    def test_bad_zones(self):
        self.each(self.refused, "zone", ZONE, BAD_ZONE)

    def test_good_tests(self):
        self.each(self.accepted, "tests", TESTS, GOOD_TESTS)

    def test_bad_tests(self):
        self.each(self.refused, "tests", TESTS, BAD_TESTS)

    def test_good_fragments(self):
        for way, value in GOOD_FRAGMENT:
            with self.subTest(f"{'/'.join(way)} = {json.dumps(value)}"):
                sample = changed(FRAGMENT, way, value)
                self.assertEqual(errors("fragment", sample), [])
                self.assertEqual(check(zone=FENCED, fragment=sample),
                                 (0, ""))

    def test_bad_fragments(self):
        for way, value in BAD_FRAGMENT:
            with self.subTest(f"{'/'.join(way)} = {json.dumps(value)}"):
                sample = changed(FRAGMENT, way, value)
                self.assertNotEqual(errors("fragment", sample), [])
                status, text = check(zone=FENCED, fragment=sample)
                self.assertEqual(status, 0)
                self.assertIn("[fragment]", text)

    def test_good_configurations(self):
        for way, value in GOOD_CONFIG:
            with self.subTest(f"{way[0]} = {json.dumps(value)}"):
                sample = changed(CONFIG, way, value)
                self.assertEqual(errors("config", sample), [])
                status, text = start(sample)
                self.assertNotEqual(status, 0)
                self.assertNotIn("[schema]", text)

    def test_bad_configurations(self):
        for way, value in BAD_CONFIG:
            with self.subTest(f"{way[0]} = {json.dumps(value)}"):
                sample = changed(CONFIG, way, value)
                self.assertNotEqual(errors("config", sample), [])
                status, text = start(sample)
                self.assertEqual(status, 1, text)
                self.assertIn("[schema]", text)

    def test_missing_members(self):
        for member in ZONE:
            with self.subTest(member):
                sample = {k: v for k, v in ZONE.items() if k != member}
                self.refused("zone", sample, zone=sample)

    def test_each_member_is_known(self):
        """Members of the schemas that no good sample has would go unseen."""
        seen = set()
        for base, cases in ((VIEWS, GOOD_VIEWS), (ZONE, GOOD_ZONE),
                            (TESTS, GOOD_TESTS), (CONFIG, GOOD_CONFIG),
                            (FRAGMENT, GOOD_FRAGMENT)):
            for way, value in cases:
                keys_of(changed(base, way, value), seen)
        for name in ("public/example.com", "corp/10.in-addr.arpa"):
            keys_of(json.loads((TOP / f"zones/example/{name}.json")
                               .read_text()), seen)
        for name in ("views", "zone", "fragment", "tests", "config"):
            for way, _ in members(schema(name)):
                member = way.rsplit("/", 1)[1]
                with self.subTest(f"{name} {way}"):
                    if re.fullmatch(r"[A-Z]+", member):
                        self.type_is_known(member)
                    elif member not in ("ports", "ticket", "until"):
                        self.assertIn(member, seen)

    def type_is_known(self, member):
        zone = changed(ZONE, ["records", "a"], {member: "\\# 0"})
        self.assertNotRegex(check(zone=zone)[1], "unknown-type|meta-type")


class Manual(unittest.TestCase):
    def examples(self, page):
        text = (TOP / page).read_text()
        blocks = re.findall(r"^\.Bd -literal.*\n(\{(?:.*\n)*?)\.Ed", text,
                            re.M)
        self.assertNotEqual(blocks, [])
        return [json.loads(block) for block in blocks]

    def test_its_configuration_is_valid(self):
        for example in self.examples("server/mulliond.conf.5"):
            self.assertEqual(errors("config", example), [])

    def test_its_examples_are_a_site(self):
        views, zone, tests = self.examples("zones/mullion-spec.5")
        self.assertEqual(errors("views", views), [])
        self.assertEqual(errors("zone", zone), [])
        self.assertEqual(errors("tests", tests), [])
        status, found = check(views=views, zone=zone, tests=tests)
        self.assertEqual(status, 0, found)


class Rules(unittest.TestCase):
    """Manual and schemas have the rules of zones/rules.c."""

    def setUp(self):
        code = (TOP / "zones" / "rules.c").read_text()
        table = re.findall(r'\{"([a-z-]+)", (true|false), (true|false)', code)
        self.rules = {rule for rule, _, _ in table}
        self.waivable = {rule for rule, _, yes in table if yes == "true"}
        self.assertGreater(len(self.rules), 40)

    def test_each_is_explained(self):
        text = (TOP / "zones" / "mullion-spec.5").read_text()
        listed = {rule for line in re.findall(r"^\.It Sy (.*)", text, re.M)
                  for rule in line.split(" Pq ")[0].split(" , ")}
        self.assertEqual(listed, self.rules)

    def test_the_waivable_are_known_to_editors(self):
        listed = set()
        for name in ("views", "zone"):
            waiver = schema(name)["$defs"]["waiver"]
            listed.update(waiver["properties"]["rule"]["enum"])
        self.assertEqual(listed, self.waivable)


def members(at, way=""):
    """Each entry of each `properties` in a schema, with the way to it."""
    if isinstance(at, list):
        for index, item in enumerate(at):
            yield from members(item, f"{way}/{index}")
    elif isinstance(at, dict):
        for key, value in at.items():
            if key == "properties":
                for member, what in value.items():
                    if what is not False:
                        yield f"{way}/{member}", what
            yield from members(value, f"{way}/{key}")


def described(name, member):
    """By a description of its own or of the definition that it refers to."""
    while "description" not in member and "$ref" in member:
        member = schema(name)["$defs"][member["$ref"].rsplit("/", 1)[1]]
    return "description" in member


def keys_of(at, seen):
    if isinstance(at, dict):
        seen.update(at)
    for value in at.values() if isinstance(at, dict) else at:
        if isinstance(value, (dict, list)):
            keys_of(value, seen)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        MULLION = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()

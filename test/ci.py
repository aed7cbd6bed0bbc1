#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The workflows of zones/ci and the pre-commit hook do what they say.

usage: test/ci.py [TEST...]

They are YAML of the form that their services read, and their shell steps run
here, as far as they don't reach for the network: in a repository with two
commits of a site, with stand-ins for gh, curl, ssh and aws that keep what they
are given, and with a real rsync where there is one. What they publish is
served, and compared with itself by their own last step.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("B") or TOP / "build").resolve()
GITHUB = TOP / "zones/ci/github.yml"
GITLAB = TOP / "zones/ci/gitlab-ci.yml"
HOOKS = TOP / ".pre-commit-hooks.yaml"

VIEWS = {"views": {
    "internal": {"trust": "internal", "networks": ["10.0.0.0/8"]},
    "external": {"trust": "external", "networks": ["0.0.0.0/0"]}}}
ZONE = {"zone": "example.com", "views": ["internal", "external"],
        "records": {"@": {"NS": "ns.example.net."}, "a": {"A": "9.9.9.9"}},
        "overlays": {"internal": {"a": {"A": "10.0.0.1"}}}}

# What the steps call and the test stands in for: each keeps its arguments.
STAND_INS = {
    "gh": 'cp "${@: -1}" "$KEPT/comment.md"\n',
    "curl": 'for word; do case $word in\n'
            '  body@*) cp "${word#body@}" "$KEPT/note.md" ;;\n'
            '  esac; done\n',
    # ssh [-i KEY] [-o OPTION] HOST COMMAND...: here, and not there.
    "ssh": 'while :; do case $1 in -i|-o|-l) shift 2 ;; -*) shift ;;\n'
           '  *) break ;; esac; done\n'
           'shift\n'
           '[ "$1" != mullion ] || exec mullion ctl -s "$CONTROL" "${@:3}"\n'
           'exec "$@"\n',
    # aws s3 sync|cp [OPTION] FROM TO, of which the store is a folder
    "aws": 'shift; verb=$1; shift; delete= only= words=()\n'
           'while [ $# -gt 0 ]; do case $1 in\n'
           '  --exclude) shift ;;\n'
           '  --include) only=$2; shift ;;\n'
           '  --delete) delete=yes ;; --*) ;; *) words+=("$1") ;;\n'
           '  esac; shift; done\n'
           'from=${words[0]/#s3:\\/\\//$STORE/}\n'
           'to=${words[1]/#s3:\\/\\//$STORE/}\n'
           'echo "$verb ${words[*]}" >>"$KEPT/aws.log"\n'
           'if [ "$verb" = cp ]; then exec cp "$from" "$to"; fi\n'
           'mkdir -p "$from" "$to"\n'
           'shopt -s nullglob\n'
           '[ -z "$delete" ] || rm -f "$to"/*\n'
           'for file in "$from"/${only:-*}; do cp "$file" "$to"; done\n',
}


def run(command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **options)


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Place:
    """A repository, a path of stand-ins, and what they keep."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        os.chmod(self.folder, 0o755)
        self.repository = self.folder / "repository"
        self.kept = self.folder / "kept"
        self.store = self.folder / "store"
        self.server = None
        for folder in ("bin", "kept", "store", "runner", "repository/site"):
            (self.folder / folder).mkdir(parents=True)
        for name, text in STAND_INS.items():
            self.program(name, text)
        self.program("mullion", f'exec "{BUILD}/mullion" "$@"\n')
        self.site(ZONE)
        self.git("init", "-q", "-b", "main")
        self.base = self.commit("first")
        changed = json.loads(json.dumps(ZONE))
        changed["records"]["b"] = {"A": "9.9.9.10"}
        self.site(changed)
        self.commit("second")
        run([BUILD / "mullion", "keygen", self.folder / "key"])
        self.variables = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "HOME": str(self.folder), "KEPT": str(self.kept),
            "STORE": str(self.store), "SITE": "site", "PAUSE": "0",
            "RUNNER_TEMP": str(self.folder / "runner"),
            "GITHUB_STEP_SUMMARY": str(self.kept / "summary.md"),
            "GITHUB_REPOSITORY": "o/r", "BASE": self.base, "NUMBER": "7",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.base, "NOTES_TOKEN": "t",
            "CI_API_V4_URL": "https://invalid", "CI_PROJECT_ID": "1",
            "CI_MERGE_REQUEST_IID": "7", "BUCKET": "s3://bucket",
            "MULLION_KEY": (self.folder / "key").read_text(),
            "DEPLOY_KEY": "none", "DEPLOY_HOSTS": "none",
            "DNS_SERVERS": "here", "CONTROL": str(self.folder / "control"),
            "RSYNC_RSH": str(self.folder / "bin/ssh"),
            "TMPDIR": str(self.folder / "runner"),
        }

    def program(self, name, text):
        path = self.folder / "bin" / name
        path.write_text("#!/bin/bash\n" + text)
        path.chmod(0o755)

    def site(self, zone):
        site = self.repository / "site"
        (site / "views.json").write_text(json.dumps(VIEWS))
        (site / "zone.json").write_text(json.dumps(zone))

    def git(self, *words):
        return run(["git", "-c", "user.name=t", "-c", "user.email=t@invalid",
                    *words], cwd=self.repository).stdout.strip()

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def step(self, text, **variables):
        """As the services run it: bash -e, pipefail."""
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", text], cwd=self.repository,
            env={**self.variables, **variables}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=60, check=False)

    def serve(self, images, port):
        config = self.folder / "mulliond.json"
        config.write_text(json.dumps({
            "listen": [{"address": "127.0.0.1", "port": port,
                        "views": ["external"]}],
            "serve": str(images), "control": str(self.folder / "control"),
            "state": str(self.folder / "state")}))
        log = open(self.folder / "log", "wb")  # closed with the process
        self.server = subprocess.Popen([BUILD / "mulliond", "-c", config],
                                       stdout=log, stderr=log)
        log.close()
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if b"ready" in (self.folder / "log").read_bytes():
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def remove(self):
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(20)
        shutil.rmtree(self.folder)


class Case(unittest.TestCase):
    def setUp(self):
        self.place = Place()
        self.addCleanup(self.place.remove)

    def good(self, text, **variables):
        done = self.place.step(text, **variables)
        self.assertEqual(done.returncode, 0, f"{text}\n{done.stdout}")
        return done.stdout

    def bad(self, text, **variables):
        done = self.place.step(text, **variables)
        self.assertNotEqual(done.returncode, 0, f"{text}\n{done.stdout}")
        return done.stdout

    def plan(self, kept):
        text = (self.place.kept / kept).read_text()
        self.assertIn("b.example.com", text)
        self.assertIn("external", text)

    def break_site(self):
        zone = json.loads(json.dumps(ZONE))
        zone["records"]["a"]["A"] = "10.0.0.1"
        self.place.site(zone)

    def empty_site(self):
        zone = json.loads(json.dumps(ZONE))
        del zone["records"]["a"], zone["overlays"]
        self.place.site(zone)


class GitHub(Case):
    def setUp(self):
        super().setUp()
        self.workflow = yaml.safe_load(GITHUB.read_text())

    def steps(self, job):
        return {step["name"]: step["run"]
                for step in self.workflow["jobs"][job]["steps"]
                if "run" in step}

    def test_it_is_a_workflow(self):
        # "on" is a boolean in YAML 1.1
        triggers = self.workflow.get("on", self.workflow.get(True))
        self.assertEqual(set(triggers), {"pull_request", "push"})
        self.assertEqual(self.workflow["permissions"], {"contents": "read"})
        for name, job in self.workflow["jobs"].items():
            self.assertIn("runs-on", job, name)
            for step in job["steps"]:
                self.assertTrue(("run" in step) != ("uses" in step), step)
                self.assertLessEqual(
                    set(step), {"name", "run", "uses", "with", "env", "if"})

    def test_no_expression_stands_in_a_script(self):
        """What a stranger calls his branch must not become a command."""
        for job in self.workflow["jobs"].values():
            for step in job["steps"]:
                self.assertNotIn("${{", step.get("run", ""))

    def test_only_the_push_has_secrets(self):
        text = json.dumps(self.workflow["jobs"]["check"])
        self.assertNotIn("secrets.", text)
        self.assertEqual(self.workflow["jobs"]["publish"]["if"],
                         "github.event_name == 'push'")

    def test_a_pull_request_is_checked_and_planned(self):
        steps = self.steps("check")
        self.good(steps["check"])
        self.good(steps["plan"])
        self.good(steps["comment"])
        self.plan("comment.md")
        self.plan("summary.md")
        self.break_site()
        self.assertIn("::error file=site/zone.json,line=1,",
                      self.bad(steps["check"]))

    def test_a_plan_that_removes_too_much_fails(self):
        self.empty_site()
        self.bad(self.steps("check")["plan"])

    @unittest.skipUnless(shutil.which("rsync"), "there is no rsync")
    def test_a_push_is_published(self):
        place, steps = self.place, self.steps("publish")
        target = place.folder / "srv"
        target.mkdir()
        # The servers' folder, where it is here.
        steps = {name: text.replace("/srv/mullion", str(target))
                 for name, text in steps.items()}
        self.good(steps["keys"])
        self.good(steps["compile"])
        (target / "gone.view").write_text("of a view that is no more")
        place.program("mullion", f'[ "$1" = ctl ] || exec "{BUILD}/mullion" '
                      '"$@"\n')
        self.good(steps["publish"])
        self.assertEqual({path.name for path in target.iterdir()},
                         {"external.view", "internal.view", "manifest.json",
                          "manifest.sig"})
        place.program("mullion", f'exec "{BUILD}/mullion" "$@"\n')
        place.serve(target, free_port())
        self.good(steps["verify"])
        images = place.repository / "images/manifest.json"
        images.write_text(re.sub(r": (\d{9,})", ": 1", images.read_text()))
        self.bad(steps["verify"])


class GitLab(Case):
    def setUp(self):
        super().setUp()
        self.jobs = yaml.safe_load(GITLAB.read_text())
        key = self.place.folder / "key"
        self.place.variables["MULLION_KEY"] = str(key)

    def script(self, job):
        """GitLab runs the lines of a script one after the other."""
        return "\n".join(self.jobs[job]["script"])

    def test_it_is_a_pipeline(self):
        for name in ("check", "plan", "publish"):
            job = self.jobs[name]
            self.assertIn(job["stage"], self.jobs["stages"])
            self.assertIn(job["extends"], self.jobs)
            self.assertTrue(all(isinstance(line, str)
                                for line in job["script"]), name)

    def test_a_merge_request_is_checked_and_planned(self):
        self.good(self.script("check"))
        self.good(self.script("plan"))
        self.plan("note.md")
        self.break_site()
        self.bad(self.script("check"))
        report = json.loads((self.place.repository
                             / "gl-code-quality-report.json").read_text())
        self.assertEqual(
            [(one["check_name"], one["severity"], one["location"]["path"],
              one["location"]["lines"]["begin"]) for one in report],
            [("private-address", "critical", "site/zone.json", 1)])

    def test_a_plan_that_removes_too_much_fails(self):
        self.empty_site()
        self.bad(self.script("plan"))

    def test_a_commit_is_published(self):
        place = self.place
        bucket = place.store / "bucket"
        lines = list(self.jobs["publish"]["script"])
        self.good("\n".join(lines[:-1]))
        self.assertEqual({path.name for path in bucket.iterdir()},
                         {"external.view", "internal.view", "manifest.json",
                          "manifest.sig"})
        order = (place.kept / "aws.log").read_text()
        self.assertRegex(order, re.compile(
            "cp .*manifest.sig.*cp .*manifest.json", re.DOTALL))
        port = str(free_port())
        place.serve(bucket, int(port))
        place.variables.update(DNS_SERVERS="127.0.0.1", DNS_PORT=port,
                               RUNNER_ADDRESS="127.0.0.1")
        self.good(lines[-1])
        place.site(ZONE)  # not what is served
        self.assertIn("answer-differs", self.bad(lines[-1]))
        manifest = place.repository / "images/manifest.json"
        manifest.write_text(re.sub(r": (\d{9,})", ": 1",
                                   manifest.read_text()))
        self.assertIn("not 1", self.bad(lines[-1]))


class PreCommit(Case):
    def test_the_hook_checks_a_site(self):
        hooks = yaml.safe_load(HOOKS.read_text())
        for hook in hooks:
            self.assertLessEqual({"id", "name", "entry", "language"},
                                 set(hook))
            self.assertEqual(hook["language"], "system")
        check = next(hook for hook in hooks if hook["id"] == "mullion-check")
        self.assertFalse(check["pass_filenames"])
        self.good(check["entry"] + " site")
        # pre-commit fails where a hook changes a file, and says which
        layout = next(hook for hook in hooks if hook["id"] == "mullion-fmt")
        self.assertIn("zone.json", self.good(layout["entry"] + " site"))
        self.assertNotIn("zone.json", self.good(layout["entry"] + " site"))
        self.good(check["entry"] + " site")
        self.break_site()
        self.bad(check["entry"] + " site")


class Comments(unittest.TestCase):
    """Every script is one that shellcheck has nothing to say about."""

    def test_shellcheck(self):
        github = yaml.safe_load(GITHUB.read_text())
        gitlab = yaml.safe_load(GITLAB.read_text())
        scripts = [step["run"] for job in github["jobs"].values()
                   for step in job["steps"] if "run" in step]
        scripts += ["\n".join(gitlab[name]["script"])
                    for name in ("check", "plan", "publish")]
        for script in scripts:
            done = subprocess.run(
                ["shellcheck", "-s", "bash", "-e", "SC2034,SC2086", "-"],
                input="set -e\n" + textwrap.dedent(script), stdout=subprocess.PIPE,
                text=True, check=False)
            self.assertEqual(done.returncode, 0, script + done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)

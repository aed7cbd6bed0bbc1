#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A server that is asked and told over its control socket.

usage: B=build test/control.py [TEST...]

`mullion ctl` from $B against a mulliond from there, on loopback: what it says
is what is, a reload is waited for, who may not is refused, and nobody who
connects holds the supervisor up. As root members of a group are tried too.
"""
import grp
import json
import os
import signal
import socket
import subprocess
import unittest

from live_server import BUILD, PATIENCE, Server, ZONE, free_port, is_free, wait_for

ROOT = os.geteuid() == 0
NOBODY = 65534


def answer_of(client):
    """All that it is told, as JSON."""
    text = b""
    while True:
        got = client.recv(65536)
        if not got:
            return json.loads(text)
        text += got


class Control(unittest.TestCase):
    def setUp(self):
        self.server = Server().start()

    def tearDown(self):
        self.server.end()

    def counted(self, view, queries):
        counters = self.server.view(view)["counters"]
        return counters["udp-queries"] == queries and counters

    def test_status_says_what_is(self):
        status = self.server.status()
        server = status["server"]
        self.assertEqual(server["pid"], self.server.process.pid)
        self.assertEqual(server["kind"], "site")
        self.assertEqual(server["uid"], os.geteuid())
        self.assertEqual(status["log-level"], "info")
        listener = status["listeners"][0]
        self.assertEqual(listener["address"], f"127.0.0.1:{self.server.port}")
        self.assertEqual(listener["views"], ["in", "out"])
        self.assertIn(listener["steering"], ["sk_lookup", "classic BPF"])
        if listener["steering"] != "sk_lookup":
            self.assertFalse(listener["limited"])
        views = {view["view"]: view for view in status["views"]}
        self.assertEqual(set(views), {"in", "out", None})
        manifest = json.loads(
            (self.server.folder / "state/site/manifest.json").read_text())
        for name in ["in", "out"]:
            view = views[name]
            self.assertEqual(view["image"]["hash"],
                             manifest["views"][name]["sha256"])
            self.assertEqual(view["image"]["serial"], 7)
            self.assertEqual(view["state"], "serving")
            self.assertEqual(view["restarts"], 0)
            self.assertGreater(view["memory"], 0)
            owner = os.stat(f"/proc/{view['pid']}/task").st_uid
            self.assertIn(owner, [0, view["uid"]])
        people = self.server.ctl("status")
        self.assertIn(f"process {server['pid']}", people.stdout)
        self.assertIn("serial 7", people.stdout)

    def test_counters_are_those_of_now_and_go_on(self):
        for _ in range(5):
            self.assertEqual(self.server.query(), 0)
        self.assertEqual(self.server.query("127.0.0.2"), 0)
        # an answer is counted right behind its being sent
        counters = wait_for(lambda: self.counted("in", 5))
        self.assertEqual(counters["rcodes"], {"NOERROR": 5})
        wait_for(lambda: self.counted("out", 1))
        self.assertEqual(self.server.ctl("reload").returncode, 0)
        # a process that leaves may take one more, and tells nobody
        wait_for(lambda: self.server.query() == 0 and
                 self.server.view("in")["counters"]["udp-queries"] > 5)
        stats = self.server.ctl("stats").stdout.splitlines()
        self.assertIn("out udp-queries 1", stats)
        self.assertIn("out rcode NOERROR 1", stats)

    def test_a_dead_process_is_counted(self):
        before = self.server.view("out")
        os.kill(before["pid"], signal.SIGKILL)
        after = wait_for(lambda: (
            lambda view: view["restarts"] == 1 and
            view["state"] == "serving" and view)(self.server.view("out")))
        self.assertNotEqual(after["pid"], before["pid"])

    def test_a_reload_is_waited_for(self):
        self.server.write("zone.json", {**ZONE, "soa": {"serial": 8}})
        self.assertEqual(self.server.ctl("reload").returncode, 0)
        self.assertEqual(self.server.view("in")["image"]["serial"], 8)
        self.assertEqual(self.server.status()["server"]["reloads"], 1)
        zones = self.server.ctl("zone-status", "EXAMPLE.com", "--view", "in")
        self.assertEqual(zones.stdout, "in example.com. 8\n")
        self.assertEqual(self.server.ctl("zone-status", "no").returncode, 1)

    def test_a_broken_site_is_told_with_its_line(self):
        self.server.write("zone.json", '{"zone": ')
        run = self.server.ctl("reload")
        self.assertEqual(run.returncode, 1)
        self.assertIn("zone.json:1:", run.stderr)
        self.assertIn("served on", run.stderr)
        self.assertIn("zone.json:1:", self.server.log())
        status = self.server.status()["server"]
        self.assertEqual(status["failures"], 1)
        self.assertIn("has errors", status["last-failure"]["error"])
        self.assertEqual(self.server.query(), 0)

    def test_the_log_level_is_that_of_all_processes(self):
        self.assertEqual(self.server.ctl("log-level").stdout, "info\n")
        self.assertEqual(self.server.ctl("log-level", "error").returncode, 0)
        self.assertEqual(self.server.ctl("reload").returncode, 0)
        self.assertNotIn("reloaded:", self.server.log())
        self.assertEqual(self.server.ctl("log-level", "info").returncode, 0)
        self.assertEqual(self.server.ctl("reload").returncode, 0)
        self.assertIn("reloaded:", self.server.log())
        self.assertEqual(self.server.ctl("log-level", "loud").returncode, 2)

    def test_a_stop_is_waited_for(self):
        self.assertEqual(self.server.ctl("stop").stdout, "stopped\n")
        self.assertEqual(self.server.process.wait(2), 0)
        self.assertFalse(self.server.socket.exists())
        run = self.server.ctl("status")
        self.assertEqual(run.returncode, 2)
        self.assertIn("no server listens there", run.stderr)

    def test_silent_clients_hold_nobody_up(self):
        silent = [self.server.connect() for _ in range(16)]
        for client in silent:
            self.addCleanup(client.close)
        with self.server.connect() as client:
            turned = answer_of(client)
        self.assertFalse(turned["ok"])
        self.assertIn("too many", turned["error"])
        self.assertEqual(self.server.query(), 0)
        silent[0].sendall(b'{"version":1')
        silent[1].close()
        wait_for(self.server.asked, 2)
        self.assertEqual(self.server.status()["server"]["state"], "serving")

    def test_no_message_harms_it(self):
        for text in [b"\0" * 4096, b"[" * 4096, b"\n", b'{"version":1}\n',
                     b'{"version":1,"command":"status","force":true}\n',
                     b"A" * 100000, os.urandom(64) + b"\n"]:
            with self.server.connect() as client:
                try:
                    client.sendall(text)
                    self.assertFalse(answer_of(client)["ok"])
                except (BrokenPipeError, ConnectionResetError):
                    pass
        with self.server.connect() as client:
            client.sendall(b'{"version":1,"command":"reload"}\n')
        wait_for(self.server.asked)
        self.assertIsNone(self.server.process.poll())

    def test_a_socket_left_behind_is_taken_and_a_live_one_is_not(self):
        second = subprocess.run(
            [BUILD / "mulliond", "-c", self.server.config, "-l",
             f"127.0.0.1:{free_port()}"], capture_output=True, text=True,
            timeout=PATIENCE, check=False)
        self.assertEqual(second.returncode, 1)
        self.assertIn("another mulliond", second.stderr)
        self.server.process.kill()
        self.server.process.wait()
        self.assertTrue(self.server.socket.exists())
        wait_for(lambda: is_free(self.server.port))
        self.server.start()
        self.assertEqual(self.server.status()["server"]["pid"],
                         self.server.process.pid)


def many(count):
    """A zone of so many names."""
    return {**ZONE, "records": {
        **ZONE["records"],
        **{f"h{i}": {"A": f"10.{i >> 8}.{i & 255}.1"} for i in range(count)}},
            "views": ["in"]}


class Memory(unittest.TestCase):
    """A compiler that may have little."""

    def setUp(self):
        self.server = Server(**{"compiler-memory": 32}).start()
        self.addCleanup(self.server.end)
        if not self.server.view("in")["sandbox"]["seccomp"]:
            self.skipTest("an instrumented build has no bound of memory")

    def test_a_site_that_takes_too_much_leaves_what_is_served(self):
        before = self.server.view("in")
        self.server.write("zone.json", many(50000))
        run = self.server.ctl("reload")
        self.assertEqual(run.returncode, 1)
        self.assertIn("mullion: out of memory\n", run.stderr)
        self.assertIn("may have 32 MiB; \"compiler-memory\"", run.stderr)
        self.assertIn("what was served is served on", run.stderr)
        self.assertIn("may have 32 MiB", self.server.log())
        self.assertEqual(self.server.view("in")["pid"], before["pid"])
        self.assertEqual(self.server.query(), 0)
        self.server.write("zone.json", many(100))
        run = self.server.ctl("reload")
        self.assertEqual(run.returncode, 0, run.stderr)

    def test_a_server_does_not_start_with_it_but_with_room(self):
        self.assertEqual(self.server.ctl("stop").returncode, 0)
        self.server.process.wait(PATIENCE)
        self.server.write("zone.json", many(50000))
        self.server.launch()
        self.assertEqual(self.server.process.wait(PATIENCE), 1)
        self.assertIn("may have 32 MiB", self.server.log())
        self.server.config.write_text(
            self.server.config.read_text().replace(": 32", ": 1024"))
        self.server.start()
        self.assertEqual(self.server.query(), 0)


@unittest.skipUnless(ROOT, "members of a group are tried as root alone")
class Group(unittest.TestCase):
    def setUp(self):
        self.group = grp.getgrnam("daemon")
        self.server = Server(**{"control-group": "daemon"}).start()
        (self.server.folder / "state").chmod(0o755)
        self.member = {"user": NOBODY, "group": NOBODY,
                       "extra_groups": [self.group.gr_gid]}

    def tearDown(self):
        self.server.end()

    def ask(self, text, **who):
        """Asks as another user, who can't come to the build folder."""
        run = subprocess.run(
            ["/usr/bin/python3", "-c",
             "import socket, sys\n"
             "s = socket.socket(socket.AF_UNIX)\n"
             "s.connect(sys.argv[1])\n"
             "try:\n"
             "    s.sendall(sys.argv[2].encode())\n"
             "    while True:\n"
             "        got = s.recv(65536).decode()\n"
             "        if not got: break\n"
             "        print(got, end='')\n"
             "except ConnectionError: print(s.recv(65536).decode())\n",
             self.server.socket, text + "\n"],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
            cwd="/", **who)
        return json.loads(run.stdout) if run.returncode == 0 else run.stderr

    def test_a_member_may_and_another_may_not(self):
        request = '{"version":1,"command":"reload"}'
        self.assertTrue(self.ask(request, **self.member)["ok"])
        self.assertIn("PermissionError",
                      self.ask(request, user=NOBODY, group=NOBODY,
                               extra_groups=[]))
        # the file's mode is not all that keeps him out
        self.server.socket.chmod(0o666)
        refused = self.ask(request, user=NOBODY, group=NOBODY,
                           extra_groups=[])
        self.assertIn("control-group", refused["error"])

    def test_a_member_may_not_go_back(self):
        refused = self.ask('{"version":1,"command":"reload","force":true}',
                           **self.member)
        self.assertIn("older generation", refused["error"])

    def test_members_leave_room_for_root(self):
        script = ("import socket, sys\n"
                  "all = [socket.socket(socket.AF_UNIX) for _ in range(12)]\n"
                  "for s in all: s.connect(sys.argv[1])\n"
                  "print('done', flush=True)\n"
                  "sys.stdin.read()\n")
        with subprocess.Popen(
                ["/usr/bin/python3", "-c", script, self.server.socket], cwd="/",
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                **self.member) as crowd:
            self.assertEqual(crowd.stdout.readline(), b"done\n")
            self.assertEqual(self.server.ctl("status").returncode, 0)
            crowd.stdin.close()


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""A server under a service manager: what it says, and sockets that it is given.

usage: B=build test/manager.py [TEST...]

The test is the manager: it listens at NOTIFY_SOCKET and passes sockets by
LISTEN_FDS, as systemd does, to a mulliond from $B.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import unittest

from live_server import BUILD, PATIENCE, Server, TOP, free_port, wait_for

# LISTEN_PID is the server's own, which is known when it runs.
AS_SYSTEMD = ["/bin/sh", "-c", 'LISTEN_PID=$$ exec "$0" "$@"']


class Manager:
    """The socket that the server notifies."""

    def __init__(self, name):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(PATIENCE)
        self.socket.bind(name)
        self.heard = []

    def hears(self, line):
        """Waits for a line, and returns all those of its datagram."""
        while True:
            lines = self.socket.recv(4096).decode().splitlines()
            self.heard += lines
            if any(one.startswith(line) for one in lines):
                return lines

    def close(self):
        self.socket.close()


class Notify(unittest.TestCase):
    def start(self, name, **more):
        self.server = Server()
        self.addCleanup(self.server.end)
        self.manager = Manager(name.replace("@", "\0", 1))
        self.addCleanup(self.manager.close)
        self.server.launch(env={**os.environ, "NOTIFY_SOCKET": name, **more})
        self.manager.hears("READY=1")

    def test_a_life_is_told(self):
        self.start(f"@mullion-manager-{os.getpid()}")
        self.assertIn("STATUS=serving 2 views, 2 zones",
                      self.manager.hears("STATUS="))
        before = time.monotonic_ns() // 1000
        self.server.process.send_signal(signal.SIGHUP)
        lines = self.manager.hears("RELOADING=1")
        since = int(lines[1].removeprefix("MONOTONIC_USEC="))
        self.assertLess(before, since)
        self.assertLess(since, time.monotonic_ns() // 1000)
        self.manager.hears("READY=1")
        self.server.write("zone.json", '{"zone": ')
        self.server.process.send_signal(signal.SIGHUP)
        self.manager.hears("RELOADING=1")
        self.manager.hears("READY=1")
        self.assertIn("STATUS=still serving 2 views",
                      self.manager.hears("STATUS=")[0])
        self.server.process.send_signal(signal.SIGTERM)
        self.manager.hears("STOPPING=1")
        self.assertEqual(self.server.process.wait(PATIENCE), 0)
        self.assertNotIn("WATCHDOG=1", self.manager.heard)

    def test_a_path_is_notified_and_the_watchdog_fed(self):
        path = f"/tmp/mullion-manager-{os.getpid()}"
        self.addCleanup(lambda: os.unlink(path))
        self.start(path, WATCHDOG_USEC="400000")
        start = time.monotonic()
        for _ in range(3):
            self.manager.hears("WATCHDOG=1")
        self.assertLess(time.monotonic() - start, 2)

    def test_a_watchdog_of_another_is_not_fed(self):
        path = f"/tmp/mullion-manager-{os.getpid()}"
        self.addCleanup(lambda: os.unlink(path))
        self.start(path, WATCHDOG_USEC="20000", WATCHDOG_PID="1")
        self.manager.hears("STATUS=")
        self.manager.socket.settimeout(0.3)
        with self.assertRaises(socket.timeout):
            self.manager.hears("WATCHDOG=1")


class Passed(unittest.TestCase):
    def setUp(self):
        self.port = free_port()
        self.server = Server(listen=[
            {"address": "127.0.0.1", "port": self.port, "views": ["in"]}])
        self.addCleanup(self.server.end)

    def bind(self, kind, port):
        made = socket.socket(type=kind)
        self.addCleanup(made.close)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind(("127.0.0.1", port))
        if kind == socket.SOCK_STREAM:
            made.listen()
        return made

    def launch(self, sockets, names="dns"):
        def place():
            above = [os.dup(one.fileno()) for one in sockets]
            for i, one in enumerate(above):
                os.dup2(one, 3 + i)

        self.server.launch(
            *AS_SYSTEMD, close_fds=False, preexec_fn=place,
            env={**os.environ, "LISTEN_FDS": str(len(sockets)),
                 "LISTEN_FDNAMES": names})

    def test_a_listener_takes_what_was_passed(self):
        udp = [self.bind(socket.SOCK_DGRAM, self.port) for _ in range(2)]
        tcp = self.bind(socket.SOCK_STREAM, self.port)
        # a client that came before the server is answered by it
        early = socket.socket(type=socket.SOCK_DGRAM)
        self.addCleanup(early.close)
        early.settimeout(PATIENCE)
        early.connect(("127.0.0.1", self.port))
        early.send(bytes.fromhex("000700000001000000000000") +
                   b"\x02ns\x07example\x03com\x00\x00\x01\x00\x01")
        self.launch([*udp, tcp])
        self.assertEqual(early.recv(512)[3] & 15, 0)
        wait_for(self.server.asked)
        self.assertEqual(self.server.status()["listeners"][0]["threads"], 2)
        stream = socket.create_connection(("127.0.0.1", self.port), 5)
        self.addCleanup(stream.close)
        stream.sendall(b"\x00\x20" +
                       bytes.fromhex("000700000001000000000000") +
                       b"\x02ns\x07example\x03com\x00\x00\x01\x00\x01"[:20])
        for _ in range(3):
            self.assertEqual(self.server.ctl("reload").returncode, 0)
            self.server.port = self.port
            self.assertEqual(self.server.query(), 0)

    def refused(self, sockets, *texts):
        self.launch(sockets)
        self.assertEqual(self.server.process.wait(PATIENCE), 1)
        for text in texts:
            self.assertIn(text, self.server.log())

    def test_what_fits_no_listener_is_told(self):
        other = free_port() + 1
        self.refused([self.bind(socket.SOCK_DGRAM, self.port),
                      self.bind(socket.SOCK_STREAM, self.port),
                      self.bind(socket.SOCK_DGRAM, other)],
                     f"127.0.0.1:{other} over UDP was passed", "no listener")

    def test_a_half_of_a_listener_is_told(self):
        self.refused([self.bind(socket.SOCK_DGRAM, self.port)],
                     f"127.0.0.1:{self.port} was passed for UDP alone",
                     "ListenStream=")

    def test_what_is_no_socket_is_told(self):
        with open("/dev/null", "rb") as file:
            self.refused([file], "descriptor 3 dns", "no socket")

    def test_several_views_cannot_share_what_was_passed(self):
        config = json.loads(self.server.config.read_text())
        config["listen"] = [f"127.0.0.1:{self.port}"]
        self.server.config.write_text(json.dumps(config))
        self.refused([self.bind(socket.SOCK_DGRAM, self.port),
                      self.bind(socket.SOCK_STREAM, self.port)],
                     "one view alone")


@unittest.skipUnless(shutil.which("systemd-analyze"),
                     "systemd-analyze isn't there")
class Unit(unittest.TestCase):
    def test_the_units_are_good(self):
        with Server() as server:
            for name in ["mulliond.service", "mulliond.socket"]:
                text = (TOP / "server" / name).read_text()
                for place in ["/usr/local/sbin/", "/usr/local/bin/"]:
                    text = text.replace(place, f"{BUILD}/")
                path = pathlib.Path(server.folder) / name
                path.write_text(text)
                run = subprocess.run(
                    ["systemd-analyze", "verify", "--man=no",
                     "--recursive-errors=no", path],
                    capture_output=True, text=True, timeout=PATIENCE,
                    check=False)
                self.assertEqual(run.returncode, 0, run.stderr)
                self.assertEqual(run.stderr, "")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: ISC
"""A server that has been started, what it has used, and its end."""
import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SERVER_CPU = 0
LOAD_CPU = 1
PATIENCE = 60  # seconds until the next right answer


class Failed(Exception):
    """A server that doesn't start, or that answers what is wrong."""


def pin(cpu):
    """For subprocess: what the child does before it is the program."""
    return lambda: os.sched_setaffinity(0, {cpu})


class Running:
    """with Running(name, make, build, fleet, port) as server: it answers, and
    rightly. make is one of bench_servers.py's functions."""

    def __init__(self, name, make, build, fleet, port, source="127.0.0.1"):
        self.name, self.port, self.fleet = name, port, fleet
        self.expects_echo = name == "floor"
        self.source = source
        self.process = None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-"))
        try:
            self.folder.chmod(0o755)
            command = make(build, self.folder, fleet, port)
            start = time.monotonic()
            self._start(command)
            self._await_answers()
        except BaseException:
            self.stop()
            raise
        self.load_seconds = time.monotonic() - start

    def _start(self, command):
        # a session of its own: an interrupt of ours isn't its
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=pin(SERVER_CPU))

    def __str__(self):
        return self.name

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process is not None:
            self._signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
            self._signal(signal.SIGKILL)  # whoever of it is still there
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _signal(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def _await_answers(self):
        """Asks everything that is expected till each answer was right once."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
            asker.bind((self.source, 0))
            asker.connect(("127.0.0.1", self.port))
            asker.settimeout(0.05)
            left = list(self.fleet.expected)
            until = time.monotonic() + PATIENCE
            while left:
                if self.process.poll() is not None:
                    raise Failed(f"{self.name} ended: {self._last_words()}")
                if time.monotonic() > until:
                    raise Failed(f"{self.name} doesn't answer "
                                 f"{left[-1].text} rightly")
                if self._is_right(asker, left[-1]):
                    left.pop()
                    until = time.monotonic() + PATIENCE
                else:
                    time.sleep(0.002)

    def _is_right(self, asker, expected):
        try:
            asker.send(expected.packet)
            answer = asker.recv(4096)
        except OSError:
            return False
        return self.expects_echo or expected.is_met_by(answer)

    def _last_words(self):
        text = (self.folder / "log").read_text(errors="replace")
        return text[-500:].strip()

    def _processes(self):
        found, left = [], [self.process.pid]
        while left:
            pid = left.pop()
            found.append(pid)
            for path in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                left += map(int, path.read_text().split())
        return found

    def cpu_seconds(self):
        """Of all its threads, by the scheduler's own clock."""
        total = 0
        for pid in self._processes():
            for path in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):  # it has just ended
                    total += int(path.read_text().split()[0])
        return total / 1e9

    def memory(self):
        """Octets, what is shared divided by those who share it; None where
        that may not be read."""
        total = 0
        try:
            for pid in self._processes():
                text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += int(re.search(r"^Pss: *(\d+)", text, re.M)[1]) * 1024
        except (OSError, TypeError):
            return None
        return total

# SPDX-License-Identifier: ISC
"""A live server for tests in Python, with a site of its own."""
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = (TOP / os.environ.get("B", "build")).resolve()
PATIENCE = 30

VIEWS = {"views": {
    "in": {"trust": "internal", "networks": ["127.0.0.1/32"]},
    "out": {"trust": "external", "networks": ["127.0.0.0/8"]}}}
ZONE = {"zone": "example.com", "views": ["in", "out"],
        "soa": {"serial": 7},
        "records": {"@": {"NS": "ns"}, "ns": {"A": "192.0.2.1"}},
        "waive": []}


def is_free(port):
    """Nobody has the port, for UDP or TCP, on 127.0.0.1."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        try:
            tcp.bind(("127.0.0.1", port))
            udp.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


def free_port():
    """A free one, below those of clients."""
    for port in range(20000 + os.getpid() * 7 % 9000, 32000):
        if is_free(port):
            return port
    raise OSError("no port is free")


def wait_for(what, seconds=PATIENCE):
    """The first true value of what(), which is asked again and again."""
    end = time.monotonic() + seconds
    while True:
        value = what()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("it doesn't come")
        time.sleep(0.02)


class Server:
    """A mulliond on a site of its own in a folder that goes with it."""

    def __init__(self, **members):
        self.temporary = tempfile.TemporaryDirectory(prefix="mullion-ctl-")
        self.folder = pathlib.Path(self.temporary.name)
        self.folder.chmod(0o755)
        self.site = self.folder / "site"
        self.site.mkdir()
        self.write("views.json", VIEWS)
        self.write("zone.json", ZONE)
        self.port = free_port()
        self.socket = self.folder / "state" / "control"
        self.config = self.folder / "mulliond.json"
        self.config.write_text(json.dumps({
            "listen": [f"127.0.0.1:{self.port}"], "threads": 1,
            "serve": str(self.site), "state": str(self.folder / "state"),
            **members}))
        self.process = None

    def write(self, name, content):
        text = content if isinstance(content, str) else json.dumps(content)
        (self.site / name).write_text(text)

    def launch(self, *before, **how):
        """Starts it, by the command `before` where there is one."""
        with open(self.folder / "log", "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [*before, BUILD / "mulliond", "-c", self.config], stderr=log,
                **how)

    def start(self, *before, **how):
        """The same, and waits until it serves."""
        self.launch(*before, **how)
        wait_for(lambda: self.process.poll() is not None or self.asked())
        return self

    def asked(self):
        run = self.ctl("--json", "status")
        return run.returncode == 0 and \
            json.loads(run.stdout)["server"]["state"] == "serving"

    def ctl(self, *arguments, **how):
        return subprocess.run(
            [BUILD / "mullion", "ctl", "-c", self.config, *arguments],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
            **how)

    def status(self):
        run = self.ctl("--json", "status")
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    def view(self, name):
        return next(view for view in self.status()["views"]
                    if view["view"] == name)

    def log(self):
        return (self.folder / "log").read_text()

    def query(self, source="127.0.0.1"):
        """Asks over UDP; the answer's rcode."""
        packet = struct.pack(">6H", 7, 0, 1, 0, 0, 0) + \
            b"\x02ns\x07example\x03com\x00" + struct.pack(">2H", 1, 1)
        with socket.socket(type=socket.SOCK_DGRAM) as client:
            client.settimeout(5)
            client.bind((source, 0))
            client.connect(("127.0.0.1", self.port))
            client.send(packet)
            return client.recv(512)[3] & 15

    def connect(self):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(10)
        client.connect(str(self.socket))
        return client

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
        self.temporary.cleanup()

#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The walk of mullion-site(7), walked: each command typed, each output seen.

usage: test/first_day.py [PAGE]

A block of the page whose lines begin with "$ " is typed into one shell, in an
empty folder, with the programs of this build first in PATH and ports of our
own; what follows in a block without, up to the next command, must be in what
the commands printed, line by line. The last line is "N passed, N failed", the
time that the whole walk took before it.
"""
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("B") or TOP / "build").resolve()
PAGE = pathlib.Path(sys.argv[1] if len(sys.argv) > 1
                    else TOP / "zones/mullion-site.7")
PORTS = ("5300", "5335")


def free_port():
    while True:
        port = random.SystemRandom().randint(10000, 32000)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, \
                socket.socket() as tcp:
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
        return str(port)


def blocks(page):
    """The literal blocks: (line, text as a reader sees it)."""
    lines = page.read_text().splitlines()
    block = None
    for number, line in enumerate(lines, 1):
        if line.startswith(".Bd -literal"):
            block, first = [], number + 1
        elif line == ".Ed" and block is not None:
            yield first, "\n".join(block).replace("\\e", "\\")
            block = None
        elif block is not None:
            block.append(line.removeprefix("\\&"))


def typed(text):
    """The commands, as the shell gets them, without the prompt."""
    return re.sub(r"^\$ ", "", text, flags=re.MULTILINE)


class Shell:
    """One shell, whose output is read up to a mark behind each block."""

    def __init__(self, folder):
        environment = {
            **os.environ, "HOME": str(folder), "PS1": "", "LC_ALL": "C",
            "PATH": f"{BUILD}:/usr/sbin:{os.environ['PATH']}",
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
        self.shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile"], cwd=folder, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True)

    def type(self, text):
        self.shell.stdin.write(f"set -m\n{text}\nprintf '\\n@@@@\\n'\n")
        self.shell.stdin.flush()
        said = []
        for line in self.shell.stdout:
            if line == "@@@@\n":
                return "".join(said)
            said.append(line)
        return "".join(said)

    def end(self):
        self.shell.stdin.write("kill $(jobs -p) 2>/dev/null; wait\n")
        self.shell.stdin.close()
        self.shell.wait(20)


def main():
    passed = failed = 0
    said = ""
    ports = {port: free_port() for port in PORTS}
    folder = pathlib.Path(tempfile.mkdtemp())
    os.chmod(folder, 0o755)
    shell = Shell(folder)
    begun = time.monotonic()
    try:
        for line, text in blocks(PAGE):
            if text.startswith("$ "):
                for port, own in ports.items():
                    text = re.sub(rf"\b{port}\b", own, text)
                said = shell.type(typed(text))
                wrong = re.search("command not found|syntax error|"
                                  "Permission denied|Usage: |Try '", said)
                if wrong is None:
                    passed += 1
                    continue
                failed += 1
                print(f"FAILED: {PAGE.name}:{line}: {text}\n{said}")
                continue
            for wanted in text.splitlines():
                if " ".join(wanted.split()) in " ".join(said.split()):
                    passed += 1
                    continue
                failed += 1
                print(f"FAILED: {PAGE.name}:{line}: \"{wanted}\" isn't in:\n"
                      f"{said}")
        if (folder / "dns").exists():
            failed += 1
            print("FAILED: the walk leaves its folder behind")
    finally:
        shell.end()
        shutil.rmtree(folder)
    print(f"{time.monotonic() - begun:.1f} s from the first command to the "
          "last")
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed < 20


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The shells' completions (zones/completions/), pressed for.

usage: test/completions.py [FOLDER]     (of mullion: build unless given)

What is offered is read from the program's own --help, so it is tried here
that each command's help has all options of its getopt table, that bash at a
terminal completes a line, and that zsh and fish offer the same.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

TOP = pathlib.Path(__file__).resolve().parent.parent
BUILD = TOP / "build"
HOME = tempfile.TemporaryDirectory()  # shells leave files there
SCRIPTS = TOP / "zones" / "completions"

# Lines, and words that must be among what is offered for the last of theirs.
LINES = [
    ("mullion ", {"check", "compile", "diff", "fmt", "init", "prove"}),
    ("mullion co", {"compile"}),
    ("mullion check --", {"--strict", "--format", "--help"}),
    ("mullion compile --s", {"--serial", "--sign", "--strict"}),
    ("mullion check --format ", {"text", "json", "github", "sarif"}),
    ("mullion check --format s", {"sarif"}),
    ("mullion export ", {"zonefile", "unbound", "dnsmasq", "nftables"}),
    ("mullion ctl ", {"status", "reload", "zone-status"}),
    ("mullion schema ", {"views", "zone", "tests", "config"}),
]


def environment():
    return {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}",
            "HOME": HOME.name, "TERM": "dumb", "PS1": "$ "}


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=30,
                          env=environment(), cwd="/", check=False).stdout


def commands():
    return re.findall(r"^  ([a-z]+) ", output("mullion", "--help"), re.M)


def options(command):
    told = output("mullion", command, "--help")
    return {option for line in re.findall(r"^  -.*", told, re.M)
            for option in re.findall(r"--[a-z][a-z-]+", line)}


def press(shell, lines, keys, wanted):
    """What a shell at a terminal shows when the keys are pressed, until the
    wanted text is there or ten seconds are over."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir("/")
        os.execvpe(shell[0], shell, environment())
    shown = ""
    end = time.monotonic() + 10
    os.write(terminal, "".join(f"{line}\n" for line in lines).encode())
    pressed = False
    while time.monotonic() < end and wanted not in shown.split("READY\r\n")[-1]:
        if not pressed and "\nREADY\r\n" in shown:
            os.write(terminal, keys.encode())
            pressed = True
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                shown += os.read(terminal, 4096).decode(errors="replace")
            except OSError:
                break
    os.close(terminal)
    os.waitpid(pid, 0)
    return shown.split("READY\r\n")[-1]


class Help(unittest.TestCase):
    """What --help doesn't tell isn't offered."""

    def test_it_has_the_commands_of_the_table(self):
        text = (TOP / "zones" / "command.c").read_text()
        table = re.findall(r'^    \{"([a-z]+)", "', text, re.M)
        self.assertGreater(len(table), 10)
        self.assertEqual(commands(), table)

    def test_it_has_the_options_of_each_table(self):
        sources = [file.read_text() for file in TOP.glob("zones/**/*.c")]
        for command in commands():
            text = next(source for source in sources
                        if f"\ncmd_{command}(int" in source)
            table = re.findall(r'\{"([a-z-]+)", (?:no|required)_arg', text)
            with self.subTest(command):
                self.assertIn("--help", options(command))
                self.assertLessEqual({f"--{option}" for option in table},
                                     options(command))

    def test_each_option_is_one(self):
        for command in commands():
            for option in options(command):
                run = subprocess.run(
                    ["mullion", command, option], timeout=30, text=True,
                    capture_output=True, env=environment(), cwd="/",
                    stdin=subprocess.DEVNULL, check=False)
                with self.subTest(f"{command} {option}"):
                    self.assertNotIn("there is no option", run.stderr)


class Bash(unittest.TestCase):
    def offered(self, line):
        words = line.split(" ")
        script = (f"source {SCRIPTS}/mullion.bash; COMP_WORDS=(\"$@\"); "
                  "COMP_CWORD=$(($# - 1)); "
                  "_mullion \"$1\" \"${!#}\" \"${@: -2:1}\"; "
                  "printf '%s\\n' \"${COMPREPLY[@]}\"")
        return set(output("bash", "--norc", "-c", script, "bash",
                          *words).split())

    def test_lines(self):
        for line, words in LINES:
            with self.subTest(line):
                self.assertLessEqual(words, self.offered(line))
                for word in self.offered(line):
                    self.assertTrue(word.startswith(line.split(" ")[-1]))

    def test_an_equals_sign_parts_words(self):
        self.assertEqual(self.offered("mullion check --format = s"),
                         {"sarif"})
        self.assertEqual(self.offered("mullion check --format ="),
                         {"text", "json", "github", "sarif"})

    def test_the_rest_is_files(self):
        self.assertEqual(self.offered("mullion check "), set())
        self.assertEqual(self.offered("mullion nothing -"), set())

    def test_at_a_terminal(self):
        shown = press(["bash", "--norc", "--noprofile", "-i"],
                      [f"source {SCRIPTS}/mullion.bash",
                       "printf '\\nREADY\\n'"],
                      "mullion expl\t", "mullion explain ")
        self.assertIn("mullion explain ", shown)


@unittest.skipUnless(shutil.which("zsh"), "zsh isn't installed")
class Zsh(unittest.TestCase):
    def pressed(self, keys, wanted):
        return press(["zsh", "-f", "-i"],
                     [f"fpath=({SCRIPTS} $fpath)", "autoload -Uz compinit",
                      "compinit -D -u", "unsetopt zle_bracketed_paste",
                      "printf '\\nREADY\\n'"], keys, wanted)

    def test_lines(self):
        for keys, wanted in (("mullion expl\t", "mullion explain"),
                             ("mullion check --str\t", "check --strict"),
                             ("mullion check --format sa\t", "sarif"),
                             ("mullion export dns\t", "export dnsmasq"),
                             ("mullion schema te\t", "schema tests")):
            with self.subTest(keys):
                self.assertIn(wanted, self.pressed(keys, wanted))


@unittest.skipUnless(shutil.which("fish"), "fish isn't installed")
class Fish(unittest.TestCase):
    def test_lines(self):
        for line, words in LINES:
            offered = output("fish", "--no-config", "-c",
                             f"source {SCRIPTS}/mullion.fish; "
                             f"complete -C '{line}'")
            with self.subTest(line):
                self.assertLessEqual(
                    words, {each.split("\t")[0]
                            for each in offered.splitlines()})


if __name__ == "__main__":
    if len(sys.argv) > 1:
        BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()

# SPDX-License-Identifier: ISC
"""What the benchmarks serve and ask, made by bench_data and `mullion compile`
once and kept in the build folder for the next time."""
import pathlib
import shutil
import subprocess
import time

# zones, names in each, questions, views
SIZES = {
    "small": (1, 1_000, 50_000, 1),
    "medium": (1, 100_000, 400_000, 1),
    "large": (1, 1_000_000, 1_000_000, 1),
    "many": (10_000, 5, 400_000, 1),
    "views1": (1, 10_000, 200_000, 1),
    "views3": (1, 10_000, 200_000, 3),
    "views30": (1, 10_000, 200_000, 30),
}


class Fleet:
    """A data set: the folder that bench_data writes, and images."""

    def __init__(self, build, name):
        self.name = name
        self.zones, self.names, self.questions, self.views = SIZES[name]
        self.folder = build / "bench" / name
        self.site = self.folder / "site"
        self.images = self.folder / "images"
        self.zone_files = self.folder / "zones"
        self._generate(build / "test" / "bench_data")
        self._compile(build / "mullion")
        self.records = int(self._counts()["records"])
        lines = (self.folder / "expected").read_text().splitlines()
        self.expected = [Expected(*line.split()) for line in lines]

    def _counts(self):
        lines = (self.folder / "counts").read_text().splitlines()
        return dict(line.split() for line in lines)

    def _generate(self, program):
        counts = self.folder / "counts"
        if is_newer(counts, program):
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        subprocess.run([program, "-z", "-v", str(self.views),
                        str(self.zones), str(self.names), str(self.questions),
                        self.folder], check=True)

    def _compile(self, program):
        """Keeps the seconds that it took beside the images."""
        seconds = self.folder / "compiled"
        if not (is_newer(seconds, program)
                and is_newer(seconds, self.folder / "counts")):
            shutil.rmtree(self.images, ignore_errors=True)
            start = time.monotonic()
            subprocess.run([program, "compile", self.site, "-o", self.images,
                            "--serial", "1"], check=True)
            seconds.write_text(f"{time.monotonic() - start:.2f}\n")
        self.compile_seconds = float(seconds.read_text())

    def ask(self, kind):
        """The file of questions of a kind, or of the mixture."""
        return self.folder / "questions" / kind

    def kinds(self):
        """Of questions, hits first."""
        names = {path.name for path in (self.folder / "questions").iterdir()}
        return ["hit"] + sorted(names - {"hit", "mix"})

    def zone_names(self):
        return sorted(path.name.removesuffix(".zone")
                      for path in self.zone_files.iterdir())


class Expected:
    """A question and what must come back."""
    RCODES = {"NOERROR": 0, "NXDOMAIN": 3}
    TYPES = {"A": 1, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33}

    def __init__(self, name, kind, rcode, authority, least, most, address):
        self.text = f"{name} {kind}"
        labels = name.rstrip(".").split(".")
        question = b"".join(bytes([len(label)]) + label.encode()
                            for label in labels)
        question += bytes([0, 0, self.TYPES[kind], 0, 1])
        # header with QDCOUNT and ARCOUNT, question, OPT for 1232 octets
        self.packet = (bytes([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]) + question
                       + bytes([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]))
        self.rcode = self.RCODES[rcode]
        self.authoritative = authority == "aa"
        self.answers = {int(least), int(most)}
        self.address = b"" if address == "-" else bytes(
            int(octet) for octet in address.split("."))

    def is_met_by(self, answer):
        return (len(answer) >= 12 and answer[:2] == self.packet[:2]
                and answer[2] & 0x80 != 0
                and answer[3] & 15 == self.rcode
                and (answer[2] & 4 != 0) == self.authoritative
                and int.from_bytes(answer[6:8], "big") in self.answers
                and (self.address in answer or len(self.answers) > 1))


def is_newer(path, than):
    return (path.exists()
            and path.stat().st_mtime >= pathlib.Path(than).stat().st_mtime)

# SPDX-License-Identifier: ISC
"""A slice: a server and its clients for a second or so, and what they did."""
import json
import re
import statistics
import subprocess

from bench_running import LOAD_CPU, pin

BUSY = 0.95  # a server below was held up by its clients


class Slice:
    """load is a function that asks the server and returns what it counted."""

    def __init__(self, server, load):
        before = server.cpu_seconds()
        self.load = load()
        self.cpu = server.cpu_seconds() - before
        self.busy = self.cpu / self.load["seconds"]
        self.us = self.cpu * 1e6 / max(1, self.load["answered"])


def on_load_cpu(command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          check=True, preexec_fn=pin(LOAD_CPU)).stdout


def udp(build, server, questions, seconds, *options):
    return Slice(server, lambda: json.loads(on_load_cpu(
        [build / "test" / "bench_load", "-s", str(seconds), *options,
         str(server.port), questions])))


def dnsperf(server, questions, seconds):
    text = on_load_cpu(["dnsperf", "-m", "tcp", "-e", "-s", "127.0.0.1",
                        "-p", str(server.port), "-d", questions, "-c", "16",
                        "-q", "400", "-l", str(seconds)])

    def number(label):
        return float(re.search(label + r": +([\d.]+)", text)[1])
    return {"seconds": number(r"Run time \(s\)"),
            "answered": number("Queries completed"),
            "lost": number("Queries lost"),
            "qps": number("Queries per second")}


def tcp(server, questions, seconds):
    return Slice(server, lambda: dnsperf(server, questions, seconds))


# What a table says of the slices of one server.

def median(slices, key):
    return statistics.median(map(key, slices))


def us(slices):
    return f"{median(slices, lambda one: one.us):.2f}"


def counted(slices, what):
    return f"{median(slices, lambda one: one.load[what]):.0f}"


def busy(slices, mark=True):
    """With a * for each slice in which the load was the limit."""
    marks = sum(one.busy < BUSY for one in slices) if mark else 0
    return f"{median(slices, lambda one: one.busy):.2f}" + "*" * marks


def lost(slices):
    return f"{sum(one.load['lost'] for one in slices):.0f}"


def ratio(slices, others, key=lambda one: one.us, digits=2):
    """The median of the ratios of slices that were taken side by side."""
    ratios = [key(one) / key(other) for one, other in zip(slices, others)]
    return f"{statistics.median(ratios):.{digits}f}"


def difference_ns(slices, others):
    return "{:+.0f}".format(statistics.median(
        [(one.us - other.us) * 1000 for one, other in zip(slices, others)]))

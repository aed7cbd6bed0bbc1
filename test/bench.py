# SPDX-License-Identifier: ISC
"""Measures mulliond beside other name servers, on loopback of one machine.

  paired    (default) UDP, as fast as it goes: what a query costs the server,
            as a ratio to the floor, an echo server that does no DNS
  flows     the same with 200 clients of one query each on its way
  latency   the same at --rate queries a second, and how long answers take
  tcp       dnsperf over TCP: what a query costs, as a ratio to mullion's
  kinds     what kinds of query cost, as a ratio to a hit; no peers
  views     1, 3 and 30 views with a listener each, and three that share one,
            as ratios to one view; no peers

Servers run on CPU 0, the load on CPU 1, both with one thread. Machines
change their speed, so slices of --seconds alternate between the floor and
the servers, each is compared with the floor's beside it, and the table has
medians. CPU is that of all the server's processes; on loopback this includes
the kernel's work for its answers. Slices of a saturated server in which it
was idle for more than a twentieth are marked *: something else was the limit.

Peers that aren't installed are named and left out; so is a server that
answers wrongly (a question of each kind is asked first). What is needed is
generated into the build folder, the same at each run.
"""
import argparse
import contextlib
import os
import pathlib
import platform
import re
import shutil
import signal
import subprocess
import sys

import bench_servers
import bench_slice as of
from bench_fleet import SIZES, Fleet
from bench_running import LOAD_CPU, Failed, Running, pin

BUILD = pathlib.Path(os.environ.get("B") or "build").resolve()
MODES = ("paired", "flows", "latency", "tcp", "kinds", "views")
PORTS = 40  # all that a mode takes


def progress(text):
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def note(text):
    progress("")
    print(text, file=sys.stderr, flush=True)


def table(title, heads, rows):
    progress("")
    print(f"\n**{title}**\n\n| {' | '.join(heads)} |")
    print("|" + "-|" * len(heads))
    for row in rows:
        print(f"| {' | '.join(row)} |")
    sys.stdout.flush()


def start_all(stack, args, fleet, peers):
    """mullion, and those peers that answer, each on a port of its own."""
    progress(f"{fleet.name}: mullion starts")
    servers = [stack.enter_context(Running(
        "mullion", bench_servers.mullion, BUILD, fleet, args.port + 1))]
    for i, (name, make) in enumerate(peers):
        progress(f"{fleet.name}: {name} starts")
        try:
            servers.append(stack.enter_context(Running(
                name, make, BUILD, fleet, args.port + 2 + i)))
        except Failed as failed:
            note(f"{fleet.name}: left out: {failed}")
    return servers


def take_turns(args, title, items, take):
    """take(item) for each item, args.slices times; what it gave, by item."""
    taken = {item: [] for item in items}
    for number in range(1, args.slices + 1):
        for item in items:
            progress(f"{title}: slice {number} of {args.slices}: {item}")
            taken[item].append(take(item))
    return taken


def megabytes(server):
    octets = server.memory()
    return "-" if octets is None else f"{octets / 1e6:.0f}"


def against_floor(args, fleet, peers):
    options = {"paired": [], "flows": ["-c", "200", "-w", "1"],
               "latency": ["-c", "16", "-r", str(args.rate)]}[args.mode]
    timed = args.mode != "paired"

    def take_both(server):
        return [of.udp(BUILD, one, fleet.ask("mix"), args.seconds, *options)
                for one in (floor, server)]

    with contextlib.ExitStack() as stack:
        floor = stack.enter_context(Running(
            "floor", bench_servers.floor, BUILD, fleet, args.port))
        servers = start_all(stack, args, fleet, peers)
        sizes = {server: megabytes(server) for server in servers}
        taken = take_turns(args, f"{args.mode}, {fleet.name}", servers,
                           take_both)
    rows = []
    for server, pairs in taken.items():
        base, own = zip(*pairs)
        row = [server.name, of.ratio(own, base), of.us(own), of.us(base),
               of.counted(own, "qps")]
        for part in ("p50", "p99") if timed else ():
            row += [of.counted(own, part),
                    of.ratio(own, base, lambda one, p=part: one.load[p])]
        rows.append(row + [of.busy(own, not timed), of.lost(own),
                           f"{server.load_seconds:.2f}", sizes[server]])
    heads = ["server", "CPU to the floor's", "µs a query", "floor", "q/s"]
    if timed:
        heads += ["p50 µs", "to the floor's", "p99 µs", "to the floor's"]
    table(f"{args.mode}, {fleet.name}: {fleet.zones} zones, "
          f"{fleet.zones * fleet.names} names, {fleet.records} records; "
          f"{args.slices} slices of {args.seconds} s; mullion compile took "
          f"{fleet.compile_seconds} s",
          heads + ["busy", "lost", "load s", "MB"], rows)


def over_tcp(args, fleet, peers):
    with contextlib.ExitStack() as stack:
        servers = start_all(stack, args, fleet, peers)
        taken = take_turns(args, f"tcp, {fleet.name}", servers,
                           lambda server: of.tcp(server, fleet.ask("mix"),
                                                 args.seconds))
    first = taken[servers[0]]
    table(f"tcp, {fleet.name}: {args.slices} slices of {args.seconds} s",
          ["server", "CPU to mullion's", "µs a query", "q/s", "busy", "lost"],
          [[server.name, of.ratio(own, first), of.us(own),
            of.counted(own, "qps"), of.busy(own), of.lost(own)]
           for server, own in taken.items()])


def by_kind(args, fleet, _peers):
    kinds = fleet.kinds()
    with contextlib.ExitStack() as stack:
        server, = start_all(stack, args, fleet, [])
        taken = take_turns(args, f"kinds, {fleet.name}", kinds,
                           lambda kind: of.udp(BUILD, server, fleet.ask(kind),
                                               args.seconds))
    table(f"kinds, {fleet.name}: {args.slices} slices of {args.seconds} s",
          ["kind", "CPU to a hit's", "µs a query", "octets", "busy", "lost"],
          [[kind, of.ratio(own, taken["hit"]), of.us(own),
            of.counted(own, "octets"), of.busy(own), of.lost(own)]
           for kind, own in taken.items()])
    print(f"\n**kinds, {fleet.name}, in the process**\n", flush=True)
    subprocess.run([BUILD / "test" / "bench_answer", fleet.images / "v1.view",
                    *map(fleet.ask, kinds)], check=True,
                   preexec_fn=pin(LOAD_CPU))


def by_views(args):
    one, three = "127.0.1.1", "127.0.1.1,127.0.2.1,127.0.3.1"
    apart, shared = bench_servers.mullion_apart, bench_servers.mullion
    plan = {"1 view": ("views1", apart, one),
            "3 views, a listener each": ("views3", apart, one),
            "30 views, a listener each": ("views30", apart, one),
            "3 views, one listener": ("views3", shared, one),
            "the same, all three asked": ("views3", shared, three)}
    servers, port = {}, args.port

    def take(name):
        server = servers[name]
        return of.udp(BUILD, server, server.fleet.ask("mix"), args.seconds,
                      "-c", "9", "-a", plan[name][2])

    with contextlib.ExitStack() as stack:
        for name, (size, make, _) in plan.items():
            progress(f"views: {name} starts")
            fleet = Fleet(BUILD, size)
            servers[name] = stack.enter_context(
                Running(name, make, BUILD, fleet, port, source=one))
            port += fleet.views
        taken = take_turns(args, "views", list(plan), take)
    first = taken["1 view"]
    table(f"views: {args.slices} slices of {args.seconds} s; the clients are "
          "one view's", ["", "CPU to 1 view's", "ns more", "µs a query",
                         "busy", "lost"],
          [[name, of.ratio(own, first, digits=3),
            of.difference_ns(own, first), of.us(own), of.busy(own),
            of.lost(own)] for name, own in taken.items()])


def installed(names):
    peers = []
    for name in names:
        if shutil.which(name) is None:
            note(f"{name} isn't installed: left out")
        else:
            peers.append((name, bench_servers.PEERS[name]))
    return peers


def words(known):
    def read(text):
        chosen = [word for word in text.split(",") if word]
        for word in chosen:
            if word not in known:
                raise argparse.ArgumentTypeError(
                    f"{word} isn't one of {', '.join(known)}")
        return chosen
    return read


def read_arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes = [name for name in SIZES if not name.startswith("views")]
    parser.add_argument("mode", nargs="?", default="paired", choices=MODES)
    parser.add_argument("--data", type=words(sizes), metavar="NAME,...",
                        help=f"of {', '.join(sizes)}; all of them for paired, "
                        "else medium")
    parser.add_argument("--peers", type=words(bench_servers.PEERS),
                        default=list(bench_servers.PEERS), metavar="NAME,...",
                        help=f"of {', '.join(bench_servers.PEERS)} (all); "
                        "'' for none")
    parser.add_argument("--slices", type=int, default=4, metavar="N",
                        help="of each (4)")
    parser.add_argument("--seconds", type=float, default=1, metavar="S",
                        help="of a slice (1)")
    parser.add_argument("--rate", type=int, default=20000, metavar="N",
                        help="queries a second, for latency (20000)")
    parser.add_argument("--port", type=int, default=15300, metavar="N",
                        help=f"the first of {PORTS} ports to use (15300)")
    args = parser.parse_args()
    if args.slices < 1 or args.seconds <= 0:
        parser.error("at least one slice, of more than 0 seconds")
    args.data = args.data or (sizes if args.mode == "paired" else ["medium"])
    return args


def machine():
    text = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*: (.*)", text, re.M)
    print(f"{model[1] if model else platform.machine()}, "
          f"{os.cpu_count()} CPUs, Linux {platform.release()}")


def main():
    args = read_arguments()
    if args.mode == "tcp" and shutil.which("dnsperf") is None:
        raise SystemExit("tcp: dnsperf isn't installed")
    if len(os.sched_getaffinity(0) & {0, 1}) < 2:
        raise SystemExit("the CPUs 0 and 1 are needed")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    machine()
    if args.mode == "views":
        by_views(args)
        return
    run = {"tcp": over_tcp, "kinds": by_kind}.get(args.mode,
                                                      against_floor)
    peers = [] if args.mode == "kinds" else installed(args.peers)
    for name in args.data:
        progress(f"{name}: is made")
        run(args, Fleet(BUILD, name), peers)


if __name__ == "__main__":
    try:
        main()
    except (Failed, subprocess.CalledProcessError) as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit(130)

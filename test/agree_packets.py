# SPDX-License-Identifier: ISC
"""Networks of our own, and what is sent through them: connections and
datagrams, many at a time."""
import contextlib
import os
import select
import socket
import sys
import time

from agree_proof import run

# Where haproxy listens; no source of the site's.
LISTENS = {"internal": "203.0.113.1", "staging": "2001:db8:ff::2",
           "external": "203.0.113.3"}
FREEBIND, FREEBIND6, NO_PORT = 15, 78, 24  # <linux/in.h>, in6.h


def enter_network():
    """A network of our own, in which every address is local: the program is
    run anew in it, as root or as what is root there."""
    command = ["unshare", "-n" if os.geteuid() == 0 else "-rn"]
    if "AGREE_APART" not in os.environ:
        run(*command, "true")
        os.environ["AGREE_APART"] = "yes"
        sys.stdout.flush()
        os.execvp(command[0], command + sys.argv)
    for words in ("link set lo up", "route add local 0.0.0.0/0 dev lo",
                  "-6 route add local ::/0 dev lo",
                  f"addr add {LISTENS['staging']}/128 dev lo nodad"):
        run("ip", *words.split())


def make_socket(version, protocol):
    s = socket.socket(socket.AF_INET if version == 4 else socket.AF_INET6,
                      socket.SOCK_STREAM if protocol == "tcp"
                      else socket.SOCK_DGRAM)
    s.setblocking(False)
    if version == 6:
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.setsockopt(socket.IPPROTO_IPV6, FREEBIND6, 1)
    else:
        s.setsockopt(socket.IPPROTO_IP, FREEBIND, 1)
    s.setsockopt(socket.IPPROTO_IP, NO_PORT, 1)
    return s


class Listeners:
    def __init__(self, ports):
        self.tcp, self.udp = [], []
        for version, any_address in ((4, "0.0.0.0"), (6, "::")):
            for port in ports:
                tcp = make_socket(version, "tcp")
                tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tcp.bind((any_address, port))
                tcp.listen(4096)
                self.tcp.append(tcp)
                udp = make_socket(version, "udp")
                udp.bind((any_address, port))
                self.udp.append(udp)

    def drain_tcp(self):
        for listener in self.tcp:
            with contextlib.suppress(BlockingIOError):
                while True:
                    s, _ = listener.accept()
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                 b"\1\0\0\0\0\0\0\0")
                    s.close()

    def drain_udp(self):
        got = set()
        for listener in self.udp:
            with contextlib.suppress(BlockingIOError):
                while True:
                    got.add(int.from_bytes(listener.recv(16), "big"))
        return got


def connect(listeners, tries, wanted, patience):
    """Those of tries, (source, address, port), that are connected. What
    should be is waited for, patience hundredths of a second."""
    opened, done = {}, set()
    poll = select.poll()
    for number, (source, address, port) in enumerate(tries):
        s = make_socket(source.version, "tcp")
        s.bind((str(source), 0))
        with contextlib.suppress(BlockingIOError):
            s.connect((str(address), port))
        opened[s.fileno()] = (s, number)
        poll.register(s, select.POLLOUT)
    while patience > 0:
        ready = poll.poll(10)
        for fd, _ in ready:
            s, number = opened[fd]
            poll.unregister(fd)
            if s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                done.add(number)
        patience -= 1
        if not ready and wanted <= done:
            break
    for s, number in opened.values():
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                     b"\1\0\0\0\0\0\0\0")
        s.close()
    listeners.drain_tcp()
    return done


def packets(listeners, questions, expected, patience=200):
    """The questions, (source, address, protocol, port), whose packets came
    through."""
    through = set()
    listeners.drain_udp()
    udp = [q for q in questions if q[2] == "udp"]
    tcp = [q for q in questions if q[2] == "tcp"]
    sender, of = None, None
    for number, (source, address, _, port) in enumerate(udp):
        if of != source:
            if sender:
                sender.close()
            sender, of = make_socket(source.version, "udp"), source
            sender.bind((str(source), 0))
        sender.sendto(number.to_bytes(4, "big"), (str(address), port))
        if number % 100 == 99:
            through |= {udp[n] for n in listeners.drain_udp()}
    if sender:
        sender.close()
    # Between two networks they take their time, too.
    time.sleep(0.05)
    through |= {udp[n] for n in listeners.drain_udp()}
    for start in range(0, len(tcp), 400):
        batch = tcp[start:start + 400]
        done = connect(listeners, [(s, a, p) for s, a, _, p in batch],
                       {n for n, q in enumerate(batch) if q in expected},
                       patience)
        through |= {batch[n] for n in done}
    return through

# SPDX-License-Identifier: ISC
"""haproxy with connections through it: who hears from a service behind it?"""
import contextlib
import ipaddress
import re
import select
import socket
import subprocess
import tempfile
import time

from agree_packets import LISTENS, make_socket
from agree_proof import MULLION, OWN_SITE, SITE, senders, tally

DEFAULTS = """
defaults
	timeout connect 5s
	timeout client 5s
	timeout server 5s
"""


def start_backends(proof):
    """What listens where services do: it says one word and closes."""
    found = {}
    for o in proof.opens:
        for address in o["addresses"]:
            for protocol, first, last in o["ports"]:
                for port in range(first, last + 1):
                    if protocol == "udp" or (address, port) in found:
                        continue
                    s = make_socket(address.version, "tcp")
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    s.bind((str(address), port))
                    s.listen(1024)
                    found[address, port] = s
    return found.values()


def serve(backend):
    with contextlib.suppress(BlockingIOError):
        while True:
            s, _ = backend.accept()
            with contextlib.suppress(OSError):
                s.send(b"x")
            s.close()


def heard(client):
    """Whether the service was heard, or None: not yet."""
    try:
        return client.recv(1) == b"x"
    except BlockingIOError:
        return None
    except OSError:
        return False


def ask_services(backends, tries):
    """Those of tries, (source, address, port), who hear from a service."""
    poll = select.poll()
    done, clients = set(), {}
    backends = {b.fileno(): b for b in backends}
    for fd in backends:
        poll.register(fd, select.POLLIN)
    for number, (source, address, port) in enumerate(tries):
        s = make_socket(source.version, "tcp")
        s.bind((str(source), 0))
        s.connect_ex((str(address), port))
        clients[s.fileno()] = s, number
        poll.register(s, select.POLLIN)
    while clients:
        ready = poll.poll(5000)
        if not ready:
            break
        for fd, _ in ready:
            if fd in backends:
                serve(backends[fd])
                continue
            s, number = clients[fd]
            said = heard(s)
            if said is not None:
                if said:
                    done.add(number)
                poll.unregister(fd)
                s.close()
                del clients[fd]
    for s, _ in clients.values():
        s.close()
    return done


def check_haproxy(proof):
    views = sorted({o["view"] for o in proof.opens if o["classes"]})
    options = [f"--listen={v}={LISTENS[v]}" for v in views]
    made = subprocess.run([MULLION, "export", "haproxy", SITE, *options],
                          capture_output=True, text=True, check=True)
    missing = set(re.findall(r"left out: ([A-Za-z0-9_-]+) in view",
                             made.stderr))
    questions = [(s, ipaddress.ip_address(LISTENS[v]), port)
                 for v in views for s in senders(proof)[0]
                 if s.version == ipaddress.ip_address(LISTENS[v]).version
                 for port in proof.ports()]
    allowed = {(ipaddress.ip_address(LISTENS[o["view"]]), c, port)
               for o in proof.opens if o["service"] not in missing
               for c in o["classes"] for protocol, first, last in o["ports"]
               if protocol == "tcp" for port in range(first, last + 1)}
    expected = {q for q in questions
                if (q[1], proof.who(q[0]), q[2]) in allowed}
    backends = start_backends(proof)
    got = balance(made.stdout, backends, questions, expected)
    wrong = sorted(got ^ expected, key=str)
    tally(not wrong, f"haproxy: {len(wrong)} of {len(questions)} connections",
          "\n".join(map(str, wrong)))
    tally(0 < len(expected) < len(questions) / 2,
          f"haproxy: {len(expected)} of {len(questions)} are open")
    print(f"haproxy: {len(questions)} connections, {len(expected)} passed on, "
          f"left out: {', '.join(sorted(missing)) or 'none'}")
    few = [q for q in questions if q[2] in (22, 88, 8088, 8443)]
    for what, before, behind in (
            ("families are mixed", "!ipv6 from4", "from4"),
            ("nothing is rejected", "tcp-request connection reject", ""),
            ("a client too many", "src 10.4.1.0/25", "src 10.4.1.0/24"),
            ("another service's clients", "to.kerberos !ipv6 from4.kerberos",
             "to.kerberos !ipv6 from4.billing")) if SITE == OWN_SITE else ():
        tally(before in made.stdout, f"haproxy: there is no {before}")
        tally(balance(made.stdout.replace(before, behind), backends, few,
                      expected) != expected & set(few),
              f"haproxy, unseen: {what}")
    for backend in backends:
        backend.close()


def balance(text, backends, questions, expected):
    """The questions, (source, address, port), who hear from a service when
    haproxy has this text."""
    got = set()
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as config:
        config.write(DEFAULTS + text)
        config.flush()
        haproxy = subprocess.Popen(["haproxy", "-db", "-f", config.name],
                                   stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            wait_for(*next(iter(sorted(expected, key=str)))[1:])
            for start in range(0, len(questions), 400):
                batch = questions[start:start + 400]
                got |= {batch[n] for n in ask_services(backends, batch)}
        finally:
            haproxy.terminate()
            haproxy.wait()
    tally(haproxy.returncode < 0, "haproxy left by itself")
    return got


def wait_for(address, port):
    for _ in range(200):
        s = make_socket(address.version, "tcp")
        s.setblocking(True)
        refused = s.connect_ex((str(address), port))
        s.close()
        if not refused:
            return
        time.sleep(0.02)

# SPDX-License-Identifier: ISC
"""The rules for nftables, loaded, and packets sent."""
import re

from agree_packets import Listeners, packets
from agree_proof import (MULLION, OWN_SITE, PROTOCOLS, SITE, run, senders,
                         tally)


def load(rules):
    run("nft", "-f", "-", input=rules)


def tamperings(rules):
    """Each a mistake that an exporter could make."""
    lines = rules.split("\n")

    def swap(pattern, to, count=1):
        changed, times = re.subn(pattern, to, rules, count=count, flags=re.M)
        assert times == count, pattern
        return changed

    def without(part):
        at = next(i for i, line in enumerate(lines) if part in line)
        return "\n".join(lines[:at] + lines[at + 1:])

    return {
        "the last word is accept": swap("counter drop", "counter accept"),
        "a rule is gone": without("tcp dport { 8443 }"),
        "a port more": swap(r"dport \{ 8443 \}", "dport { 8443-8444 }", 2),
        "TCP for UDP": swap(r"udp dport \{ 10000", "tcp dport { 10000"),
        "a client too many": swap(r"10\.4\.1\.0/25", "10.4.1.0/24"),
        "one range of clients less": without("10.10.0.0-10.65.255.255"),
        "a host is not guarded": without("\t10.9.2.11,"),
        "IPv6 is forgotten": without("ip6 daddr @hosts6 goto"),
    }


def check_nftables(proof):
    rules = run(MULLION, "export", "nftables", SITE)
    sources, moved = senders(proof)
    ports = proof.ports()
    allowed = proof.allowed()
    questions = [(s, a, protocol, port) for s in sources
                 for a in proof.targets() if a.version == s.version
                 for protocol in PROTOCOLS for port in ports]
    classes = {s: proof.who(s) for s in sources}
    expected = {q for q in questions
                if (classes[q[0]], q[1], q[2], q[3]) in allowed}
    listeners = Listeners(ports)

    load(rules)
    got = packets(listeners, questions, expected)
    wrong = sorted(got ^ expected, key=str)
    tally(not wrong, f"nftables: {len(wrong)} of {len(questions)} packets",
          "\n".join(f"{s} to {a} {protocol} {port}: "
                    + ("let through" if (s, a, protocol, port) in got
                       else "dropped")
                    for s, a, protocol, port in wrong))
    tally(0 < len(expected) < len(questions) / 2,
          f"nftables: {len(expected)} of {len(questions)} are open")
    print(f"nftables: {len(questions)} packets from {len(sources)} sources "
          f"({moved} ends of the space, which nobody has, moved inwards), "
          f"{len(expected)} let through")

    if SITE != OWN_SITE:
        return
    # Fewer packets will do: the ports that a mistake is about.
    few = [q for q in questions if q[3] in (22, 88, 443, 8443, 8444, 10000)]
    for what, tampered in tamperings(rules).items():
        load(tampered)
        tally(packets(listeners, few, expected & set(few), 20)
              != expected & set(few), f"nftables, unseen: {what}")
    load(rules)
    tally(packets(listeners, few, expected & set(few)) == expected & set(few),
          "nftables: not replaced whole")

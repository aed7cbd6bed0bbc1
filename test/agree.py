#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""
What `mullion export` allows is what `mullion prove` says is open, no more and
no less: for each address at which a span of sources begins or ends, each
address of a service, and each port of one and beside it, TCP and UDP.

nftables: the rules are loaded in a network namespace of the test's own, where
all addresses are local, and packets are sent from each source: connections,
and datagrams. Then they are loaded on a router between two others. haproxy
runs before services that answer. Where no such namespaces can be had (unshare
-rn), these parts are skipped, in words. The objects for meshes are evaluated,
by what their documentation says.

Then, of the test's own site, the rules are tampered with, one at a time, and
each time that must be seen.

    [LONG=yes] test/agree.py [SITE]

The last line is "N passed, N failed".
"""

import subprocess
import sys

from agree_haproxy import check_haproxy
from agree_meshes import MESHES, check_mesh
from agree_nftables import check_nftables
from agree_packets import enter_network
from agree_proof import MULLION, SITE, Proof, run, sums, tally
from agree_router import check_router


def main():
    apart = True
    try:
        enter_network()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"nftables, haproxy: not tested, a network of its own can't be had: "
              f"{error}")
        apart = False
    proof = Proof(run(MULLION, "prove", SITE))
    tally(len(proof.opens) > 0, "the proof opens nothing")
    for mesh in MESHES:
        check_mesh(mesh, proof)
    if apart:
        check_haproxy(proof)
        check_nftables(proof)
        check_router(proof)
    print(f"{sums['passed']} passed, {sums['failed']} failed")
    return sums["failed"] != 0


sys.exit(main())

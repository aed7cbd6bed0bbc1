#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Faults in random order, for a time given, against a server that is asked all
# the while (test/faults.c): half of it serves a site, half a folder of images.
# Prints what each fault cost; the last line is "N passed, N failed". The same
# seed makes the same faults again.
#
#   scripts/soak.sh TIME [SEED]      TIME as 90s, 10m or 8h
#
# The programs are those in $B, build/ without it, which `make live` builds.
set -euo pipefail
cd "$(dirname "$0")/.."

usage()
{
	echo 'usage: scripts/soak.sh TIME [SEED], TIME as 90s, 10m or 8h' >&2
	exit 2
}

[[ ${2:-1} =~ ^[0-9]+$ ]] || usage
[[ ${1:-} =~ ^([1-9][0-9]{0,5})([smh]?)$ ]] || usage
seconds=${BASH_REMATCH[1]}
case ${BASH_REMATCH[2]} in
m) seconds=$((seconds * 60)) ;;
h) seconds=$((seconds * 3600)) ;;
esac
export B=${B:-build}
if [ ! -x "$B/test/faults" ]; then
	echo "$B/test/faults is missing: make live" >&2
	exit 2
fi
exec "$B/test/faults" "$seconds" ${2:+"$2"}

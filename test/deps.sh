#!/bin/bash
# SPDX-License-Identifier: ISC
#
# What scripts/deps asks of apt-get, on a machine that has none of it: stand-ins
# for the programs that it calls write down how, and install nothing. The last
# line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

passed=0
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# stand_in NAME LINE...: a program of that name.
stand_in()
{
	printf '#!/bin/sh\n' >"$work/$1"
	printf '%s\n' "${@:2}" >>"$work/$1"
	chmod 755 "$work/$1"
}

tally()
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
		cat "$work/out" "$work/asked"
	fi
}

stand_in dpkg-query 'exit 1'
stand_in id 'echo 1000'
stand_in apt-get 'exit 1'
stand_in sudo "echo \"\$@\" >>$work/asked"

# asked WHAT PACKAGE...: all of these are installed by one command.
asked()
{
	local package line status=0
	: >"$work/asked"
	PATH=$work:$PATH scripts/deps "$1" >"$work/out" 2>&1
	tally $? "scripts/deps $1 fails"
	line=$(grep -E '^env DEBIAN_FRONTEND=noninteractive apt-get .*install ' \
		"$work/asked")
	for package in "${@:2}"; do
		[[ " $line " = *" $package "* ]] || status=1
	done
	tally $status "scripts/deps $1 doesn't install ${*:2}"
}

asked run gcc make libjansson-dev bind9-dnsutils
asked check gcc check clang unbound nftables
asked all gcc check chromium chromium-driver fish

stand_in sudo "echo \"\$@\" >>$work/asked" 'case $* in *apt-get*) exit 1 ;; esac'
! PATH=$work:$PATH scripts/deps run >"$work/out" 2>&1
tally $? 'scripts/deps hides that apt-get fails'

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

#!/bin/bash
# SPDX-License-Identifier: ISC
#
# For tests that run servers of their own, which begin with
#
#   . test/apart.sh
#
# The test is started again in a network namespace of its own where that can
# be had, as root: then APART is "yes", else "no", and it shares the host's.
# What it starts goes into started=() by its pid, and files into $work; both
# go when it ends.
if [ -z "${APART:-}" ]; then
	if [ "$(id -u)" = 0 ] && unshare -n true 2>/dev/null; then
		APART=yes exec unshare -n "$0" "$@"
	fi
	export APART=no
fi
[ "$APART" = no ] || ip link set lo up

# shellcheck disable=SC2034 # what the tests use
build=$(cd "${B:-build}" && pwd)
# shellcheck disable=SC2034
passed=0
# shellcheck disable=SC2034
failed=0
started=()
work=$(mktemp -d)
chmod 755 "$work"
finish()
{
	for pid in "${started[@]}"; do
		kill "$pid" 2>/dev/null
	done
	wait
	rm -rf "$work"
}
trap finish EXIT

#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Each rule of the compiler at work: test/rules/RULE/CASE is a site, and its
# expect.txt what `mullion check` says of it, to the letter. A case whose name
# begins with "bad" has findings of its rule, "good" has none at all. A case
# with before/ and after/ is two sites: the second is compiled where the
# images of the first are; one with proc/ is a host's /proc/net beside the site,
# for `mullion verify`. Every rule has a case of both kinds, but those that it
# takes a server to break, which test/verify.sh has.
#
#   test/rules.sh [RULE...]
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

mullion=$(cd "${B:-build}" && pwd)/mullion
passed=0
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tally()
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
	fi
}

# found SITE: its diagnostics and exit status, from where the case lies.
found()
{
	local status

	if [ -d "$1/before" ]; then
		rm -rf "$work/images"
		"$mullion" compile "$1/before" -o "$work/images" >&2 || return 1
		"$mullion" compile "$1/after" -o "$work/images"
	elif [ -d "$1/proc" ]; then
		"$mullion" verify "$1" --listeners="$1/proc"
	else
		"$mullion" check "$1"
	fi >"$work/out" 2>"$work/found"
	status=$?
	if grep -q ': error: ' "$work/found"; then
		[ "$status" = 1 ]
	else
		[ "$status" = 0 ]
	fi
}

# run_case RULE/CASE
run_case()
{
	local rule=${1%%/*} case=${1##*/} wrong=0

	(cd "test/rules/$rule" && found "$case") || {
		echo "the exit status isn't that of the findings"
		wrong=1
	}
	diff -u "test/rules/$1/expect.txt" "$work/found" || wrong=1
	case $case in
	bad*) grep -qF "[$rule]" "$work/found" || wrong=1 ;;
	good*) [ ! -s "$work/found" ] || wrong=1 ;;
	*) wrong=1 ;;
	esac
	tally $wrong "$1"
}

# The ids in the compiler's own table.
rules()
{
	tr '\n' ' ' <zones/rules.c |
		grep -oE '\{"[a-z0-9-]+", *(true|false), *(true|false)' |
		cut -d '"' -f 2 | sort -u |
		grep -vxE 'answer-differs|answer-octets|no-answer'
}

all=$(rules)
[ "$(wc -l <<<"$all")" -ge 40 ]
tally $? 'the rules are not found in zones/rules.c'
names=("$@")
[ $# != 0 ] || mapfile -t names <<<"$all"
for folder in test/rules/*/; do
	grep -qx "$(basename "$folder")" <<<"$all"
	tally $? "$folder isn't a rule"
done
for rule in "${names[@]}"; do
	for kind in bad good; do
		[ -n "$(find "test/rules/$rule" -path "*/$kind*/expect.txt" \
			2>/dev/null)" ]
		tally $? "$rule has no $kind case"
	done
	for case in "test/rules/$rule"/*/; do
		case=${case%/}
		[ ! -d "$case" ] || run_case "$rule/${case##*/}"
	done
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

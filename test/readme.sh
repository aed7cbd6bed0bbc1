#!/bin/bash
# SPDX-License-Identifier: ISC
#
# What the README tells a newcomer to do, done: its two commands are targets
# of the Makefile, the questions that it and `make run` print get the answers
# that they are said to get, and the manual pages that it names are there.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

build=${B:-build}
port=$((29000 + $$ % 900))
passed=0
failed=0
work=$(mktemp -d)
server=
finish()
{
	[ -z "$server" ] || kill "$server" 2>/dev/null
	rm -rf "$work"
}
trap finish EXIT

tally()
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
	fi
}

for target in run check check-all unit install lint format help; do
	make -n "$target" >/dev/null 2>&1
	tally $? "make $target: there is no such target"
done
mapfile -t named < <(grep -oE '\bmake [a-z][a-z-]+' README | sort -u)
targets=$(make help)
for command in "${named[@]}"; do
	grep -qE "^ +${command#make } " <<<"$targets"
	tally $? "README names $command"
done

scripts/run "$build" "$port" >"$work/said" 2>"$work/log" &
server=$!
for _ in $(seq 200); do
	dig +time=1 +tries=1 -p "$port" @127.0.0.1 git.corp.internal \
		>/dev/null 2>&1 && break
	sleep 0.05
done

# ask LINE: the dig command of a line, with our port; "STATUS ADDRESS...".
ask()
{
	local words
	read -ra words <<<"${1/5300/$port}"
	"${words[@]}" +time=2 +tries=2 >"$work/answer" 2>&1
	sed -n 's/.*status: \([A-Z]*\).*/\1/p' "$work/answer"
	awk '$4 == "A" { print $5 }' "$work/answer"
}

mapfile -t said < <(sed -n 's/^ *\(dig .*\)/\1/p' "$work/said")
[ "${#said[@]}" = 3 ]
tally $? "make run prints ${#said[@]} questions"
mapfile -t told < <(sed -n 's/^ *\(dig .*\)/\1/p' README)
[ "${#told[@]}" -ge 3 ]
tally $? "README has ${#told[@]} questions"

for lines in said told; do
	declare -n questions=$lines
	inside=$(ask "${questions[0]}")
	[[ $inside == NOERROR*[0-9]* ]]
	tally $? "${questions[0]}: $inside"
	outside=$(ask "${questions[1]}")
	[ "$outside" = REFUSED ]
	tally $? "${questions[1]}: $outside"
	split=$(ask "${questions[2]}")
	[[ $split == NOERROR*[0-9]* && $split != "$inside" ]]
	tally $? "${questions[2]}: $split"
done

# www.example.com is another host for each who asks
mapfile -t www < <(
	for line in "${told[@]}"; do
		[[ $line != *www.example.com* ]] || ask "$line" | paste -sd' '
	done)
different=$(printf '%s\n' "${www[@]}" | sort -u | wc -l)
[ "$different" = "${#www[@]}" ] && [ "$different" -ge 3 ]
tally $? "www.example.com: ${www[*]}"

kill -TERM "$server"
wait "$server"
got=$?
server=
tally "$got" "scripts/run left with $got: $(cat "$work/log")"

grep -oE '\bmulliond?[a-z.-]*\([1578]\)' README | sort -u >"$work/pages"
while read -r page; do
	file=${page%(*}.${page#*(}
	ls ./*/"${file%)}" >/dev/null 2>&1
	tally $? "README names $page"
done <"$work/pages"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

#!/bin/bash
# SPDX-License-Identifier: ISC
#
# The way there and back: each zone that a view has, printed by `mullion show`
# and imported again, is the same zone, record for record. And a zone file with
# all that there can be in one is the zone that BIND's own reader makes of it.
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
		cat "$work/log"
	fi
}

# views FILE NAME: one view, of internal trust, which may see all.
views()
{
	cat >"$1" <<-END
	{ "views": { "$2": { "trust": "internal",
	                     "networks": ["127.0.0.0/8"] } } }
	END
}

# import_all IMAGE VIEW DIR: each zone of the image as a spec of the site DIR.
import_all()
{
	local zone number=0

	rm -rf "$3"
	mkdir "$3"
	views "$3/views.json" "$2"
	for zone in $("$mullion" show "$1" |
		sed -n 's/^; zone \(.*\) serial.*/\1/p'); do
		number=$((number + 1))
		"$mullion" show "$1" --zone "$zone" >"$work/zone" &&
			"$mullion" import --strict --zone "$zone" \
				--view "$2" "$work/zone" \
				>"$3/$number.json" || return 1
	done
}

# round SITE: there and back, for each view.
round()
{
	local image view

	rm -rf "$work/first"
	"$mullion" compile "$1" -o "$work/first" >"$work/log" 2>&1 || return 0
	for image in "$work/first"/*.view; do
		view=$(basename "$image" .view)
		import_all "$image" "$view" "$work/back" >"$work/log" 2>&1 &&
			"$mullion" compile "$work/back" -o "$work/second" \
				>"$work/log" 2>&1 &&
			diff <("$mullion" show "$image") \
				<("$mullion" show "$work/second/$view.view") \
				>"$work/log"
		tally $? "$1, view $view: import isn't what show printed"
		rm -rf "$work/second"
	done
}

for site in zones/example test/cases/*/ test/rules/*/good*/; do
	[ ! -f "$site/views.json" ] || round "$site"
done

# lines FILE: its zone, read, compiled and shown, a record a line, sorted.
lines()
{
	rm -rf "$work/site" "$work/images"
	mkdir "$work/site"
	views "$work/site/views.json" all
	"$mullion" import --zone example.com --view all "$1" \
		>"$work/site/zone.json" 2>"$work/log" &&
		"$mullion" compile "$work/site" -o "$work/images" \
			2>"$work/log" &&
		"$mullion" show "$work/images/all.view" | sort
}

zone=example.com.zone
lines "test/import/$zone" >"$work/ours"
tally $? "$zone isn't imported"
(cd test/import && named-checkzone -k ignore -i none -D -o "$work/dumped" \
	example.com "$zone" >"$work/log" 2>&1)
tally $? "named-checkzone doesn't take $zone"
lines "$work/dumped" >"$work/theirs"
tally $? "what named-checkzone printed isn't imported"
diff "$work/ours" "$work/theirs" >"$work/log"
tally $? "$zone isn't what BIND makes of it"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 20 ]

#!/bin/bash
# SPDX-License-Identifier: ISC
#
# mullion set and unset as a certificate client's hook calls them: within the
# fence, again and again, fifty at a time; and what compile makes of files that
# are broken.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

mullion=$(cd "${B:-build}" && pwd)/mullion
passed=0
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
site=$work/site

tally()
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
	fi
}

# gives STATUS TEXT COMMAND...: its exit status, and what it says.
gives()
{
	local status=$1 text=$2 found
	shift 2
	"$mullion" "$@" >"$work/said" 2>&1
	found=$?
	[ "$found" = "$status" ] &&
		{ [ -z "$text" ] || grep -qF -- "$text" "$work/said"; }
	tally $? "mullion $*: $found, $(cat "$work/said")"
}

# has TEXT / lacks TEXT: the image of the view outside, compiled anew.
compiled()
{
	"$mullion" compile "$site" -o "$work/images" >"$work/said" 2>&1 ||
		cat "$work/said"
	"$mullion" show "$work/images/outside.view" >"$work/zones"
}
has()
{
	grep -qF -- "$1" "$work/zones"
	tally $? "$1 is not published"
}
lacks()
{
	! grep -qF -- "$1" "$work/zones"
	tally $? "$1 is published"
}

mkdir "$site"
cat >"$site/views.json" <<'EOF'
{ "views": {
    "inside": { "trust": "internal", "networks": ["10.0.0.0/8"] },
    "outside": { "trust": "external", "networks": ["0.0.0.0/0"] } } }
EOF
cat >"$site/zone.json" <<'EOF'
{ "zone": "example.org", "views": ["inside", "outside"],
  "records": { "@": { "NS": "ns.example.com." }, "www": { "A": "8.8.8.8" } },
  "fragments": {
    "acme": { "names": ["_acme-challenge", "_acme-challenge.*"],
              "types": ["TXT"], "views": ["outside"], "max": 60, "ttl": 60 },
    "dyn": { "names": ["*.dyn"], "types": ["A"], "views": ["outside"] } } }
EOF

set_acme=(set "$site" example.org/acme)
unset_acme=(unset "$site" example.org/acme)
file=$site/example.org-acme.json

# a challenge comes, a second one for the same name, and both go
gives 0 '' "${set_acme[@]}" _acme-challenge.www TXT 'a "b"; c'
gives 0 '' "${set_acme[@]}" _acme-challenge.www TXT -second
compiled
has '_acme-challenge.www.example.org.	60	IN	TXT	"a \"b\"; c"'
has '_acme-challenge.www.example.org.	60	IN	TXT	"-second"'
[ -z "$(find "$site" -name '.*.new')" ]
tally $? 'a temporary file is left'
before=$(stat -c '%i %Y' "$file")
gives 0 '' "${set_acme[@]}" _ACME-challenge.www.example.org. txt -second
[ "$(stat -c '%i %Y' "$file")" = "$before" ]
tally $? 'what is there already is written again'
gives 0 '' "${unset_acme[@]}" _acme-challenge.www TXT -second
compiled
lacks '"-second"'
has '"a \"b\"; c"'
gives 0 '' "${unset_acme[@]}" _acme-challenge.www TXT
gives 0 '' "${unset_acme[@]}" _acme-challenge.www TXT
gives 0 '' unset "$site" example.org/dyn a.dyn A
compiled
lacks _acme
"$mullion" fmt --check "$file" >/dev/null
tally $? 'the file is not as fmt lays it out'

# nothing but what the fence allows, in words
before=$(cat "$file")
gives 1 "can't add this name" "${set_acme[@]}" www TXT x
gives 1 "can't add this name" "${set_acme[@]}" '_acme-challenge.*' TXT x
gives 1 'can add TXT records, no A' "${set_acme[@]}" _acme-challenge A 8.8.8.8
gives 1 'no fragment "other"' set "$site" example.org/other x TXT x
gives 1 'no zone example.net' set "$site" example.net/acme x TXT x
gives 1 'address' set "$site" example.org/dyn a.dyn A 8.8.8
gives 2 'no domain name' "${set_acme[@]}" a..b TXT x
gives 2 'no type' "${set_acme[@]}" _acme-challenge FOO x
gives 2 'no type' "${set_acme[@]}" _acme-challenge ANY x
gives 2 'which fragment' set "$site" example.org _acme-challenge TXT x
gives 2 'it takes' "${set_acme[@]}" _acme-challenge TXT
gives 2 'cannot open' set "$work/none" example.org/acme _acme-challenge TXT x
[ "$(cat "$file")" = "$before" ] && [ ! -e "$site/example.org-other.json" ]
tally $? 'what was refused is written'

# fifty at once: none is lost, also with a reader at work
for i in $(seq 50); do
	"$mullion" "${set_acme[@]}" "_acme-challenge.h$((i % 7))" TXT "v$i" &
done >"$work/said" 2>&1
for i in 1 2 3; do
	"$mullion" check "$site" >"$work/said" 2>&1
	tally $? "a reader sees half a file: $(cat "$work/said")"
done
wait
compiled
[ "$(grep -c 'TXT	"v' "$work/zones")" = 50 ]
tally $? 'a change of fifty at once is lost'
for i in $(seq 10); do
	"$mullion" "${set_acme[@]}" _acme-challenge TXT "w$i" >/dev/null 2>&1 ||
		tally 1 "the fence holds 60, not $i more than 50"
done
gives 1 'can add 60 records, and with these there are 61' \
	"${set_acme[@]}" _acme-challenge TXT w11
for i in $(seq 50); do
	"$mullion" "${unset_acme[@]}" "_acme-challenge.h$((i % 7))" TXT "v$i" &
done >"$work/said" 2>&1
wait
compiled
[ "$(grep -c TXT "$work/zones")" = 10 ]
tally $? 'a record of fifty taken at once is left'

# a file of another name is used where it is; a link is followed
mkdir "$site/machines" "$work/elsewhere"
mv "$file" "$work/elsewhere/acme"
ln -s "$work/elsewhere/acme" "$site/machines/acme.json"
gives 0 '' "${unset_acme[@]}" _acme-challenge TXT w1
[ -L "$site/machines/acme.json" ] && [ ! -e "$file" ] &&
	! grep -q '"w1"' "$work/elsewhere/acme"
tally $? 'a link is not followed'

# one that breaks keeps what it had, and the site goes on
compiled
has '"w2"'
for text in '{ "add-to": "example.org", ' 'garbage' ''; do
	printf '%s' "$text" >"$work/elsewhere/acme"
	gives 0 '[fragment]' compile "$site" -o "$work/images"
	gives 0 '"w2"' show "$work/images/outside.view"
done
mv "$site/machines/acme.json" "$file"
gives 1 'is there, and' "${set_acme[@]}" _acme-challenge TXT x
rm "$file"
compiled
lacks '"w2"'

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

#!/bin/bash
# SPDX-License-Identifier: ISC
#
# The exit status of each command, for good input and bad, by the contract:
#
#   0  done      1  errors in a site, an image refused, a port in use
#   2  usage, or a file that can't be read or written
#
# but for `mullion diff`: 0 no change, 1 changes, 2 also a site with errors, 3
# more removals than were allowed.
#
# And whatever isn't 0 comes with a message on standard error that says which
# file, port, view or option it is about. Programs are those in $B.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

build=${B:-build}
mullion=$build/mullion
mulliond=$build/mulliond
passed=0
failed=0
port=$((20000 + $$ % 9000))
work=$(mktemp -d)
chmod 755 "$work"
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
		sed 's/^/    /' "$work/out" "$work/err"
	fi
}

# status WANTED PATTERN COMMAND...: its exit status, and what it says about it.
status()
{
	local wanted=$1 pattern=$2 got
	shift 2
	timeout 20 "$@" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	[ "$got" = "$wanted" ] &&
		{ [ -z "$pattern" ] ||
			grep -qE -e "$pattern" "$work/err" "$work/out"; }
	tally $? "$*: exit status $got, not $wanted with \"$pattern\""
}

# site NAME ZONE-FILE-TEXT
site()
{
	mkdir -p "$work/$1"
	cat >"$work/$1/views.json" <<-'END'
	{ "views": { "in": { "trust": "internal", "networks": ["127.0.0.1/32"] },
	             "out": { "trust": "external", "networks": ["0.0.0.0/0"] } } }
	END
	printf '%s\n' "$2" >"$work/$1/zone.json"
}

good='{ "zone": "example.test", "views": ["in", "out"],
  "records": { "@": { "NS": "ns.other.test." }, "a": { "A": "9.9.9.9" } } }'
site good "$good"
site warned '{ "zone": "example.test", "views": ["in", "out"],
  "records": { "@": { "NS": "ns.other.test." }, "a": { "A": "192.0.2.1" } } }'
site errors '{ "zone": "example.test", "views": ["in", "out"],
  "records": { "@": { "NS": "ns.other.test." }, "a": { "A": "10.0.0.1" } } }'
site broken '{ "zone": "example.test", '
site empty-zone '{ "zone": "empty.test", "views": ["in", "out"],
  "records": { "@": { "NS": "ns.other.test." } } }'
mkdir "$work/empty"
site unreadable "$good"
ln -s nowhere "$work/unreadable/gone.json"

# mullion diff
status 0 'no change' "$mullion" diff "$work/good" "$work/good"
status 1 '192.0.2.1' "$mullion" diff "$work/good" "$work/warned"
status 2 'private-address' "$mullion" diff "$work/good" "$work/errors"
status 2 'missing' "$mullion" diff "$work/missing" "$work/good"
status 2 '.' "$mullion" diff "$work/good"
status 3 'in would lose' "$mullion" diff --max-removals 50% "$work/good" \
	"$work/empty-zone"

# mullion check
status 0 '' "$mullion" check "$work/good"
status 0 'documentation-address' "$mullion" check "$work/warned"
status 1 'documentation-address' "$mullion" check --strict "$work/warned"
status 1 'zone.json:2:[0-9]+: error: .*\[private-address\]' \
	"$mullion" check "$work/errors"
status 1 'zone.json:[12]:[0-9]+: error: .*\[syntax\]' \
	"$mullion" check "$work/broken"
status 1 'error: ' "$mullion" check "$work/empty"
status 2 'missing' "$mullion" check "$work/missing"
status 2 'gone.json' "$mullion" check "$work/unreadable"
status 2 '.' "$mullion" check
status 2 '.' "$mullion" check "$work/good" "$work/good"
status 2 'no-such-option' "$mullion" check --no-such-option "$work/good"
status 2 'xml' "$mullion" check --format xml "$work/good"
for format in text json sarif github; do
	status 0 '' "$mullion" check --format "$format" "$work/good"
	status 1 'private-address' \
		"$mullion" check --format "$format" "$work/errors"
done

# mullion compile
images=$work/images
status 0 '' "$mullion" compile "$work/good" -o "$images"
cp -r "$images" "$work/kept"
status 1 'private-address' "$mullion" compile "$work/errors" -o "$images"
status 1 'syntax' "$mullion" compile "$work/broken" -o "$images"
diff -r "$images" "$work/kept" >"$work/out" 2>"$work/err"
tally $? 'a site with errors changes what is published'
status 0 '' "$mullion" compile "$work/good" -o "$work/cached" --cache
status 0 '' "$mullion" compile "$work/good" -o "$work/cached" --cache
cp "$work/good/views.json" "$work/views.json"
sed -i 's/"in": { "trust": "internal"/"in": { "trust": "inner"/' \
	"$work/good/views.json"
status 1 'schema' "$mullion" compile "$work/good" -o "$work/cached" --cache
cp "$work/views.json" "$work/good/views.json"
status 1 'private-address' "$mullion" compile "$work/errors" \
	-o "$work/cached" --cache
rm "$work/cached/.mullion-cache"
mkdir -p "$work/cached/.mullion-cache/x"
status 2 'mullion-cache' "$mullion" compile "$work/good" -o "$work/cached" \
	--cache
status 2 '.' "$mullion" compile "$work/good"
status 2 '.' "$mullion" compile -o "$work/x"
status 2 'missing' "$mullion" compile "$work/missing" -o "$work/x"
status 2 '/proc/no' "$mullion" compile "$work/good" -o /proc/no
status 2 'serial' "$mullion" compile "$work/good" -o "$work/x" --serial x
status 2 'serial' "$mullion" compile "$work/good" -o "$work/x" \
	--serial 4294967296
! ls "$work/x" >"$work/out" 2>"$work/err"
tally $? 'a command line that is wrong writes something'

# mullion keygen, and what a key signs
key=$work/ci.key
status 0 '^[A-Za-z0-9+/]{43}=$' "$mullion" keygen "$key"
status 2 'ci.key: File exists' "$mullion" keygen "$key"
status 0 '^[A-Za-z0-9+/]{43}=$' "$mullion" keygen --public "$key"
status 2 'missing' "$mullion" keygen --public "$work/missing"
status 2 '.' "$mullion" keygen
status 0 '' "$mullion" compile "$work/good" -o "$work/signed" --sign "$key"
status 2 'missing' "$mullion" compile "$work/good" -o "$work/x" \
	--sign "$work/missing"
chmod 644 "$key"
status 2 'chmod 600' "$mullion" compile "$work/good" -o "$work/x" \
	--sign "$key"
chmod 600 "$key"
! ls "$work/x" >"$work/out" 2>"$work/err"
tally $? 'something is written that could not be signed'

# mullion import
printf '@ 60 NS ns.other.\n\nx CH TXT y\n' >"$work/db"
printf '@ 60 NS ns.other.\n\nx A 300.1.1.1\n' >"$work/db.bad"
status 0 'db:3:3: warning' "$mullion" import --zone a.test --view in,out \
	"$work/db"
status 1 'db:3:3: error' "$mullion" import --zone a.test --view in --strict \
	"$work/db"
status 1 'db.bad:3:5: error: .*\[bad-rdata\]' \
	"$mullion" import --zone a.test --view in "$work/db.bad"
status 2 'db.missing' "$mullion" import --zone a.test --view in \
	"$work/db.missing"
status 2 '--zone' "$mullion" import --view in "$work/db"
status 2 '--view' "$mullion" import --zone a.test "$work/db"
status 2 'IN' "$mullion" import --zone a.test --view IN "$work/db"
status 2 'a..test' "$mullion" import --zone a..test --view in "$work/db"
status 2 'FILE' "$mullion" import --zone a.test --view in

printf 'zone "a.test" { type primary; file "db"; };\n' >"$work/named.conf"
printf 'zone "a.test" { type primary; file "db" };\n' >"$work/named.bad"
printf 'zone "a.test" { type primary; file "gone"; };\n' >"$work/named.gone"
status 0 'default.*external' "$mullion" import "$work/named.conf" \
	-o "$work/imported"
status 0 '' "$mullion" check "$work/imported"
status 2 'imported' "$mullion" import "$work/named.conf" -o "$work/imported"
status 1 'db:3:3: error' "$mullion" import "$work/named.conf" \
	-o "$work/imported2" --strict
status 1 'named.bad:1:41: error' "$mullion" import "$work/named.bad" \
	-o "$work/imported2"
status 1 'named.gone:1:36: error: cannot read .*gone' "$mullion" import \
	"$work/named.gone" -o "$work/imported2"
printf 'include "/etc/passwd";\n' >"$work/named.out"
status 1 'named.out:1:9: error: .*--root' "$mullion" import \
	"$work/named.out" -o "$work/imported2"
status 1 '"x"' "$mullion" import "$work/named.conf" -o "$work/imported2" \
	--external x
status 2 'no-such' "$mullion" import "$work/no-such" -o "$work/imported2"
status 2 '10.0.0.1/8' "$mullion" import "$work/named.conf" \
	-o "$work/imported2" --localnets 10.0.0.1/8
status 2 '--view' "$mullion" import "$work/named.conf" -o "$work/x" --view in
[ ! -e "$work/imported2" ]
tally $? 'an import with errors has written something'

# mullion show
cp "$images/in.view" "$work/damaged.view"
printf '\377\377' | dd of="$work/damaged.view" bs=1 seek=300 conv=notrunc \
	status=none
head -c 100 "$images/in.view" >"$work/short.view"
: >"$work/empty.view"
cp /bin/true "$work/foreign.view"
status 0 'example.test' "$mullion" show "$images/in.view"
status 0 'example.test' "$mullion" show "$images/in.view" --zone example.test
status 1 'damaged.view' "$mullion" show "$work/damaged.view"
status 1 'short.view' "$mullion" show "$work/short.view"
status 1 'empty.view' "$mullion" show "$work/empty.view"
status 1 'foreign.view' "$mullion" show "$work/foreign.view"
status 2 'missing.view' "$mullion" show "$work/missing.view"
status 2 '.' "$mullion" show
status 2 '.' "$mullion" show --zone 'a..b' "$images/in.view"

# mullion explain
status 0 '9.9.9.9' "$mullion" explain "$work/good" --from 127.0.0.1 \
	a.example.test A
status 0 'REFUSED' "$mullion" explain "$work/good" --from 127.0.0.1 \
	elsewhere.test
status 1 'private-address' "$mullion" explain "$work/errors" \
	--from 127.0.0.1 a.example.test
status 2 'missing' "$mullion" explain "$work/missing" --from 127.0.0.1 a.test
status 2 '.' "$mullion" explain "$work/good" a.example.test
status 2 'no-address' "$mullion" explain "$work/good" --from no-address a.test
status 2 'NOTYPE' "$mullion" explain "$work/good" --from 127.0.0.1 a.test NOTYPE

# mullion export
ask=(--view in --server 127.0.0.1@5300)
status 0 'stub-addr: 127.0.0.1@5300' "$mullion" export unbound "$work/good" \
	"${ask[@]}"
status 0 '9.9.9.9' "$mullion" export zonefile "$work/good" --view out
status 1 'private-address' "$mullion" export unbound "$work/errors" "${ask[@]}"
mkdir "$work/bad"
cp "$work/damaged.view" "$work/bad/in.view"
status 1 'in.view' "$mullion" export zonefile "$work/good" --view in \
	--previous "$work/bad"
status 2 'missing' "$mullion" export unbound "$work/missing" "${ask[@]}"
status 2 'unbound' "$mullion" export unbonud "$work/good" "${ask[@]}"
status 2 'has in, out' "$mullion" export zonefile "$work/good"
status 2 'no view "inn"' "$mullion" export zonefile "$work/good" --view inn
status 2 'has no zone' "$mullion" export zonefile "$work/good" --view in \
	--zone other.test
status 2 '[-]-server' "$mullion" export unbound "$work/good" --view in
status 2 'ADDRESS@PORT' "$mullion" export unbound "$work/good" --server x
status 2 'ADDRESS@PORT' "$mullion" export unbound "$work/good" \
	--server 127.0.0.1@0
status 2 'takes no --zone' "$mullion" export unbound "$work/good" "${ask[@]}" \
	--zone example.test
status 2 '.' "$mullion" export unbound
status 0 'table inet mullion' "$mullion" export nftables "$work/good"
status 2 'no view "inn"' "$mullion" export nftables "$work/good" --view inn
status 0 '"List"' "$mullion" export istio "$work/good" --namespace a-b
status 2 'a_b' "$mullion" export istio "$work/good" --namespace a_b
status 2 'takes no --namespace' "$mullion" export nftables "$work/good" \
	--namespace a
status 2 'VIEW=ADDRESS' "$mullion" export haproxy "$work/good" --listen in
status 2 '[-]-listen VIEW=127.0.0.1' "$mullion" export haproxy "$work/good" \
	--listen 127.0.0.1
status 2 'no view "inn"' "$mullion" export haproxy "$work/good" \
	--listen inn=127.0.0.1
status 2 'two views' "$mullion" export haproxy "$work/good" \
	--listen in=127.0.0.1 --listen out=127.0.0.1
status 2 '[-]-listen internal=ADDRESS' "$mullion" export haproxy zones/example
status 1 'test-failed' "$mullion" export nftables test/rules/test-failed/bad
! "$mullion" export unbound "$work/errors" "${ask[@]}" 2>"$work/err" |
	grep . >"$work/out"
tally $? 'a site with errors is exported'

# mullion prove
status 0 '^CLAIMS proved [1-9]' "$mullion" prove "$work/good"
status 0 '^NAME out a.example.test. A$' "$mullion" prove "$work/good" --names
status 0 '^WITNESS reachable' "$mullion" prove "$work/warned"
status 1 'private-address' "$mullion" prove "$work/errors"
status 2 'missing' "$mullion" prove "$work/missing"
status 2 '.' "$mullion" prove
status 2 'no-such-option' "$mullion" prove --no-such-option "$work/good"

# mullion audit
status 0 '^CLAIMS proved [1-9]' "$mullion" audit "$work/good"
status 0 '"name":"a.example.test."' "$mullion" audit "$work/good" --json
status 0 '^IMAGE out sha256 [0-9a-f]' "$mullion" audit "$images"
status 0 '' "$mullion" audit "$work/good" --html "$work/page.html"
grep -q 'a.example.test' "$work/page.html" && [ ! -s "$work/out" ]
tally $? 'the page has no name, or something else is printed'
"$mullion" audit "$work/good" --json >"$work/audit.json"
status 0 'changes 0$' "$mullion" audit "$work/good" --against "$work/audit.json"
status 2 'page.html is no audit' "$mullion" audit "$work/good" \
	--against "$work/page.html"
status 2 'missing.json' "$mullion" audit "$work/good" \
	--against "$work/missing.json"
status 2 '/proc/no' "$mullion" audit "$work/good" --html /proc/no/page.html
status 1 'private-address' "$mullion" audit "$work/errors"
status 0 '^PUBLISHED out example.test. as it is' "$mullion" audit "$work/good" \
	--images "$images"
status 2 'good has no images' "$mullion" audit "$work/good" \
	--images "$work/good"
status 2 'goes with a site' "$mullion" audit "$images" --images "$images"
cp -r "$images" "$work/damaged"
cp "$work/damaged.view" "$work/damaged/in.view"
status 1 'in.view' "$mullion" audit "$work/damaged"
status 2 'missing' "$mullion" audit "$work/missing"
status 2 '.' "$mullion" audit
status 2 'no-such-option' "$mullion" audit --no-such-option "$work/good"

# the rest of mullion
status 0 'zone' "$mullion" schema zone
status 0 'views' "$mullion" schema views
status 2 'nothing' "$mullion" schema nothing
status 0 '[0-9]' "$mullion" --version
status 0 'compile' "$mullion" --help
status 2 '.' "$mullion"
status 2 'frobnicate' "$mullion" frobnicate

# mulliond that can't start
listen=127.0.0.1:$port
status 0 '[0-9]' "$mulliond" --version
status 0 'listen' "$mulliond" --help
status 1 'private-address' "$mulliond" -l "$listen" "$work/errors"
status 1 'syntax' "$mulliond" -l "$listen" "$work/broken"
status 1 'damaged.view' "$mulliond" -l "$listen" "$work/damaged.view"
status 1 'short.view' "$mulliond" -l "$listen" "$work/short.view"
status 1 'foreign.view' "$mulliond" -l "$listen" "$work/foreign.view"
status 1 '\<in\>' "$mulliond" -l "$listen" "$images/in.view" "$images/in.view"
status 1 'nobody' "$mulliond" -l "nobody=$listen" "$images"
status 2 'missing' "$mulliond" -l "$listen" "$work/missing"
status 2 'missing.view' "$mulliond" -l "$listen" "$work/missing.view"
status 2 '.' "$mulliond" -l
status 2 '127.0.0.1' "$mulliond" -l 127.0.0.1 "$images"
status 2 '99999' "$mulliond" -l 127.0.0.1:99999 "$images"
status 2 'no-such-option' "$mulliond" --no-such-option "$images"
status 2 '.' "$mulliond" -l "$listen"
status 2 'missing.json' "$mulliond" -c "$work/missing.json" "$images"
echo '{ "nothing": 1 }' >"$work/wrong.json"
status 1 'wrong.json:1:[0-9]+: error: .*nothing' \
	"$mulliond" -c "$work/wrong.json" "$images"
echo '{ ' >"$work/cut.json"
status 1 'cut.json:[12]:[0-9]+: error: ' "$mulliond" -c "$work/cut.json" "$images"

# what no trusted key vouches for
public=$("$mullion" keygen --public "$key" 2>/dev/null)
echo "{ \"trusted-keys\": [\"$public\"], \"state\": \"$work/state\" }" \
	>"$work/trust.json"
echo "{ \"trusted-keys\": [\"$public\"] }" >"$work/forgetful.json"
trust=("$mulliond" -l "$listen" -c "$work/trust.json")
status 1 'good has no manifest.json.*no key can vouch' "${trust[@]}" "$work/good"
status 1 'in.view is an image by itself' "${trust[@]}" "$work/signed/in.view"
status 1 'manifest.sig' "${trust[@]}" "$images"
status 1 'need a "state"' "$mulliond" -l "$listen" \
	-c "$work/forgetful.json" "$work/signed"
chmod 777 "$work/state"
status 1 'state must be this user' "${trust[@]}" "$work/signed"
chmod 755 "$work/state"
echo '7' >"$work/state/generation"
status 1 'state/generation' "${trust[@]}" "$work/signed"
echo '{ "trusted-keys": ["key"] }' >"$work/wrong.json"
status 1 'wrong.json:1:20: error: .*public key' \
	"$mulliond" -c "$work/wrong.json" "$images"

# a folder whose manifest isn't kept
folder()
{
	rm -rf "$work/dir"
	cp -r "$images" "$work/dir"
}
folder
rm "$work/dir/out.view"
status 1 'out' "$mulliond" -l "$listen" "$work/dir"
folder
cp "$work/damaged.view" "$work/dir/in.view"
status 1 'in' "$mulliond" -l "$listen" "$work/dir"
folder
cp "$work/dir/out.view" "$work/dir/in.view"
status 1 'in' "$mulliond" -l "$listen" "$work/dir"
folder
site other "${good/9.9.9.9/9.9.9.8}"
"$mullion" compile "$work/other" -o "$work/newer" >/dev/null 2>&1
cp "$work/newer/in.view" "$work/dir/in.view"
status 1 'in' "$mulliond" -l "$listen" "$work/dir"
folder
echo '{' >"$work/dir/manifest.json"
status 1 'manifest' "$mulliond" -l "$listen" "$work/dir"

# a site to which the way is closed for the compiler's user: it is served, but
# not what in it is closed or lies outside; messages call it as it was given
served=$images
if [ "$(id -u)" = 0 ]; then
	mkdir -m 700 "$work/closed"
	cp -r "$work/good" "$work/errors" "$work/closed"
	served=$work/closed/good
	status 1 "^$work/closed/errors/[^ ]*: error: .*private-address" \
		"$mulliond" -l "$listen" "$work/closed/errors"
	for file in "$work"/closed/errors/*.json; do
		ln -s "$file" "$served/link.json"
		status 2 "$served/link.json: Permission denied" \
			"$mulliond" -l "$listen" "$served"
		rm "$served/link.json"
	done
	chmod 600 "$work/closed/errors/views.json"
	status 2 "$work/closed/errors can't be compiled as .*chmod" \
		"$mulliond" -l "$listen" "$work/closed/errors"
fi

# mulliond that is stopped as asked, and a port that it holds meanwhile
"$mulliond" -l "$listen" "$served" >"$work/out" 2>"$work/server" &
server=$!
for _ in $(seq 200); do
	dig +time=1 +tries=1 -p "$port" @127.0.0.1 a.example.test \
		>"$work/out" 2>"$work/err" && break
	sleep 0.05
done
grep -q 9.9.9.9 "$work/out"
tally $? "$served isn't served"
status 1 "$port" "$mulliond" -l "$listen" "$images"
kill -TERM "$server"
wait "$server"
got=$?
server=
cp "$work/server" "$work/err"
tally "$got" "mulliond left with $got when it was asked to"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

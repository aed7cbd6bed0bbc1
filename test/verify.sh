#!/bin/bash
# SPDX-License-Identifier: ISC
#
# `mullion verify` beside live servers: it finds nothing where what is served
# is what the site says, and each thing that isn't; beside a server that says
# nothing, one that is no mulliond, and what listens on a host.
#
# As root it runs in a network namespace of its own, which gets addresses for
# the last part; others skip that.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

. test/apart.sh

mullion=$build/mullion
port=$((23000 + $$ % 900 * 4))

tally()
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
		sed 's/^/    /' "$work/found" "$work/log" 2>/dev/null | head -20
	fi
}

# serve PORT WHAT...: mulliond there, when it answers; its pid in $server.
serve()
{
	"$build/mulliond" -l "127.0.0.1:$1" "${@:2}" >"$work/log" 2>&1 &
	server=$!
	started+=("$server")
	for _ in $(seq 200); do
		dig +time=1 +tries=1 -p "$1" @127.0.0.1 . >/dev/null 2>&1 &&
			return
		sleep 0.05
	done
}

stop()
{
	kill "$server"
	wait "$server"
	started=()
}

# verify STATUS SITE OPTION...: what it finds in $work/found.
verify()
{
	"$mullion" verify "${@:2}" >"$work/out" 2>"$work/found"
	[ $? = "$1" ] && [ ! -s "$work/out" ]
}

# found COUNT TEXT RULE: so many lines of the findings hold both.
found()
{
	local count
	count=$(grep -F "$2" "$work/found" | grep -cF "[$3]")
	[ "$count" = "$1" ]
	tally $? "$count findings, not $1, with $2 [$3]"
}

at=127.0.0.1:$port
everybody=(--server "$at" --from 127.0.0.1 --from 127.0.0.2 --from 127.0.0.9)

# A site that is a little of everything: an answer too large for UDP, and
# serials that somebody wrote.
cp -R zones/example "$work/site"
cat >"$work/site/large.json" <<'SITE'
{
  "zone": "large.example",
  "views": ["internal", "external"],
  "soa": { "serial": 7 },
  "records": { "@": { "NS": "ns.example.com." }, "*.wild": { "TXT": "x" },
    "large": { "TXT": { "text": [ "@" ] } } }
}
SITE
sed -i "s/\"@\" \]/\"$(printf '%01500d' 0)\" ]/" "$work/site/large.json"
"$mullion" compile "$work/site" -o "$work/images" --serial 5 2>"$work/found"
tally $? 'the site compiles'

[ "$APART" = no ] || {
	ip address add 10.66.0.1/32 dev lo
	everybody+=(--from 10.66.0.1)
}
serve "$port" "$work/images"
verify 0 "$work/site" "${everybody[@]}" && [ ! -s "$work/found" ]
tally $? 'what is served is what the site says'
verify 0 "$work/site" "${everybody[@]}" --previous "$work/images" &&
	[ ! -s "$work/found" ]
tally $? 'serials too, where the images are known'
"$mullion" compile "$work/site" -o "$work/others" --serial 6 2>/dev/null
verify 1 "$work/site" "${everybody[@]}" --previous "$work/others" &&
	grep -q 'SOA.*\[answer-differs\]' "$work/found"
tally $? 'and other serials are found then'

# What another site would have them say
edit()
{
	rm -rf "$work/edited"
	cp -R "$work/site" "$work/edited"
	rm "$work/edited/tests.json"
	sed -i "$2" "$work/edited/$1"
}
edit corp/corp.internal.json 's/"git": { "A": "10.1.4.21" }/"git": { "A": "10.1.4.22" }, "new": { "A": "10.1.4.21" }/'
verify 1 "$work/edited" "${everybody[@]}"
tally $? 'a change that is not served is found'
found 1 'git.corp.internal. A' answer-differs
found 1 'new.corp.internal. A: NXDOMAIN (answer: 0), not NOERROR (in internal)' \
	answer-differs
line=$(grep -n '"git": ' "$work/edited/corp/corp.internal.json")
found 2 "corp.internal.json:${line%%:*}:" answer-differs
edit large.json 's/"soa": { "serial": 7 }/"soa": { "serial": 8 }/'
verify 1 "$work/edited" "${everybody[@]}"
found 1 'large.example. SOA' answer-differs
edit large.json 's/"views": \["internal", "external"\]/"views": ["internal"]/'
verify 1 "$work/edited" "${everybody[@]}"
found 1 'large.large.example. TXT, which is of other views: NOERROR (answer: 1), not REFUSED (in external)' \
	answer-differs
for format in json sarif; do
	verify 1 "$work/edited" "${everybody[@]}" --format $format &&
		/usr/bin/python3 -m json.tool "$work/found" >/dev/null
	tally $? "findings as $format"
done
stop

# A listener for one view, for those who aren't its clients
serve "$port" "$work/images/external.view"
verify 0 "$work/site" --server "external=$at" --from 127.0.0.1 \
	--from 127.0.0.2 && [ ! -s "$work/found" ]
tally $? 'a listener of one view answers as that view'
verify 1 "$work/site" --server "$at" --from 127.0.0.1
tally $? 'and not as all would'
stop

# Silence, and what can't be asked
verify 1 "$work/site" --server "127.0.0.1:$((port + 1))" --from 127.0.0.1 \
	--timeout 0.1
found 1 'doesn'\''t answer 127.0.0.1: ' no-answer
verify 2 "$work/site" --server "$at" --from 192.0.2.201 &&
	grep -q 'cannot ask .* from 192.0.2.201: Cannot assign' "$work/found"
tally $? 'an address that the host has not got'
mkdir "$work/alone"
cp "$mullion" "$work/alone"
if [ ! -e /usr/local/libexec/mullion/mullion-ask ]; then
	mullion=$work/alone/mullion verify 2 "$work/site" --server "$at" \
		--from 127.0.0.1 && grep -q 'mullion-ask' "$work/found"
	tally $? 'an installation without mullion-ask'
fi
edit corp/corp.internal.json 's/"10.1.4.20"/"10.1.4.2o"/'
verify 1 "$work/edited" "${everybody[@]}" && grep -q bad-rdata "$work/found"
tally $? 'a site with an error is not asked for'

# A server that answers rightly, in its own way: all records the other way
# round, and with NS in the authority section
cat >"$work/other.py" <<'OTHER'
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", int(sys.argv[1])))
name = b"\1a\7example\0"
def rr(kind, ttl, data):
    return (name + kind.to_bytes(2, "big") + b"\0\1" + ttl.to_bytes(4, "big")
            + len(data).to_bytes(2, "big") + data)
NS, A, SOA = 2, 1, 6
ns = rr(NS, 60, b"\2ns\1b\0")
addresses = [rr(A, 60, bytes([9, 9, 9, n])) for n in (2, 1)]
soa = rr(SOA, 60, b"\2ns\1b\0" + b"\12hostmaster" + name + bytes([0, 0, 0, 9])
         + (7200).to_bytes(4, "big") + (900).to_bytes(4, "big")
         + (1209600).to_bytes(4, "big") + (300).to_bytes(4, "big"))
while True:
    query, peer = s.recvfrom(512)
    kind = query[12 + len(name) + 1]
    answer = {NS: [ns], A: addresses, SOA: [soa]}[kind]
    s.sendto(query[:2] + b"\x84\0\0\1" + len(answer).to_bytes(2, "big")
             + b"\0\1\0\1" + query[12:12 + len(name) + 4] + b"".join(answer)
             + ns + b"\0\0\x29\4\xd0\0\0\0\0\0\0", peer)
OTHER
mkdir "$work/small"
cat >"$work/small/views.json" <<'SITE'
{ "views": { "v": { "trust": "internal", "networks": ["127.0.0.0/8"] } } }
SITE
cat >"$work/small/a.json" <<'SITE'
{ "zone": "a.example", "views": ["v"], "ttl": 60,
  "records": { "@": { "NS": "ns.b.", "A": ["9.9.9.1", "9.9.9.2"] } } }
SITE
/usr/bin/python3 "$work/other.py" "$((port + 2))" &
started+=($!)
sleep 0.3
verify 0 "$work/small" --server "127.0.0.1:$((port + 2))" --from 127.0.0.1
tally $? 'another server may answer in other octets'
found 1 'a.example. A: the answer is right, but in other octets' answer-octets
verify 1 "$work/small" --server "127.0.0.1:$((port + 2))" --from 127.0.0.1 \
	--strict
tally $? 'which --strict counts as an error'
kill "${started[@]}"
wait
started=()

# What listens here
if [ "$APART" = yes ]; then
	ip address add 10.1.4.20/32 dev lo
	ip address add 192.0.2.80/32 dev lo
	cat >"$work/listen.py" <<'LISTEN'
import socket, sys, time
held = []
for word in sys.argv[1:]:
    host, port = word.rsplit(":", 1)
    s = socket.create_server((host, int(port)))
    held.append(s)
time.sleep(60)
LISTEN
	listen()
	{
		/usr/bin/python3 "$work/listen.py" "$@" &
		started+=($!)
		for _ in $(seq 100); do
			[ "$(ss -ltnH | wc -l)" -ge $# ] && break
			sleep 0.05
		done
	}
	listen 10.1.4.20:8443 192.0.2.80:80 192.0.2.80:443
	verify 0 "$work/site" --listeners && [ ! -s "$work/found" ]
	tally $? 'a host that listens as it is declared'
	kill "${started[@]}"
	wait
	started=()
	listen 0.0.0.0:8443 192.0.2.80:80 10.1.4.20:22
	verify 1 "$work/site" --listeners
	tally $? 'a host that does not'
	found 1 '8443/tcp of the internal service "wiki"' internal-listener
	found 1 '22/tcp is open at 10.1.4.20' undeclared-listener
	found 1 'nothing listens at 192.0.2.80 443/tcp' missing-listener
else
	echo 'skipped: what listens on a host, which takes root'
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

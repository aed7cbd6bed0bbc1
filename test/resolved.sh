#!/bin/bash
# SPDX-License-Identifier: ISC
#
# What `mullion export systemd-resolved` prints, taken by the real one beside a
# mulliond. It is Debian's package, unpacked below the build folder and not
# installed, which would replace this machine's /etc/resolv.conf; and it runs
# in namespaces of its own, with its own /run, as root there. Takes root and a
# package mirror; without, what isn't tested is said.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

build=$(cd "${B:-build}" && pwd)
folder=$build/resolved
resolved=$folder/lib/systemd/systemd-resolved

skip()
{
	echo "systemd-resolved: not tested, $1"
	exit 0
}

if [ -z "${APART:-}" ]; then
	[ "$(id -u)" = 0 ] || skip 'it takes root'
	unshare -n -m true 2>/dev/null || skip 'there are no namespaces'
	if [ ! -x "$resolved" ]; then
		mkdir -p "$folder"
		(cd "$folder" && apt-get -q download systemd-resolved &&
			dpkg -x systemd-resolved_*.deb .) \
			>"$folder/log" 2>&1 ||
			skip "the package can't be had: $(tail -1 "$folder/log")"
	fi
	APART=yes exec unshare -n -m --propagation private "$0" "$@"
fi

. test/apart.sh
port=5398

# It asks nobody as long as no link but lo leads anywhere.
ip link add up0 type veth peer name up1 2>/dev/null ||
	skip 'there is no veth'
ip link set up1 up
ip link set up0 up
ip addr add 198.51.100.7/24 dev up0
ip route add default dev up0

# It wants to become a user of that name.
cp /etc/passwd "$work/passwd"
cp /etc/group "$work/group"
echo 'systemd-resolve:x:0:0::/:/bin/false' >>"$work/passwd"
echo 'systemd-resolve:x:0:' >>"$work/group"
mount --bind "$work/passwd" /etc/passwd
mount --bind "$work/group" /etc/group
mount -t tmpfs none /run
mkdir -p /run/systemd/resolve /run/systemd/resolved.conf.d
"$build/mullion" export systemd-resolved zones/example --view internal \
	--server "127.0.0.1@$port" >/run/systemd/resolved.conf.d/mullion.conf

"$build/mulliond" -l "127.0.0.1:$port" zones/example >"$work/mulliond" 2>&1 &
started+=($!)
SYSTEMD_LOG_TARGET=console SYSTEMD_LOG_LEVEL=info "$resolved" \
	>"$work/resolved" 2>&1 &
started+=($!)

# answer NAME [TYPE]: "STATUS DATA...", of the last type alone.
answer()
{
	dig +time=3 +tries=1 @127.0.0.53 "$@" 2>/dev/null |
		awk '/status:/ { sub(/,/, "", $6); said = $6 }
			/^[^;]/ && ($4 == "A" || $4 == "PTR") {
				said = said " " $5 }
			END { print said }'
}

for _ in $(seq 100); do
	[ "$(answer git.corp.internal)" != 'NOERROR 10.1.4.21' ] || break
	sleep 0.1
done
while read -r question type wanted; do
	got=$(answer "$question" "$type")
	if [ "$got" = "$wanted" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $question: $got, not $wanted"
		tail -5 "$work/resolved"
	fi
done <<END
git.corp.internal A NOERROR 10.1.4.21
mixer-1.media.corp.internal A NOERROR 10.1.5.11
www.example.com A NOERROR 10.1.3.80
20.4.1.10.in-addr.arpa PTR NOERROR wiki.corp.internal.
nothing.corp.internal A NXDOMAIN
printer.lan A REFUSED
END
if grep -iE 'mullion.conf|unknown|failed to parse' "$work/resolved"; then
	failed=$((failed + 1))
	echo 'FAILED: it does not take a line of the export'
else
	passed=$((passed + 1))
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

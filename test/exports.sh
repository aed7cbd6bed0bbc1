#!/bin/bash
# SPDX-License-Identifier: ISC
#
# What `mullion export` prints, taken by the programs that it is for: each
# accepts it, and resolvers that run with it find a reserved name in mullion,
# deny what the view may not see, and do so where they validate and guard
# against rebinding. A spec can't break out of it.
#
# As root all of it runs in a network namespace of its own, where no resolver
# has anybody else to ask.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

. test/apart.sh

mullion=$build/mullion
port=$((22000 + $$ % 900 * 8))

tally()
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $2"
		[ ! -s "$work/log" ] || sed 's/^/    /' "$work/log"
	fi
	: >"$work/log"
}

# accepts WHAT COMMAND...: its exit status is 0.
accepts()
{
	"${@:2}" >"$work/log" 2>&1
	tally $? "$1"
}

export_site() # FORMAT SITE OPTION...
{
	"$mullion" export "$@" 2>"$work/log"
}

servers=(--server "127.0.0.1@$port")
resolvers=(unbound bind bind-options knot-resolver dnsmasq systemd-resolved
	coredns)

# the help has each format, on one screen
"$mullion" export --help >"$work/help"
[ "$(wc -l <"$work/help")" -le 24 ] && ! grep -q '.\{81\}' "$work/help"
tally $? 'mullion export --help is more than a screen'
formats=$(grep -oE '^    \{"[a-z-]+"' zones/export/format.c | cut -d '"' -f 2)
[ "$(wc -w <<<"$formats")" -ge 8 ]
tally $? 'the formats are not found in zones/export/format.c'
for format in $formats; do
	grep -qw -- "$format" "$work/help"
	tally $? "mullion export --help doesn't name $format"
	grep -qx ".It Cm $format" zones/mullion.1
	tally $? "mullion(1) doesn't name $format"
done

# the header has the hash that sha256sum(1) finds, and the command, and the
# same site is the same text
hash=$(cd zones/example &&
	find -- * -name '.*' -prune -o -name '*.json' -print | LC_ALL=C sort |
	xargs sha256sum | sha256sum | cut -d ' ' -f 1)
for format in "${resolvers[@]}"; do
	export_site "$format" zones/example --view internal "${servers[@]}" \
		>"$work/$format"
	tally $? "$format: not exported"
	sed -n 2p "$work/$format" | grep -q "sha256 $hash\$"
	tally $? "$format: the header doesn't have the site's hash"
	sed -n 3p "$work/$format" | grep -qF "mullion export $format zones/ex"
	tally $? "$format: the header doesn't say how it was made"
	grep -q 'zones/example/corp/corp.internal.json:4:11' "$work/$format"
	tally $? "$format: corp.internal without the place that it is from"
	TZ=Asia/Tokyo LC_ALL=C.UTF-8 MALLOC_PERTURB_=85 \
		"$mullion" export "$format" "${servers[@]}" --view internal \
		zones/example | sed 3d | cmp - <(sed 3d "$work/$format")
	tally $? "$format: twice is not the same"
done

# zone files: every zone of every view, by two servers' own checks
for site in zones/example test/cases/answers; do
	rm -rf "$work/images"
	"$mullion" compile "$site" -o "$work/images" --serial 7 >/dev/null 2>&1
	for image in "$work"/images/*.view; do
		view=$(basename "$image" .view)
		export_site zonefile "$site" --view "$view" \
			--previous "$work/images" >"$work/all"
		diff <(grep -v '^;' "$work/all" | grep .) \
			<("$mullion" show "$image" | grep -v '^;' | grep .) \
			>"$work/log"
		tally $? "$site $view: zonefile isn't what the image holds"
		while read -r zone; do
			export_site zonefile "$site" --view "$view" \
				--zone "$zone" --serial 7 >"$work/zone"
			accepts "named-checkzone $zone in $view" \
				named-checkzone -k ignore -n ignore -i none \
				-r ignore "$zone" "$work/zone"
			accepts "kzonecheck $zone in $view" \
				kzonecheck -o "$zone" -d off "$work/zone"
		done < <(sed -n 's/^; zone \(.*\) serial.*/\1/p' "$work/all")
	done
done

# Resolvers that run, with the root's trust anchor and, where there is one, a
# guard against rebinding, either of which would keep mullion's answers from a
# client if the export didn't say otherwise.
root_ds='. DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D'
cat >"$work/unbound.conf" <<END
server:
	interface: 127.0.0.1@$((port + 1))
	username: ""
	chroot: ""
	pidfile: ""
	directory: "$work"
	use-syslog: no
	trust-anchor: "$root_ds"
	private-address: 10.0.0.0/8
remote-control:
	control-enable: no
include: "$work/unbound"
END
accepts 'unbound-checkconf' unbound-checkconf "$work/unbound.conf"

named_conf() # PORT ZONES OPTIONS
{
	mkdir "$work/named-$1"
	cat <<-END
	options {
		directory "$work/named-$1";
		listen-on port $1 { 127.0.0.1; };
		listen-on-v6 { none; };
		pid-file none;
		session-keyfile none;
		dnssec-validation auto;
		include "$3";
	};
	controls { };
	include "$2";
	END
}
named_conf $((port + 2)) "$work/bind" "$work/bind-options" \
	>"$work/named.conf"
accepts 'named-checkconf' named-checkconf "$work/named.conf"
export_site bind zones/example --view internal --server 127.0.0.1 >"$work/stub"
named_conf $((port + 3)) "$work/stub" "$work/bind-options" >"$work/stub.conf"
accepts 'named-checkconf, port 53' named-checkconf "$work/stub.conf"
accepts 'dnsmasq --test' dnsmasq --test -C "$work/dnsmasq"
mkdir "$work/kresd"
cat >"$work/kresd.conf" <<END
net.listen('127.0.0.1', $((port + 5)), { kind = 'dns' })
dofile('$work/knot-resolver')
END

start() # COMMAND...
{
	"$@" >>"$work/running" 2>&1 &
	started+=($!)
}
listen=(-l "127.0.0.1:$port")
[ "$APART" = no ] || listen+=(-l 127.0.0.1:53)
start "$build/mulliond" "${listen[@]}" zones/example
start unbound -d -c "$work/unbound.conf"
start named -f -n 1 -c "$work/named.conf"
[ "$APART" = no ] || start named -f -n 1 -c "$work/stub.conf"
start dnsmasq -k -C "$work/dnsmasq" -p $((port + 4)) -a 127.0.0.1 -z \
	--no-hosts --no-resolv --stop-dns-rebind --user="$(id -un)" --pid-file
start kresd -n -c "$work/kresd.conf" "$work/kresd"

# answer PORT NAME [TYPE]: "STATUS DATA...", of the last type alone.
answer()
{
	dig +time=3 +tries=1 -p "$1" @127.0.0.1 "${@:2}" 2>/dev/null |
		awk '/status:/ { sub(/,/, "", $6); said = $6 }
			/^[^;]/ && ($4 == "A" || $4 == "PTR") {
				said = said " " $5 }
			END { print said }'
}

# resolver NAME PORT WHAT-INTERNAL-IS: what a client of it is answered.
resolver()
{
	local name=$1 at=$2 got question wanted
	for _ in $(seq 100); do
		[ "$(answer "$at" git.corp.internal)" != 'NOERROR 10.1.4.21' ] ||
			break
		sleep 0.1
	done
	while read -r question wanted; do
		got=$(answer "$at" "$question" "${type[$question]-A}")
		[ "$got" = "$wanted" ] || {
			echo "$question: $got, not $wanted" >"$work/log"
			tail -5 "$work/running" >>"$work/log"
		}
		[ "$got" = "$wanted" ]
		tally $? "$name: $question"
	done <<-END
	git.corp.internal NOERROR 10.1.4.21
	mixer-1.media.corp.internal NOERROR 10.1.5.11
	www.example.com NOERROR 10.1.3.80
	20.4.1.10.in-addr.arpa NOERROR wiki.corp.internal.
	nothing.corp.internal NXDOMAIN
	db.billing.stage.corp.internal NXDOMAIN
	other.internal $3
	printer.lan NXDOMAIN
	1.64.100.in-addr.arpa NXDOMAIN
	END
}
declare -A type=([20.4.1.10.in-addr.arpa]=PTR [1.64.100.in-addr.arpa]=PTR)

resolver unbound $((port + 1)) NXDOMAIN
resolver named $((port + 2)) SERVFAIL
if [ "$APART" = no ]; then
	echo 'named with mullion at port 53: not tested, that takes root'
else
	resolver 'named with mullion at port 53' $((port + 3)) SERVFAIL
fi
resolver dnsmasq $((port + 4)) NXDOMAIN
resolver kresd $((port + 5)) NXDOMAIN

# CoreDNS and systemd-resolved don't run here (test/resolved.sh, which takes
# root and a mirror, has the latter): their texts are held against the form that
# they document, line by line.
echo "CoreDNS: not tested with the program, which Debian doesn't have"
! grep -vE '^(#.*|\[Resolve\]|DNS=127\.0\.0\.1:[0-9]+|Domains=~[a-z0-9.-]+|)$' \
	"$work/systemd-resolved" >"$work/log" &&
	[ "$(grep -cxF '[Resolve]' "$work/systemd-resolved")" = 1 ]
tally $? 'systemd-resolved: a line that is none of resolved.conf(5)'
grep -qx 'Domains=~corp.internal' "$work/systemd-resolved"
tally $? 'systemd-resolved: corp.internal is not routed'
! tr '\n' ' ' < <(grep -v '^#' "$work/coredns") |
	grep -vE "^( *[a-z0-9.-]+ \{ *	(forward \. 127\.0\.0\.1:$port|template ANY ANY \{ *		rcode NXDOMAIN *	\}) *\})* *\$" \
	>"$work/log"
tally $? 'coredns: a server block of another form'

# A firewall, a load balancer, and objects for meshes: test/agree.py says what
# they let through; here it is whether they are taken, and what they tell.
balancer=(--listen internal=192.0.2.1 --listen staging=fd00::2
	--listen external=192.0.2.3)
for format in nftables haproxy networkpolicy istio cilium; do
	options=()
	[ "$format" != haproxy ] || options=("${balancer[@]}")
	for site in test/cases/services zones/example; do
		export_site "$format" "$site" "${options[@]}" >"$work/$format"
		tally $? "$format: $site is not exported"
		grep -qE "$site/[a-z./]*json:[0-9]+:[0-9]+" "$work/$format"
		tally $? "$format: no part of $site says where it is from"
		grep -qi 'denie[sd]' "$work/$format"
		tally $? "$format: nothing of $site is said to be denied"
		TZ=Asia/Tokyo LC_ALL=C.UTF-8 MALLOC_PERTURB_=85 \
			"$mullion" export "$format" "$site" "${options[@]}" \
			2>/dev/null | cmp - "$work/$format"
		tally $? "$format: $site twice is not the same"
		case $format in
		nftables)
			if unshare -rn true 2>/dev/null; then
				accepts "nft -c, $site" unshare -rn \
					nft -c -f "$work/$format"
			else
				echo 'nft -c: not tested, no namespace'
			fi
			;;
		haproxy)
			printf '%s\n' defaults 'timeout connect 1s' \
				'timeout client 1s' 'timeout server 1s' \
				>"$work/defaults"
			accepts "haproxy -c, $site" haproxy -c \
				-f "$work/defaults" -f "$work/$format"
			;;
		*)
			accepts "$format: no JSON" /usr/bin/python3 -m \
				json.tool "$work/$format" /dev/null
			;;
		esac
	done
done
"$mullion" export haproxy test/cases/services "${balancer[@]}" 2>&1 >/dev/null |
	grep -q 'corp.internal.json:36:5: warning: left out: rtp.*no UDP'
tally $? 'haproxy: a service of UDP alone is left out without a word'
"$mullion" export cilium test/cases/services 2>&1 >/dev/null |
	grep -q 'corp.internal.json:44:5: warning: left out: turn: it has no lab'
tally $? 'cilium: a service without labels is left out without a word'
export_site nftables test/cases/services --view staging >"$work/nftables"
grep -q '10\.9\.2\.11' "$work/nftables" &&
	! grep -q '10\.1\.2\.11' "$work/nftables"
tally $? 'nftables --view: other hosts than those of the view'

# A hostile spec: nothing in it becomes a line or a word of its own.
hostile=$work/'si"te
INJECTED'
mkdir "$hostile"
cat >"$hostile/views.json" <<'END'
{ "views": { "in": { "trust": "internal", "networks": ["127.0.0.0/8"] } },
  "reserved": { "\"; INJECTED { }; #.example": ["in"] } }
END
backslash=\\
n=0
for name in 'a\\010INJECTED' 'b\"; INJECTED' "c' INJECTED" 'd/INJECTED' \
	'e} INJECTED {' "f$backslash$backslash$backslash$backslash"; do
	n=$((n + 1))
	file=$hostile/$n'
INJECTED: "yes" '$backslash
	[ "$n" != 6 ] || file=$hostile/$n
	[ "$n" != 5 ] || file=$file$'\xff\xc2\x9b'
	cat >"$file.json" <<-END
	{ "zone": "$name.example", "views": ["in"],
	  "records": { "@": { "NS": "ns.other.test." },
	               "h": { "A": "127.0.0.$n" } },
	  "services": { "s$n": { "views": ["in"], "ports": ["$n/tcp"],
	    "hosts": ["h"], "clients": "view", "labels": { "n": "$n" } } } }
	END
done
for format in nftables haproxy networkpolicy; do
	options=()
	[ "$format" != haproxy ] || options=(--listen 127.0.0.1)
	export_site "$format" "$hostile" "${options[@]}" >"$work/$format"
	tally $? "$format: not exported"
done
grep -q 'INJECTED' "$work/nftables" &&
	! grep -E '^[^#]*INJECTED' "$work/nftables" "$work/haproxy" >"$work/log"
tally $? 'nftables, haproxy: a name in a spec gets out of its place'
accepts 'networkpolicy: no JSON' /usr/bin/python3 -m json.tool \
	"$work/networkpolicy" /dev/null
[ "$(grep -cF 'xff' "$work/networkpolicy")" = 1 ] &&
	! grep -q $'[^ -~\t]' "$work/networkpolicy"
tally $? 'networkpolicy: a path that is no UTF-8'
for format in "${resolvers[@]}"; do
	export_site "$format" "$hostile" "${servers[@]}" >"$work/$format"
	tally $? "$format: not exported"
	! sed -E 's:^[[:blank:]]*(#|//|--).*::; s:d/INJECTED::' \
		"$work/$format" | grep INJECTED >"$work/log"
	tally $? "$format: a name in a spec gets out of its place"
	! grep -qE '\\$' "$work/$format"
	tally $? "$format: a name in a spec joins two lines"
	grep -q 'LEFT OUT' "$work/$format"
	tally $? "$format: names are left out without a word"
done
accepts 'unbound-checkconf, of a hostile spec' unbound-checkconf \
	"$work/unbound.conf"
accepts 'named-checkconf, of a hostile spec' named-checkconf "$work/named.conf"
accepts 'dnsmasq --test, of a hostile spec' dnsmasq --test -C "$work/dnsmasq"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

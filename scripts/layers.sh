#!/bin/bash
# SPDX-License-Identifier: ISC
#
# The layers, as the build has them: who may include whom, which library
# stands where, and what the programs may not hold. Fails where one is
# crossed; the last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
B=${B:-build}

passed=0
failed=0

# claim TEXT FOUND: nothing was found that speaks against it.
claim()
{
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED: %s:\n%s\n' "$1" "$2"
	fi
}

# includes PATTERN FILE...: lines that include what the pattern matches.
includes()
{
	local pattern=$1
	shift
	grep -HnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($pattern)" \
		"$@"
}

# but PATTERN FILE...: the files whose names the pattern doesn't match.
but()
{
	local pattern=$1
	shift
	printf '%s\n' "$@" | grep -vE "$pattern"
}

# imports PROGRAM PATTERN: functions that it calls from elsewhere.
imports()
{
	nm -D --undefined-only "$1" | awk '{ print $NF }' | sed 's/@.*//' |
		grep -xE "$2"
}

libraries='uv\.h|jansson\.h|ldns/|openssl/|seccomp\.h|bpf/|check\.h'
listed()
{
	make -s --no-print-directory B="$B" "$1"
}
mapfile -t view_files < <(listed list-view)
mapfile -t supervisor_files < <(listed list-supervisor)
shopt -s nullglob
mapfile -t without_bpf < <(
	but '^server/steer(_lookup|_tree|_egress|_object|\.bpf)\.[ch]$' {lib,zones,zones/*,server,test}/*.[ch])
mapfile -t without_ldns < <(
	but '^zones/(rdata[a-z_]*|zonefile)\.c$' {lib,zones,zones/*,server}/*.[ch])
compiler_files=(zones/*.[ch] zones/*/*.[ch])
behind_view=(zones/{zone,check,separation,render,trie_build,image_write}.[ch]
	zones/{zone,check,separation,render,trie_build,image_write}_*.[ch])

for program in mullion mulliond mulliond-view mullion-ctl mullion-ask; do
	if [ ! -x "$B/$program" ]; then
		echo "$B/$program is missing: make it first"
		exit 1
	fi
done

claim 'each source file is in the Makefile, and each in the Makefile is there' \
	"$(diff <(listed list | sort) \
		<(ls {lib,zones,server,test}/*.c zones/*/*.c))"

claim 'each test and script that the manual names is there' "$(
	grep -ohE '\b(test|scripts)/[a-z0-9_./-]*[a-z0-9]' \
		./*/*.[1578] | sort -u | while read -r file; do
		[ -e "$file" ] || echo "$file"
	done)"

# lib/ sees libc and itself
claim 'lib/ includes lib/ alone' "$(includes '(zones|server|test)/' lib/*.[ch])"
claim 'lib/ includes no library' "$(includes "$libraries" lib/*.[ch])"
claim 'lib/ calls for no socket and no file' "$(
	nm --undefined-only "$B/lib.a" | awk '{ print $NF }' |
		grep -xE 'socket|bind|connect|send.*|recv.*|f?open(64)?|mmap(64)?')"

# zones/ is the compiler
claim 'zones/ never includes server/' \
	"$(includes '(server|test)/' "${compiler_files[@]}")"
claim 'zones/ has no event loop and no sandbox' \
	"$(includes 'uv\.h|seccomp\.h|bpf/' "${compiler_files[@]}")"
claim 'ldns stands in rdata*.c and zonefile.c alone' "$(
	includes 'ldns/' "${without_ldns[@]}")"
claim 'behind view.c the compiler sees one view, never the site' "$(
	grep -HnwE 'struct site|site_[a-z]+|struct spec' "${behind_view[@]}")"

# server/ is the supervisor and the view processes
claim 'server/ never includes zones/' \
	"$(includes '(zones|test)/' server/*.[ch])"
claim 'jansson stays out of the view processes' "$(
	includes 'jansson\.h' "${view_files[@]}")"
claim 'the supervisor has no cryptography' "$(
	includes 'openssl/' "${supervisor_files[@]}")"
claim 'libbpf stands where sk_lookup is loaded alone' "$(
	includes 'bpf/' "${without_bpf[@]}")"
claim 'the supervisor never reads an image' "$(
	includes 'lib/(image|answer|trie|query|reply)\.h' \
		"${supervisor_files[@]}" server/mulliond.c)"

# A clock that is set jumps; what the server waits for must not.
claim 'the server goes by the monotonic clock alone' "$(
	grep -HnE 'CLOCK_(REALTIME|TAI|THREAD|PROCESS)|[^a-z_]time\(' server/*.[ch]
	imports "$B/mulliond" 'time|ftime|gettimeofday'
	imports "$B/mulliond-view" 'time|ftime|gettimeofday')"

# the programs, as they are linked
claim 'mulliond-view needs neither jansson, ldns nor libbpf' "$(
	ldd "$B/mulliond-view" | grep -E 'jansson|ldns|bpf')"
claim 'mulliond needs neither ldns nor OpenSSL' "$(
	ldd "$B/mulliond" | grep -E 'ldns|libcrypto')"
claim 'mulliond has nothing that opens an image or answers' "$(
	nm "$B/mulliond" | grep -wE 'image_(open|check|find)|answer|trie_locate')"
claim 'mulliond maps nothing' "$(imports "$B/mulliond" 'mmap(64)?')"
claim 'mullion has no socket' "$(
	imports "$B/mullion" 'socket|bind|connect|listen|accept4?')"
claim 'mullion-ctl needs jansson alone' "$(
	ldd "$B/mullion-ctl" | grep -E 'libuv|ldns|bpf|libcrypto|seccomp')"
claim 'mullion-ask needs libc alone' "$(
	ldd "$B/mullion-ask" | grep -E 'uv|jansson|ldns|bpf|crypto|seccomp')"
claim 'mullion-ask knows no image and no site' "$(
	nm "$B/mullion-ask" | grep -wE 'image_[a-z]+|answer|json_[a-z]+')"
claim 'mullion has no event loop' "$(ldd "$B/mullion" | grep -E 'libuv')"

# what a compiler can do against a mistake, in what is installed
if [ "$B" = build ]; then
	for program in mullion mulliond mulliond-view mullion-ctl \
		mullion-ask; do
		claim "$program is a position-independent executable" "$(
			readelf -h "$B/$program" | grep -E 'Type: +EXEC')"
		claim "$program has its relocations read-only" "$(
			readelf -d "$B/$program" | grep -q BIND_NOW || echo lazy)"
		claim "$program has its stack guarded" "$(
			imports "$B/$program" __stack_chk_fail >/dev/null ||
				echo unguarded)"
	done
fi

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

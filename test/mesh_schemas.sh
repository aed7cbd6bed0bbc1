#!/bin/bash
# SPDX-License-Identifier: ISC
#
# Holds the exports for Kubernetes, Istio and Cilium against the schemas of
# these, which npm packages carry (mesh_schemas.mjs). The packages, some 35 MB,
# are installed below the build folder; where there is no node, npm or registry
# nothing is tested, and that is said.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

build=$(cd "${B:-build}" && pwd)
folder=$build/node
packages=(kubernetes-models@5.1.0 @kubernetes-models/istio@3.0.1
	@kubernetes-models/cilium@4.0.0)
passed=0
failed=0

skip()
{
	echo "schemas of meshes: not tested, $1"
	exit 0
}

command -v node >/dev/null || skip 'there is no node'
command -v npm >/dev/null || skip 'there is no npm'
if [ "$(cat "$folder/installed" 2>/dev/null)" != "${packages[*]}" ]; then
	rm -rf "$folder"
	mkdir -p "$folder"
	echo '{ "private": true, "type": "module" }' >"$folder/package.json"
	(cd "$folder" && npm install --ignore-scripts --no-audit --no-fund \
		--loglevel=error --fetch-retries=1 --fetch-timeout=60000 \
		"${packages[@]}") >"$folder/log" 2>&1 ||
		skip "npm can't install the packages: $(tail -1 "$folder/log")"
	echo "${packages[*]}" >"$folder/installed"
fi
cp test/mesh_schemas.mjs "$folder"
for site in test/cases/services zones/example; do
	for format in networkpolicy istio cilium; do
		said=$("$build/mullion" export "$format" "$site" 2>/dev/null |
			(cd "$folder" && node mesh_schemas.mjs "$format") 2>&1)
		grep -vxE '[0-9]+ passed, [0-9]+ failed' <<<"$said"
		read -r good bad < <(sed -n \
			's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' \
			<<<"$said")
		passed=$((passed + ${good:-0}))
		failed=$((failed + ${bad:-1}))
		good=
		bad=
	done
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

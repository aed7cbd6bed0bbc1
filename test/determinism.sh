#!/bin/bash
# SPDX-License-Identifier: ISC
#
# The same site and serial are the same images and manifest, byte for byte,
# whatever the machine looks like; and what changes in one view changes no
# octet of another's image.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

build=$(cd "${B:-build}" && pwd)
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

# compile SITE DIR [VARIABLE=VALUE]...
compile()
{
	env "${@:3}" "$build/mullion" compile "$1" -o "$work/$2" --serial 7 \
		>"$work/log" 2>&1 || cat "$work/log"
}

# cached SITE DIR: with a cache.
cached()
{
	"$build/mullion" compile "$1" -o "$work/$2" --serial 7 --cache \
		>"$work/log" 2>&1 || cat "$work/log"
}

# same DIR WHAT: as the first images.
same()
{
	diff -r -x '.mullion-cache*' "$work/first" "$work/$1"
	tally $? "$site: $2"
}

for site in zones/example test/cases/answers test/cases/split; do
	rm -rf "${work:?}"/*
	compile "$site" first
	compile "$site" again
	same again 'twice is not the same'

	compile "$site" again
	same again 'into a folder with images is not the same'

	# names come from readdir(3) in another order, from another path
	mkdir "$work/site"
	(cd "$site" && find . -name '*.json') | sort -r |
		while read -r file; do
			mkdir -p "$work/site/$(dirname "$file")"
			cp "$site/$file" "$work/site/$file"
		done
	compile "$work/site" moved
	same moved 'another order of files makes another image'

	cached "$site" cached
	same cached 'leaving a cache makes another image'
	cached "$site" cached
	same cached 'taking specs from the cache makes another image'
	cached "$work/site" cached
	same cached 'the cache of a site at another path makes another image'

	compile "$site" foreign TZ=Asia/Tokyo LC_ALL=C.UTF-8 HOME=/ \
		SOURCE_DATE_EPOCH=1 MALLOC_PERTURB_=85
	same foreign 'the environment shows in the images'

	(cd "$site" && umask 077 && "$build/mullion" compile . -o "$work/here" \
		--serial 7 >"$work/log" 2>&1)
	same here 'the working folder shows in the images'

	"$build/mullion" prove "$site" --names >"$work/proof" 2>"$work/log"
	env TZ=Asia/Tokyo LC_ALL=C.UTF-8 MALLOC_PERTURB_=85 "$build/mullion" \
		prove "$work/site" --names 2>"$work/log" | diff - "$work/proof"
	tally $? "$site: another proof from another path"

	(cd "$site" && "$build/mullion" audit . --html "$work/page" 2>"$work/log")
	(cd "$work/site" && env TZ=Asia/Tokyo LC_ALL=C.UTF-8 \
		MALLOC_PERTURB_=85 "$build/mullion" audit . \
		--html "$work/other" 2>"$work/log")
	cmp "$work/page" "$work/other"
	tally $? "$site: another page"
done

# a new name in one view: the others' images stay as they are
rm -rf "${work:?}"/*
cp -r test/cases/isolation "$work/site"
compile "$work/site" before
sed -i 's/"alpha-overlay-canary"/"another-name"/' "$work/site/shared.json"
compile "$work/site" after
cmp -s "$work/before/alpha-4f1c.view" "$work/after/alpha-4f1c.view"
[ $? = 1 ]
tally $? "a view's change is not in its image"
for view in beta-9e2d gamma-c73b; do
	cmp "$work/before/$view.view" "$work/after/$view.view"
	tally $? "a change in alpha's view shows in $view's image"
done

# With a cache, findings and images are those of a run without: of a change in
# a zone, in the views that all zones stand beside, and of a cache that was
# damaged on the way. `first` has no cache, `second` has the last run's.
rm -rf "${work:?}"/*
site='a cache'
cp -r test/cases/isolation "$work/site"
cached "$work/site" second

# as_without WHAT
as_without()
{
	rm -rf "$work/first"
	cp -r "$work/second" "$work/first"
	rm "$work/first/".mullion-cache*
	"$build/mullion" compile "$work/site" -o "$work/first" --serial 9 \
		>"$work/plain" 2>&1
	echo "status $?" >>"$work/plain"
	"$build/mullion" compile "$work/site" -o "$work/second" --serial 9 \
		--cache >"$work/log" 2>&1
	echo "status $?" >>"$work/log"
	diff "$work/plain" "$work/log"
	tally $? "$site: $1: other findings"
	same second "$1: other images"
}

as_without 'nothing changed'
sed -i 's/"alpha-overlay-canary"/"another-name"/' "$work/site/shared.json"
as_without 'a changed name'
sed -i 's/"another-name"/"another..name"/' "$work/site/shared.json"
as_without 'a name that is none'
sed -i 's/"another..name"/"another-name"/' "$work/site/shared.json"
as_without 'the name as it was'
cp "$work/site/views.json" "$work/views.json"
sed -i 's/"internal"/"external"/' "$work/site/views.json"
as_without 'views of another trust'
cp "$work/views.json" "$work/site/views.json"
as_without 'the views as they were'
# A file that hasn't changed for some seconds isn't read again, and one that was
# changed to the same length and time of its last writing is.
sleep 4
as_without 'files of some seconds ago'
as_without 'files that need not be read'
touch -r "$work/site/shared.json" "$work/time"
printf xyz | dd of="$work/site/shared.json" bs=1 conv=notrunc status=none \
	seek="$(grep -ob '"another-name"' "$work/site/shared.json" | head -n 1 |
		awk -F : '{ print $1 + 1 }')"
touch -r "$work/time" "$work/site/shared.json"
as_without 'a change that length and time do not show'
grep -q 'xyzther-name' <("$build/mullion" show "$work/second/alpha-4f1c.view")
tally $? "$site: a change that length and time do not show is not seen"
printf '\377' | dd of="$work/second/.mullion-cache" bs=1 seek=900 conv=notrunc \
	status=none
as_without 'a damaged cache'
: >"$work/second/.mullion-cache"
as_without 'an empty cache'

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]

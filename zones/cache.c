/* SPDX-License-Identifier: ISC */
#include "zones/cache.h"

#include <string.h>

#include "lib/err.h"
#include "lib/version.h"
#include "zones/file.h"
#include "zones/json_parse.h"
#include "zones/pack.h"
#include "zones/rdata.h"

static const char magic[8] = "mullion2";

enum {
	ENTRY = 5 + HASH + 8 + sizeof(struct stamp)
}; /* octets that one takes at least */

enum { IMAGE = 5 + HASH };

struct image_hash {
	const char *view;
	const uint8_t *hash;
};

struct entries {
	struct cache_entry *items;
	size_t count;
	struct image_hash *images;
	size_t image_count;
};

struct cache {
	struct arena *arena;
	uint8_t program[HASH];
	uint8_t views[HASH];        /* of this run */
	uint8_t former_views[HASH]; /* of the run that left the entries */
	bool holds;                 /* they are the same */
	struct entries former;
	struct entries kept;
};

/* A program that was built anew may read a text another way. Zero when it
 * can't be told, and then nothing is kept. */
static void
hash_program(struct cache *cache)
{
	struct arena *scratch = arena_new();
	struct packer packer = {.arena = scratch};
	char *program;
	size_t length;

	if (file_read(scratch, &program, &length, "/proc/self/exe") == 0) {
		pack_octets(&packer, program, length);
		pack_text(&packer, MULLION_VERSION);
		pack_text(&packer, json_parse_version());
		pack_text(&packer, rdata_version());
		hash_octets(cache->program, packer.octets, packer.length);
	}
	arena_free(scratch);
}

static bool
read_entry(struct unpacker *u, struct cache_entry *entry)
{
	const uint8_t *stamp;
	uint64_t length;

	entry->path = unpack_text(u);
	entry->hash = unpack_octets(u, HASH);
	stamp = unpack_octets(u, sizeof(entry->stamp));
	if (stamp != NULL)
		memcpy(&entry->stamp, stamp, sizeof(entry->stamp));
	length = unpack64(u);
	if (length > (size_t)(u->end - u->at))
		return false;
	entry->length = length;
	entry->octets = unpack_octets(u, length);
	return !u->bad;
}

static bool
read_specs(struct entries *entries, struct arena *arena, struct unpacker *u)
{
	size_t count = unpack_count(u, ENTRY);

	entries->count = count;
	entries->items = arena_alloc(arena, count * sizeof(*entries->items));
	for (size_t i = 0; i < count; i++)
		if (!read_entry(u, &entries->items[i])
		    || (i > 0
		        && strcmp(entries->items[i - 1].path,
		                  entries->items[i].path)
		               >= 0))
			return false;
	return true;
}

static bool
read_entries(struct cache *cache, struct unpacker *u)
{
	struct entries entries = {.count = 0};
	const uint8_t *views = unpack_octets(u, HASH);
	size_t count;

	if (!read_specs(&entries, cache->arena, u))
		return false;
	count = unpack_count(u, IMAGE);
	entries.image_count = count;
	entries.images =
	    arena_alloc(cache->arena, count * sizeof(*entries.images));
	for (size_t i = 0; i < count; i++) {
		entries.images[i].view = unpack_text(u);
		entries.images[i].hash = unpack_octets(u, HASH);
	}
	if (u->bad || u->at != u->end)
		return false;
	memcpy(cache->former_views, views, HASH);
	cache->former = entries;
	return true;
}

/* Whatever is wrong: no entries. */
static void
read_former(struct cache *cache, const char *folder)
{
	struct unpacker u = {.bad = false};
	const uint8_t *head, *hash, *program;
	uint8_t found[HASH];
	size_t length;
	char *text;

	if (file_read(cache->arena, &text, &length,
	              arena_format(cache->arena, "%s/%s", folder, CACHE_FILE))
	    < 0)
		return;
	u.at = (const uint8_t *)text;
	u.end = u.at + length;
	head = unpack_octets(&u, sizeof(magic));
	hash = unpack_octets(&u, HASH);
	if (hash == NULL || memcmp(head, magic, sizeof(magic)) != 0)
		return;
	hash_octets(found, u.at, (size_t)(u.end - u.at));
	program = unpack_octets(&u, HASH);
	if (program == NULL || memcmp(found, hash, HASH) != 0
	    || memcmp(program, cache->program, HASH) != 0)
		return;
	(void)read_entries(cache, &u);
}

static bool
program_known(const struct cache *cache)
{
	static const uint8_t none[HASH];

	return memcmp(cache->program, none, HASH) != 0;
}

struct cache *
cache_open(struct arena *arena, const char *folder)
{
	struct cache *cache = arena_alloc(arena, sizeof(*cache));

	cache->arena = arena;
	hash_program(cache);
	if (program_known(cache))
		read_former(cache, folder);
	return cache;
}

void
cache_views(struct cache *cache, const char *text, size_t length)
{
	hash_octets(cache->views, text, length);
	cache->holds = memcmp(cache->views, cache->former_views, HASH) == 0;
}

const struct cache_entry *
cache_find(const struct cache *cache, const char *path)
{
	size_t low = 0, high = cache->former.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct cache_entry *entry = &cache->former.items[middle];
		int order = strcmp(entry->path, path);

		if (order == 0)
			return entry;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool
cache_holds(const struct cache *cache)
{
	return cache->holds;
}

void
cache_keep(struct cache *cache, const struct cache_entry *entry)
{
	struct entries *kept = &cache->kept;

	kept->items = arena_grow(cache->arena, kept->items, kept->count,
	                         sizeof(*kept->items));
	kept->items[kept->count++] = *entry;
}

const uint8_t *
cache_image(const struct cache *cache, const char *view)
{
	for (size_t i = 0; i < cache->former.image_count; i++)
		if (strcmp(cache->former.images[i].view, view) == 0)
			return cache->former.images[i].hash;
	return NULL;
}

void
cache_keep_image(struct cache *cache, const char *view,
                 const uint8_t hash[HASH])
{
	struct entries *kept = &cache->kept;

	kept->images = arena_grow(cache->arena, kept->images, kept->image_count,
	                          sizeof(*kept->images));
	kept->images[kept->image_count++] = (struct image_hash){view, hash};
}

/* Entries that were taken over are those that were read, by reference. */
static bool
is_same(const struct cache *cache)
{
	const struct entries *a = &cache->kept, *b = &cache->former;

	if (!cache->holds || a->count != b->count
	    || a->image_count != b->image_count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->items[i].octets != b->items[i].octets
		    || !stamp_equal(&a->items[i].stamp, &b->items[i].stamp))
			return false;
	for (size_t i = 0; i < a->image_count; i++)
		if (strcmp(a->images[i].view, b->images[i].view) != 0
		    || memcmp(a->images[i].hash, b->images[i].hash, HASH) != 0)
			return false;
	return true;
}

static void
pack_entries(struct packer *packer, const struct entries *entries)
{
	pack32(packer, (uint32_t)entries->count);
	for (size_t i = 0; i < entries->count; i++) {
		const struct cache_entry *entry = &entries->items[i];

		pack_text(packer, entry->path);
		pack_octets(packer, entry->hash, HASH);
		pack_octets(packer, &entry->stamp, sizeof(entry->stamp));
		pack64(packer, entry->length);
		pack_octets(packer, entry->octets, entry->length);
	}
	pack32(packer, (uint32_t)entries->image_count);
	for (size_t i = 0; i < entries->image_count; i++) {
		pack_text(packer, entries->images[i].view);
		pack_octets(packer, entries->images[i].hash, HASH);
	}
}

int
cache_write(struct cache *cache, struct publish *publish)
{
	struct packer packer = {.arena = cache->arena};
	size_t behind = sizeof(magic) + HASH;

	if (!program_known(cache) || is_same(cache))
		return 0;
	pack_octets(&packer, magic, sizeof(magic));
	pack_octets(&packer, cache->program, HASH); /* in place of the hash */
	pack_octets(&packer, cache->program, HASH);
	pack_octets(&packer, cache->views, HASH);
	pack_entries(&packer, &cache->kept);
	hash_octets(packer.octets + sizeof(magic), packer.octets + behind,
	            packer.length - behind);
	/* Some file systems wait for the disk where a file is replaced, so that
	 * it isn't lost. This one may be. */
	if (publish_remove(publish, CACHE_FILE) < 0)
		return ERR_REPORTED;
	return publish_beside(publish, CACHE_FILE, packer.octets,
	                      packer.length);
}

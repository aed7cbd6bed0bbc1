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

enum { WORTH = 64 }; /* a part of the specs, 1/WORTH, to be written for */

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

static void
read_cache(struct cache *cache, struct unpacker *u)
{
	struct entries entries = {.count = 0};
	const uint8_t *views = unpack_octets(u, HASH);

	if (!read_specs(&entries, cache->arena, u) || u->bad || u->at != u->end)
		return;
	memcpy(cache->former_views, views, HASH);
	cache->former.items = entries.items;
	cache->former.count = entries.count;
}

static void
read_images(struct cache *cache, struct unpacker *u)
{
	size_t count = unpack_count(u, IMAGE);
	struct image_hash *images =
	    arena_alloc(cache->arena, count * sizeof(*images));

	for (size_t i = 0; i < count; i++) {
		images[i].view = unpack_text(u);
		images[i].hash = unpack_octets(u, HASH);
	}
	if (u->bad || u->at != u->end)
		return;
	cache->former.images = images;
	cache->former.image_count = count;
}

/* What is behind the head of the folder's file. Whatever is wrong: false. */
static bool
read_file(struct unpacker *u, const struct cache *cache, const char *folder,
          const char *name)
{
	const uint8_t *head, *hash, *program;
	uint8_t found[HASH];
	size_t length;
	char *text;

	if (file_read(cache->arena, &text, &length,
	              arena_format(cache->arena, "%s/%s", folder, name))
	    < 0)
		return false;
	*u = (struct unpacker){.at = (const uint8_t *)text,
	                       .end = (const uint8_t *)text + length};
	head = unpack_octets(u, sizeof(magic));
	hash = unpack_octets(u, HASH);
	if (hash == NULL || memcmp(head, magic, sizeof(magic)) != 0)
		return false;
	hash_octets(found, u->at, (size_t)(u->end - u->at));
	program = unpack_octets(u, HASH);
	return program != NULL && memcmp(found, hash, HASH) == 0
	       && memcmp(program, cache->program, HASH) == 0;
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

	struct unpacker u;

	cache->arena = arena;
	hash_program(cache);
	if (!program_known(cache))
		return cache;
	if (read_file(&u, cache, folder, CACHE_FILE))
		read_cache(cache, &u);
	if (read_file(&u, cache, folder, CACHE_IMAGES))
		read_images(cache, &u);
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

static size_t
specs_size(const struct entries *entries)
{
	size_t size = 0;

	for (size_t i = 0; i < entries->count; i++)
		size += entries->items[i].length;
	return size;
}

/* Octets of specs that were taken over: those are what was read, by reference,
 * in the same order. */
static size_t
taken_over(const struct entries *kept, const struct entries *former)
{
	size_t size = 0;

	for (size_t i = 0, j = 0; i < kept->count && j < former->count;) {
		const struct cache_entry *a = &kept->items[i];
		const struct cache_entry *b = &former->items[j];
		int order = strcmp(a->path, b->path);

		if (order == 0 && a->octets == b->octets
		    && stamp_equal(&a->stamp, &b->stamp))
			size += a->length;
		i += order <= 0;
		j += order >= 0;
	}
	return size;
}

static bool
specs_are_worth_it(const struct cache *cache)
{
	size_t kept = specs_size(&cache->kept);
	size_t former = specs_size(&cache->former);
	size_t same = taken_over(&cache->kept, &cache->former);

	if (!cache->holds)
		return true;
	return kept - same + former - same > former / WORTH;
}

static bool
images_are_same(const struct cache *cache)
{
	const struct entries *a = &cache->kept, *b = &cache->former;

	if (a->image_count != b->image_count)
		return false;
	for (size_t i = 0; i < a->image_count; i++)
		if (strcmp(a->images[i].view, b->images[i].view) != 0
		    || memcmp(a->images[i].hash, b->images[i].hash, HASH) != 0)
			return false;
	return true;
}

static struct packer
pack_head(const struct cache *cache)
{
	struct packer packer = {.arena = cache->arena};

	pack_octets(&packer, magic, sizeof(magic));
	pack_octets(&packer, cache->program, HASH); /* in place of the hash */
	pack_octets(&packer, cache->program, HASH);
	return packer;
}

static int
write_file(const struct packer *packer, struct publish *publish,
           const char *name)
{
	size_t behind = sizeof(magic) + HASH;

	hash_octets(packer->octets + sizeof(magic), packer->octets + behind,
	            packer->length - behind);
	/* Some file systems wait for the disk where a file is replaced, so that
	 * it isn't lost. This one may be. */
	if (publish_remove(publish, name) < 0)
		return ERR_REPORTED;
	return publish_beside(publish, name, packer->octets, packer->length);
}

static int
write_cache(const struct cache *cache, struct publish *publish)
{
	const struct entries *entries = &cache->kept;
	struct packer packer = pack_head(cache);

	pack_octets(&packer, cache->views, HASH);
	pack32(&packer, (uint32_t)entries->count);
	for (size_t i = 0; i < entries->count; i++) {
		const struct cache_entry *entry = &entries->items[i];

		pack_text(&packer, entry->path);
		pack_octets(&packer, entry->hash, HASH);
		pack_octets(&packer, &entry->stamp, sizeof(entry->stamp));
		pack64(&packer, entry->length);
		pack_octets(&packer, entry->octets, entry->length);
	}
	return write_file(&packer, publish, CACHE_FILE);
}

static int
write_images(const struct cache *cache, struct publish *publish)
{
	const struct entries *entries = &cache->kept;
	struct packer packer = pack_head(cache);

	pack32(&packer, (uint32_t)entries->image_count);
	for (size_t i = 0; i < entries->image_count; i++) {
		pack_text(&packer, entries->images[i].view);
		pack_octets(&packer, entries->images[i].hash, HASH);
	}
	return write_file(&packer, publish, CACHE_IMAGES);
}

int
cache_write(struct cache *cache, struct publish *publish)
{
	int code = 0;

	if (!program_known(cache))
		return 0;
	if (specs_are_worth_it(cache))
		code = write_cache(cache, publish);
	if (code == 0 && !images_are_same(cache))
		code = write_images(cache, publish);
	return code;
}

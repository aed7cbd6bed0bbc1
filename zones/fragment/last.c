/* SPDX-License-Identifier: ISC */
#include "zones/fragment/last.h"

#include <string.h>

#include "lib/err.h"
#include "zones/file.h"
#include "zones/fragment/fragment.h"
#include "zones/hash.h"
#include "zones/pack.h"

static const char magic[8] = "fragmnt1";

struct last_text {
	const char *relative;
	const char *text;
};

struct fragment_last {
	struct last_text *items;
	size_t count;
	const char *octets; /* the whole file, to see whether it changes */
	size_t length;
};

enum { LEAST = 2 * 5 }; /* octets that one takes at least */

static void
read_items(struct fragment_last *last, struct arena *arena, struct unpacker *u)
{
	size_t count = unpack_count(u, LEAST);

	last->items = arena_alloc(arena, count * sizeof(*last->items));
	for (size_t i = 0; i < count; i++) {
		last->items[i].relative = unpack_text(u);
		last->items[i].text = unpack_text(u);
	}
	if (!u->bad && u->at == u->end)
		last->count = count;
}

struct fragment_last *
fragment_last_read(struct arena *arena, const char *folder)
{
	const char *path =
	    arena_format(arena, "%s/%s", folder, FRAGMENT_LAST_FILE);
	struct fragment_last *last = arena_alloc(arena, sizeof(*last));
	struct unpacker u = {.bad = false};
	const uint8_t *head, *hash;
	uint8_t found[HASH];
	char *text;

	if (file_read(arena, &text, &last->length, path) < 0)
		return last;
	last->octets = text;
	u.at = (const uint8_t *)text;
	u.end = u.at + last->length;
	head = unpack_octets(&u, sizeof(magic));
	hash = unpack_octets(&u, HASH);
	if (hash == NULL || memcmp(head, magic, sizeof(magic)) != 0)
		return last;
	hash_octets(found, u.at, (size_t)(u.end - u.at));
	if (memcmp(found, hash, HASH) == 0)
		read_items(last, arena, &u);
	return last;
}

const char *
fragment_last_find(const struct fragment_last *last, const char *relative,
                   size_t *length)
{
	for (size_t i = 0; last != NULL && i < last->count; i++)
		if (strcmp(last->items[i].relative, relative) == 0) {
			*length = strlen(last->items[i].text);
			return last->items[i].text;
		}
	return NULL;
}

int
fragment_last_write(const struct site *site, struct publish *publish)
{
	const struct fragment_last *last = site->last_fragments;
	struct packer packer = {.arena = site->arena};
	static const uint8_t none[HASH];
	uint32_t count = 0;

	for (size_t i = 0; i < site->fragment_count; i++)
		count += site->fragments[i].text != NULL;
	if (count == 0)
		return publish_remove(publish, FRAGMENT_LAST_FILE);
	pack_octets(&packer, magic, sizeof(magic));
	pack_octets(&packer, none, HASH);
	pack32(&packer, count);
	for (size_t i = 0; i < site->fragment_count; i++) {
		const struct fragment *fragment = &site->fragments[i];

		if (fragment->text == NULL)
			continue;
		pack_text(&packer, fragment->file->relative);
		pack_text(&packer, fragment->text);
	}
	hash_octets(packer.octets + sizeof(magic),
	            packer.octets + sizeof(magic) + HASH,
	            packer.length - sizeof(magic) - HASH);
	if (last != NULL && last->length == packer.length
	    && memcmp(last->octets, packer.octets, packer.length) == 0
	    && site->last_is_here)
		return 0;
	return publish_beside(publish, FRAGMENT_LAST_FILE, packer.octets,
	                      packer.length);
}

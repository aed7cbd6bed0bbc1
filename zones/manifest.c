/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/image_format.h"
#include "zones/file.h"
#include "zones/json_parse.h"
#include "zones/json_scratch.h"
#include "zones/manifest.h"

enum { MANIFEST_FORMAT = 1 };

_Noreturn static void
out_of_memory(void)
{
	fputs("mullion: out of memory\n", stderr);
	exit(2);
}

static void
set(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0)
		out_of_memory();
}

static json_t *
hash_text(const uint8_t *octets)
{
	const uint8_t *hash = octets + offsetof(struct image_header, hash);
	char text[2 * IMAGE_HASH + 1];

	for (size_t i = 0; i < IMAGE_HASH; i++)
		snprintf(text + 2 * i, 3, "%02x", hash[i]);
	return json_string(text);
}

static json_t *
view_object(const struct manifest_view *view)
{
	json_t *object = json_object(), *zones = json_object();
	const struct tree *tree = view->tree;

	if (object == NULL || zones == NULL)
		out_of_memory();
	for (size_t i = 0; i < tree->count; i++) {
		const struct zone_content *zone = tree->zones[i].content;

		set(zones, zone->text, json_integer(wire_read32(zone->serial)));
	}
	set(object, "file", json_sprintf("%s.view", view->view));
	set(object, "sha256", hash_text(view->octets));
	set(object, "zones", zones);
	return object;
}

static char *
text_of(const struct manifest_view *views, size_t count, uint64_t generation)
{
	json_t *root = json_object(), *all = json_object();
	char *text, *line;

	if (root == NULL || all == NULL)
		out_of_memory();
	for (size_t i = 0; i < count; i++)
		set(all, views[i].view, view_object(&views[i]));
	set(root, "format", json_integer(MANIFEST_FORMAT));
	if (generation > 0)
		set(root, "generation", json_integer((json_int_t)generation));
	set(root, "views", all);
	text = json_dumps(root, JSON_INDENT(2) | JSON_SORT_KEYS);
	if (text == NULL || asprintf(&line, "%s\n", text) < 0)
		out_of_memory();
	return line;
}

char *
manifest_text(const struct manifest_view *views, size_t count,
              uint64_t generation)
{
	struct arena *scratch = arena_new();
	struct arena *before = json_scratch_use(scratch);
	char *text = text_of(views, count, generation);

	(void)json_scratch_use(before);
	arena_free(scratch);
	return text;
}

uint64_t
manifest_generation(const char *text, size_t size)
{
	struct arena *scratch = arena_new();
	struct arena *before = json_scratch_use(scratch);
	const json_t *root = json_parse_right(text, size);
	json_int_t generation =
	    json_integer_value(json_object_get(root, "generation"));

	(void)json_scratch_use(before);
	arena_free(scratch);
	return generation < 0 || generation > (json_int_t)GENERATION_MAX
	           ? 0
	           : (uint64_t)generation;
}

static int
read_serials(uint32_t *serials, const json_t *root, const char *view,
             const struct tree *tree)
{
	const json_t *views = json_object_get(root, "views");
	const json_t *zones =
	    json_object_get(json_object_get(views, view), "zones");

	if (json_integer_value(json_object_get(root, "format"))
	    != MANIFEST_FORMAT)
		return ERR_MALFORMED;
	if (!json_is_object(zones))
		return ERR_NOTHING;
	for (size_t i = 0; i < tree->count; i++) {
		json_int_t serial = json_integer_value(
		    json_object_get(zones, tree->zones[i].content->text));

		serials[i] =
		    serial < 0 || serial > UINT32_MAX ? 0 : (uint32_t)serial;
	}
	return 0;
}

int
manifest_serials(uint32_t *serials, const char *path, const char *view,
                 const struct tree *tree)
{
	struct arena *scratch = arena_new();
	struct arena *before = json_scratch_use(scratch);
	size_t length;
	char *text;
	int code = file_read(scratch, &text, &length, path);

	if (code == 0)
		code = read_serials(serials, json_parse_right(text, length),
		                    view, tree);
	(void)json_scratch_use(before);
	arena_free(scratch);
	return code;
}

static int
each_view(const json_t *root, void (*each)(void *context, const char *view),
          void *context)
{
	json_t *views = json_object_get(root, "views");

	if (json_integer_value(json_object_get(root, "format"))
	        != MANIFEST_FORMAT
	    || !json_is_object(views))
		return ERR_MALFORMED;
	for (void *at = json_object_iter(views); at != NULL;
	     at = json_object_iter_next(views, at))
		each(context, json_object_iter_key(at));
	return 0;
}

int
manifest_each(const char *path, void (*each)(void *context, const char *view),
              void *context)
{
	struct arena *scratch = arena_new();
	struct arena *before = json_scratch_use(scratch);
	size_t length;
	char *text;
	int code = file_read(scratch, &text, &length, path), saved = errno;

	if (code == 0)
		code = each_view(json_parse_right(text, length), each, context);
	(void)json_scratch_use(before);
	arena_free(scratch);
	errno = saved;
	return code;
}

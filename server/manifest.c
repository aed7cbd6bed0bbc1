/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/images.h"
#include "server/worker.h"

/*
 * A folder's manifest, as `mullion compile` writes it last of all:
 *
 *   { "format": 1, "generation": 1764000000,
 *     "views": { "internal": { "file": "internal.view", "sha256": HEX,
 *                              "zones": { "corp.internal.": SERIAL } } } }
 *
 * Members that aren't known here are passed over. A compiler that serves a
 * site writes it as an unprivileged child, so its text is no better trusted
 * than any other file's; with trusted keys nothing is parsed here that none of
 * them has signed (verify.h), and then there is a generation.
 */
enum { MANIFEST_FORMAT = 1 };

/* 2^53 - 1: what any JSON reader keeps exact. */
static const json_int_t generation_max = (INT64_C(1) << 53) - 1;

static bool
hash_valid(const char *hash)
{
	return hash != NULL && strlen(hash) == VIEW_HASH - 1
	       && strspn(hash, "0123456789abcdef") == VIEW_HASH - 1;
}

/* A file of this folder, and no other. */
static bool
file_valid(const char *file)
{
	return file != NULL && *file != '\0' && strlen(file) < 256
	       && strchr(file, '/') == NULL && strcmp(file, "..") != 0
	       && strcmp(file, ".") != 0;
}

static int
add_view(struct images *images, const char *folder, const char *view,
         const json_t *entry, char *why)
{
	const char *file = json_string_value(json_object_get(entry, "file"));
	const char *hash = json_string_value(json_object_get(entry, "sha256"));
	char *path;
	int result;

	if (!view_name_valid(view) || !file_valid(file) || !hash_valid(hash)) {
		snprintf(why, IMAGES_WHY,
		         "%s/manifest.json: the entry of a view lacks a name,"
		         " \"file\" or \"sha256\" of the right form",
		         folder);
		return ERR_MALFORMED;
	}
	if (asprintf(&path, "%s/%s", folder, file) < 0)
		return ERR_MEMORY;
	result = images_add(images, path, view, hash);
	free(path);
	return result;
}

static int
add_views(struct images *images, const char *folder, json_t *manifest,
          char *why)
{
	json_t *format = json_object_get(manifest, "format");
	json_t *views = json_object_get(manifest, "views");
	const char *view;
	json_t *entry;
	int result = 0;

	if (json_integer_value(format) != MANIFEST_FORMAT
	    || json_object_size(views) == 0
	    || json_object_size(views) > IMAGES_MAX) {
		snprintf(why, IMAGES_WHY,
		         "%s/manifest.json: it isn't a manifest of format %d"
		         " with views",
		         folder, MANIFEST_FORMAT);
		return ERR_MALFORMED;
	}
	json_object_foreach(views, view, entry)
	{
		result = add_view(images, folder, view, entry, why);
		if (result < 0)
			break;
	}
	return result;
}

static int
take_generation(struct images *images, const char *folder,
                const json_t *manifest, char *why)
{
	const json_t *generation = json_object_get(manifest, "generation");
	json_int_t number = json_integer_value(generation);

	if (generation == NULL)
		return 0;
	if (number < 1 || number > generation_max) {
		snprintf(why, IMAGES_WHY,
		         "%s/manifest.json: \"generation\" isn't a whole number"
		         " from 1 to 2^53 - 1",
		         folder);
		return ERR_MALFORMED;
	}
	images->generation = (uint64_t)number;
	return 0;
}

static int
parse(struct images *images, const char *folder, const char *text,
      size_t length, char *why)
{
	json_error_t error;
	json_t *manifest =
	    json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	int result;

	if (manifest == NULL) {
		snprintf(why, IMAGES_WHY, "%s/manifest.json:%d: %s", folder,
		         error.line, error.text);
		return ERR_MALFORMED;
	}
	result = take_generation(images, folder, manifest, why);
	if (result == 0)
		result = add_views(images, folder, manifest, why);
	json_decref(manifest);
	return result;
}

int
images_of_vouched(struct images *images, const char *folder,
                  const char *manifest, size_t length, char *why)
{
	int result;

	snprintf(why, IMAGES_WHY, "out of memory");
	result = parse(images, folder, manifest, length, why);
	if (result == 0 && images->generation == 0) {
		snprintf(why, IMAGES_WHY,
		         "%s/manifest.json is signed but has no generation",
		         folder);
		result = ERR_MALFORMED;
	}
	for (size_t i = 0; i < images->count; i++)
		images->items[i].vouched = true;
	return result;
}

/* The file whole, from malloc(3). */
static int
read_whole(char **text, size_t *length, int file)
{
	struct stat about;
	size_t done = 0;
	ssize_t got = 1;

	if (fstat(file, &about) < 0)
		return ERR_SYSTEM;
	if (about.st_size > MANIFEST_MAX) {
		errno = EFBIG;
		return ERR_SYSTEM;
	}
	*length = (size_t)about.st_size;
	*text = malloc(*length + 1);
	if (*text == NULL)
		return ERR_MEMORY;
	while (done < *length && got != 0) {
		got = read(file, *text + done, *length - done);
		if (got < 0 && errno != EINTR) {
			free(*text);
			return ERR_SYSTEM;
		}
		if (got > 0)
			done += (size_t)got;
	}
	*length = done;
	return 0;
}

int
images_of_folder(struct images *images, const char *folder, char *why)
{
	char *path, *text;
	size_t length;
	int file, result = ERR_SYSTEM;

	snprintf(why, IMAGES_WHY, "out of memory");
	if (asprintf(&path, "%s/manifest.json", folder) < 0)
		return ERR_MEMORY;
	file = images_open(path);
	if (file >= 0) {
		result = read_whole(&text, &length, file);
		close(file);
	}
	if (result == ERR_SYSTEM)
		snprintf(why, IMAGES_WHY, "%s: %s", path, strerror(errno));
	free(path);
	if (result < 0)
		return result;
	result = parse(images, folder, text, length, why);
	free(text);
	return result;
}

/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/images.h"

/*
 * A folder's manifest, as `mullion compile` writes it last of all:
 *
 *   { "format": 1,
 *     "views": { "internal": { "file": "internal.view", "sha256": HEX,
 *                              "zones": { "corp.internal.": SERIAL } } } }
 *
 * Members that aren't known here are passed over. A compiler that serves a
 * site writes it as an unprivileged child, so its text is no better trusted
 * than any other file's.
 */
enum { MANIFEST_FORMAT = 1, MANIFEST_MAX = 256 << 20 };

struct source {
	int file;
	size_t octets;
};

static size_t
read_some(void *buffer, size_t size, void *context)
{
	struct source *source = context;
	ssize_t got;

	do {
		got = read(source->file, buffer, size);
	} while (got < 0 && errno == EINTR);
	if (got < 0 || source->octets > MANIFEST_MAX)
		return (size_t)-1;
	source->octets += (size_t)got;
	return (size_t)got;
}

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

int
images_of_folder(struct images *images, const char *folder, char *why)
{
	struct source source = {0};
	json_error_t error;
	json_t *manifest;
	char *path;
	int result;

	snprintf(why, IMAGES_WHY, "out of memory");
	if (asprintf(&path, "%s/manifest.json", folder) < 0)
		return ERR_MEMORY;
	source.file = images_open(path);
	if (source.file < 0)
		snprintf(why, IMAGES_WHY, "%s: %s", path, strerror(errno));
	free(path);
	if (source.file < 0)
		return ERR_SYSTEM;
	manifest = json_load_callback(read_some, &source,
	                              JSON_REJECT_DUPLICATES, &error);
	close(source.file);
	if (manifest == NULL) {
		snprintf(why, IMAGES_WHY, "%s/manifest.json:%d: %s", folder,
		         error.line, error.text);
		return ERR_MALFORMED;
	}
	result = add_views(images, folder, manifest, why);
	json_decref(manifest);
	return result;
}

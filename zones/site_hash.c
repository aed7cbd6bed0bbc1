/* SPDX-License-Identifier: ISC */
#include "zones/site_hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/file.h"
#include "zones/site_files.h"

static void
hash_to_text(char text[SITE_HASH_TEXT], const uint8_t hash[HASH])
{
	for (size_t i = 0; i < HASH; i++)
		sprintf(text + 2 * i, "%02x", hash[i]);
}

/* A line of sha256sum(1): with a backslash before it where the path has one
 * or a line's end, which are then escaped. */
static void
print_line(FILE *out, const char *hash, const char *path)
{
	fprintf(out, "%s%s  ", strpbrk(path, "\\\n\r") != NULL ? "\\" : "",
	        hash);
	for (; *path != '\0'; path++) {
		const char *escaped = *path == '\\'   ? "\\\\"
		                      : *path == '\n' ? "\\n"
		                      : *path == '\r' ? "\\r"
		                                      : NULL;

		if (escaped != NULL)
			fputs(escaped, out);
		else
			putc(*path, out);
	}
	putc('\n', out);
}

static int
print_files(FILE *out, const struct site_files *files, const char **failed)
{
	for (size_t i = 0; i < files->count; i++) {
		struct arena *scratch = arena_new();
		char *text, hex[SITE_HASH_TEXT];
		uint8_t hash[HASH];
		size_t length;
		int code =
		    file_read(scratch, &text, &length, files->items[i].path);

		if (code == 0) {
			hash_octets(hash, text, length);
			hash_to_text(hex, hash);
			print_line(out, hex, files->items[i].relative);
		}
		arena_free(scratch);
		if (code < 0) {
			*failed = files->items[i].name;
			return code;
		}
	}
	return 0;
}

int
site_hash(char text[SITE_HASH_TEXT], const struct site *site,
          const char **failed)
{
	struct site_files files;
	uint8_t hash[HASH];
	char *list = NULL;
	size_t size = 0;
	FILE *out;
	int code = site_files_list(&files, site->arena, site->path, site->name,
	                           failed);

	if (code < 0)
		return code;
	out = open_memstream(&list, &size);
	if (out == NULL)
		return ERR_SYSTEM;
	code = print_files(out, &files, failed);
	fclose(out);
	if (code == 0) {
		hash_octets(hash, list, size);
		hash_to_text(text, hash);
	}
	free(list);
	return code;
}

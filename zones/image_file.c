/* SPDX-License-Identifier: ISC */
#include "zones/image_file.h"

#include <errno.h>
#include <string.h>

#include "lib/err.h"
#include "zones/file.h"
#include "zones/hash.h"

static int
check_hash(const struct image_file *file, const char **why)
{
	size_t behind = offsetof(struct image_header, hash) + IMAGE_HASH;
	uint8_t hash[IMAGE_HASH];

	hash_octets(hash, file->octets + behind, file->size - behind);
	if (memcmp(hash, file->image.header->hash, IMAGE_HASH) == 0)
		return 0;
	*why = "the content isn't what its hash says";
	return ERR_DAMAGED;
}

/* An image of the hash that is known was checked when it was written. */
static bool
is_known(const struct image_file *file, const uint8_t *known)
{
	return known != NULL
	       && memcmp(file->image.header->hash, known, IMAGE_HASH) == 0;
}

static int
read_checked(struct image_file *file, const char *path, const char *view,
             const uint8_t *known, const char **why)
{
	char *octets;
	int code = file_read(file->arena, &octets, &file->size, path);

	if (code < 0)
		return code;
	file->octets = (uint8_t *)octets;
	code = image_open(&file->image, file->octets, file->size, view, why);
	if (code == 0)
		code = check_hash(file, why);
	if (code == 0 && !is_known(file, known))
		code = image_check(&file->image, why);
	return code;
}

int
image_file_read(struct image_file *file, const char *path, const char *view,
                const uint8_t *known, const char **why)
{
	int code, saved;

	*file = (struct image_file){.arena = arena_new()};
	*why = "";
	code = read_checked(file, path, view, known, why);
	if (code < 0) {
		saved = errno;
		image_file_free(file);
		errno = saved;
		if ((*why)[0] == '\0')
			*why = err_text(code);
	}
	return code;
}

void
image_file_free(struct image_file *file)
{
	arena_free(file->arena);
	*file = (struct image_file){0};
}

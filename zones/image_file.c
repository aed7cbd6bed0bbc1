/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "zones/image_file.h"

/* The file may grow or shrink meanwhile: what counts is what was read. */
static int
read_descriptor(struct image_file *file, int descriptor)
{
	struct stat stat;
	ssize_t got;

	if (fstat(descriptor, &stat) != 0)
		return ERR_SYSTEM;
	if (S_ISDIR(stat.st_mode)) {
		errno = EISDIR;
		return ERR_SYSTEM;
	}
	if (!S_ISREG(stat.st_mode)) {
		errno = EINVAL;
		return ERR_SYSTEM;
	}
	file->octets = malloc((size_t)stat.st_size + 1);
	if (file->octets == NULL)
		return ERR_MEMORY;
	while (file->size < (size_t)stat.st_size) {
		got = read(descriptor, file->octets + file->size,
		           (size_t)stat.st_size - file->size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return ERR_SYSTEM;
		if (got == 0)
			break;
		file->size += (size_t)got;
	}
	return 0;
}

static int
check_hash(const struct image_file *file, const char **why)
{
	size_t behind = offsetof(struct image_header, hash) + IMAGE_HASH;
	uint8_t hash[IMAGE_HASH];

	if (EVP_Q_digest(NULL, "SHA256", NULL, file->octets + behind,
	                 file->size - behind, hash, NULL)
	    != 1)
		return ERR_MEMORY;
	if (memcmp(hash, file->image.header->hash, IMAGE_HASH) == 0)
		return 0;
	*why = "the content isn't what its hash says";
	return ERR_DAMAGED;
}

static int
read_checked(struct image_file *file, const char *path, const char *view,
             const char **why)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	int code, saved;

	if (descriptor < 0)
		return ERR_SYSTEM;
	code = read_descriptor(file, descriptor);
	saved = errno;
	close(descriptor);
	errno = saved;
	if (code == 0)
		code = image_open(&file->image, file->octets, file->size, view,
		                  why);
	if (code == 0)
		code = check_hash(file, why);
	if (code == 0)
		code = image_check(&file->image, why);
	return code;
}

int
image_file_read(struct image_file *file, const char *path, const char *view,
                const char **why)
{
	int code, saved;

	*file = (struct image_file){0};
	*why = "";
	code = read_checked(file, path, view, why);
	if (code < 0) {
		saved = errno;
		image_file_free(file);
		if ((*why)[0] == '\0')
			*why = err_text(code);
		errno = saved;
	}
	return code;
}

void
image_file_free(struct image_file *file)
{
	free(file->octets);
	*file = (struct image_file){0};
}

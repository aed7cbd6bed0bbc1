/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/image_format.h"
#include "server/huge_map.h"
#include "server/image_copy.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* Linux 6.1; Debian 12's libc doesn't know it */
#endif

/* No reference in an image leads further. */
static const uint64_t image_size_max = (uint64_t)UINT32_MAX * IMAGE_UNIT;

static int
file_size(int file, size_t *size, const char **what)
{
	struct stat about;

	if (fstat(file, &about) < 0) {
		*what = "it can't be read";
		return ERR_SYSTEM;
	}
	if (!S_ISREG(about.st_mode)) {
		*what = "it is no regular file";
		return ERR_MALFORMED;
	}
	if ((uint64_t)about.st_size < sizeof(struct image_header)) {
		*what = "it is too short for an image";
		return ERR_SHORT;
	}
	if ((uint64_t)about.st_size > image_size_max) {
		*what = "it is too long for an image";
		return ERR_RANGE;
	}
	*size = (size_t)about.st_size;
	return 0;
}

/*
 * Takes the memory before there is anything in it: 2 MiB pages that hold 4 KiB
 * yet are found by MADV_COLLAPSE and cost a fault each, where 512 small ones
 * would be filled first and moved later. Both calls of madvise() are wishes: an
 * older kernel makes the pages one by one as they are written.
 */
static int
take_pages(uint8_t *base, int memfd, size_t size)
{
	const size_t huge = size / HUGE_PAGE * HUGE_PAGE;

	for (size_t at = 0; at < huge; at += HUGE_PAGE)
		if (fallocate(memfd, 0, (off_t)at, 1) < 0)
			return ERR_SYSTEM;
	if (huge > 0)
		madvise(base, huge, MADV_COLLAPSE);
	madvise(base, size, MADV_POPULATE_WRITE);
	return 0;
}

/* read(2), not a map: a file that is cut short meanwhile is an error then,
 * and no SIGBUS. */
static int
fill(uint8_t *base, size_t size, int file)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(file, base + done, size - done);

		if (got < 0 && errno != EINTR)
			return ERR_SYSTEM;
		if (got == 0)
			return ERR_SHORT;
		if (got > 0)
			done += (size_t)got;
	}
	return 0;
}

int
image_copy(int memfd, int file, const char **what)
{
	size_t size;
	int result = file_size(file, &size, what);
	uint8_t *base;

	if (result < 0)
		return result;
	*what = "no memory for a copy";
	if (ftruncate(memfd, (off_t)size) < 0)
		return ERR_SYSTEM;
	base = huge_map(memfd, size, PROT_READ | PROT_WRITE);
	if (base == MAP_FAILED)
		return ERR_SYSTEM;
	result = take_pages(base, memfd, size);
	if (result == 0) {
		*what = "it can't be read";
		result = fill(base, size, file);
	}
	/* F_SEAL_WRITE wants no map that can write. */
	munmap(base, size);
	if (result == 0 && fcntl(memfd, F_ADD_SEALS, IMAGE_COPIED) < 0) {
		*what = "the copy can't be sealed";
		result = ERR_SYSTEM;
	}
	return result;
}

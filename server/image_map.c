/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/image_map.h"

enum { HUGE_PAGE = 2 << 20 };

static const int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK;

/*
 * Maps size octets at a multiple of 2 MiB: a little more is reserved than is
 * wanted, and what lies before and behind given back.
 */
static void *
map_aligned(int file, size_t size)
{
	const size_t page = 4096;
	const size_t whole = (size + page - 1) / page * page;
	uint8_t *reserved =
	    mmap(NULL, whole + HUGE_PAGE, PROT_NONE,
	         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t before;
	void *base;

	if (reserved == MAP_FAILED)
		return MAP_FAILED;
	before = (size_t)(-(uintptr_t)reserved & (HUGE_PAGE - 1));
	if (before > 0)
		munmap(reserved, before);
	munmap(reserved + before + whole, HUGE_PAGE - before);
	base = mmap(reserved + before, size, PROT_READ, MAP_SHARED | MAP_FIXED,
	            file, 0);
	if (base == MAP_FAILED)
		munmap(reserved + before, whole);
	return base;
}

static int
refuse(const char *what, const char *why)
{
	log_error("the image is refused: %s%s%s", what, why != NULL ? ": " : "",
	          why != NULL ? why : "");
	return ERR_REPORTED;
}

int
image_map(struct image_map *map, int file, const char *view)
{
	const int has = fcntl(file, F_GET_SEALS);
	const char *why = NULL;
	struct stat about;
	int result;

	if (has < 0 || (has & seals) != seals)
		return refuse("it isn't a sealed copy, so it could change "
		              "while it is served; let mulliond load it",
		              NULL);
	if (fstat(file, &about) < 0)
		return refuse("it can't be read", strerror(errno));
	if ((size_t)about.st_size < sizeof(struct image_header))
		return refuse("it is too short", NULL);
	map->size = (size_t)about.st_size;
	map->base = map->size < HUGE_PAGE
	                ? mmap(NULL, map->size, PROT_READ, MAP_SHARED, file, 0)
	                : map_aligned(file, map->size);
	if (map->base == MAP_FAILED)
		return refuse("it can't be mapped", strerror(errno));
	/* Both are wishes: an older kernel fulfils the queries' instead. */
	madvise(map->base, map->size, MADV_HUGEPAGE);
	madvise(map->base, map->size, MADV_POPULATE_READ);
	result = image_open(&map->image, map->base, map->size, view, &why);
	if (result < 0) {
		image_unmap(map);
		return refuse(why != NULL ? why : err_text(result), NULL);
	}
	return 0;
}

void
image_unmap(struct image_map *map)
{
	munmap(map->base, map->size);
}

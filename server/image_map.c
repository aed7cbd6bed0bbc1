/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/huge_map.h"
#include "server/image_copy.h"
#include "server/image_map.h"

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
	const off_t size = lseek(file, 0, SEEK_END);
	int result;

	if (has < 0 || (has & IMAGE_CHECKED) != IMAGE_CHECKED)
		return refuse("it isn't the sealed copy of an image that a "
		              "loader has checked; let mulliond load it",
		              NULL);
	if (size < 0)
		return refuse("it can't be read", strerror(errno));
	if ((size_t)size < sizeof(struct image_header))
		return refuse("it is too short", NULL);
	map->size = (size_t)size;
	map->base = huge_map(file, map->size, PROT_READ);
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

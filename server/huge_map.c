/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <sys/mman.h>

#include "server/huge_map.h"

/* A little more is reserved than is wanted, and what lies before and behind
 * given back. */
void *
huge_map(int file, size_t size, int protection)
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
	base = mmap(reserved + before, size, protection, MAP_SHARED | MAP_FIXED,
	            file, 0);
	if (base == MAP_FAILED)
		munmap(reserved + before, whole);
	return base;
}

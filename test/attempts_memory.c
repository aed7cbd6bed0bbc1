/* SPDX-License-Identifier: ISC */
#include "test/attempts.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of each there is room for less than it tries to have. */
enum { MUCH = 4 * CELL_MEMORY, PIECE = 64 << 10 };

static int
map(size_t size, int protection, int flags)
{
	return mmap(NULL, size, protection, flags, -1, 0) == MAP_FAILED ? errno
	                                                                : 0;
}

static int
works_with_some(const struct cell *cell)
{
	(void)cell;
	for (size_t had = 0; had < CELL_MEMORY / 4; had += PIECE)
		if (malloc(PIECE) == NULL)
			return errno;
	return 0;
}

static int
takes_it_at_once(const struct cell *cell)
{
	(void)cell;
	return map(MUCH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
}

static int
takes_it_in_pieces(const struct cell *cell)
{
	int result = 0;

	(void)cell;
	for (size_t had = 0; had < MUCH && result == 0; had += PIECE)
		result = map(PIECE, PROT_READ | PROT_WRITE,
		             MAP_PRIVATE | MAP_ANONYMOUS);
	return result;
}

static int
takes_it_by_brk(const struct cell *cell)
{
	char *end = (char *)syscall(SYS_brk, 0);

	(void)cell;
	return (char *)syscall(SYS_brk, end + MUCH) == end + MUCH ? 0 : ENOMEM;
}

static int
reserves_and_then_writes(const struct cell *cell)
{
	void *reserved =
	    mmap(NULL, MUCH, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)cell;
	return mprotect(reserved, MUCH, PROT_READ | PROT_WRITE) < 0 ? errno : 0;
}

static int
lets_a_map_grow(const struct cell *cell)
{
	void *small = mmap(NULL, PIECE, PROT_READ | PROT_WRITE,
	                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)cell;
	return mremap(small, PIECE, MUCH, MREMAP_MAYMOVE) == MAP_FAILED ? errno
	                                                                : 0;
}

static int
shares_it_with_nobody(const struct cell *cell)
{
	(void)cell;
	return map(MUCH, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS);
}

static int
makes_a_stack_that_grows(const struct cell *cell)
{
	(void)cell;
	return map(PIECE, PROT_READ | PROT_WRITE,
	           MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN);
}

static int
raises_its_limit(const struct cell *cell)
{
	const struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	(void)cell;
	return setrlimit(RLIMIT_DATA, &limit) < 0 ? errno : 0;
}

static const struct attempt attempts[] = {
    {"works with some memory", works_with_some, 0, 0},
    {"takes much memory", takes_it_at_once, ENOMEM, 0},
    {"takes much memory in pieces", takes_it_in_pieces, ENOMEM, 0},
    {"takes much memory by brk", takes_it_by_brk, ENOMEM, 0},
    {"reserves much memory to write to", reserves_and_then_writes, ENOMEM, 0},
    {"lets a map grow", lets_a_map_grow, ENOMEM, 0},
    {"shares memory with nobody", shares_it_with_nobody, ENDED, 0},
    {"makes a stack that grows", makes_a_stack_that_grows, ENDED, 0},
    {"raises its limit of memory", raises_its_limit, ENDED, ANY},
};

const struct attempts attempts_on_memory = {
    attempts, sizeof(attempts) / sizeof(attempts[0])};

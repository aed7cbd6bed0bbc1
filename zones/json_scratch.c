/* SPDX-License-Identifier: ISC */
#include "zones/json_scratch.h"

#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>

/* jansson hands its functions no context. */
static _Thread_local struct arena *scratch;

static void *
allocate(size_t size)
{
	return scratch != NULL ? arena_alloc(scratch, size) : malloc(size);
}

static void
release(void *memory)
{
	if (scratch == NULL)
		free(memory);
}

static void
set_functions(void)
{
	json_set_alloc_funcs(allocate, release);
}

struct arena *
json_scratch_use(struct arena *arena)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct arena *before = scratch;

	pthread_once(&once, set_functions);
	scratch = arena;
	return before;
}

/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>

#include "zones/audit/audit.h"

/*
 * What `mullion audit --against` reads, on any octets: held against an audit
 * of nothing at all. Whatever the file says is text, and each change has
 * something that it is about, before or now.
 */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct arena *arena = arena_new();
	const struct diff_side side = {0};
	struct audit audit = {.arena = arena, .side = &side};
	char *text = arena_alloc(arena, size + 1);

	for (size_t i = 0; i < size; i++)
		text[i] = (char)octets[i];
	if (audit_compare(&audit, text, size) < 0
	    && (audit.change_count > 0 || audit.against != NULL))
		abort();
	for (size_t i = 0; i < audit.change_count; i++)
		if (audit.changes[i].subject == NULL
		    || audit.changes[i].before == NULL
		    || audit.changes[i].now != NULL)
			abort();
	arena_free(arena);
	return 0;
}

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_CONF_CASE_H
#define MULLION_TEST_CONF_CASE_H

#include <stdlib.h>
#include <string.h>

#include "test/unit.h"
#include "zones/import/named_site.h"

/* A named.conf in a test, as "named.conf": ' for " is read with more ease. */
struct conf_case {
	struct arena *arena;
	struct notices notices;
	char *said;
	size_t said_size;
	struct below below;
	struct conf_block conf;
	int code;
};

static inline void
conf_case_begin(struct conf_case *c, const char *folder, const char *text)
{
	char *copy;

	*c = (struct conf_case){.arena = arena_new()};
	c->notices.out = open_memstream(&c->said, &c->said_size);
	c->below = (struct below){
	    .fd = -1, .path = "nowhere", .whole = "/nowhere", .base = ""};
	if (folder != NULL)
		ck_assert_int_eq(below_open(&c->below, c->arena, folder, false),
		                 0);
	copy = arena_string(c->arena, text);
	for (char *at = copy; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	c->code = conf_read(&c->conf, c->arena, &c->notices, &c->below,
	                    "named.conf", copy, strlen(copy));
	fflush(c->notices.out);
}

static inline void
conf_case_end(struct conf_case *c)
{
	below_close(&c->below);
	fclose(c->notices.out);
	free(c->said);
	arena_free(c->arena);
}

#endif

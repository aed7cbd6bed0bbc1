/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RDATA_CASE_H
#define MULLION_RDATA_CASE_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"
#include "test/unit.h"
#include "zones/rdata.h"

/*
 * One record's text and what becomes of it: the wire in hex, or a part of the
 * message that refuses it. Names are completed with example.com.
 */
struct rdata_case {
	const char *type;
	const char *text;
	const char *wire;    /* NULL: refused */
	const char *message; /* a part of it; with the rule's id in brackets
	                      * behind it where that isn't [bad-rdata] */
};

#define RDATA_ORIGIN ((const uint8_t *)"\7example\3com")

static inline void
rdata_case_hex(char *hex, const struct rdatum *rdatum)
{
	for (size_t i = 0; i < rdatum->length; i++)
		sprintf(hex + 2 * i, "%02x", rdatum->wire[i]);
	hex[2 * rdatum->length] = '\0';
}

static inline void
rdata_case_run(const struct rdata_case *one)
{
	struct arena *arena = arena_new();
	struct rdata_error error = {.message = NULL};
	struct rdatum rdatum = {.length = 0};
	int type = rdata_type(one->type);
	char hex[4096];
	int result;

	ck_assert_msg(type >= 0, "%s is a type", one->type);
	result = rdata_from_text(arena, &rdatum, (uint16_t)type, one->text,
	                         RDATA_ORIGIN, &error);
	if (one->wire != NULL) {
		ck_assert_msg(result == 0, "%s %s: %s", one->type, one->text,
		              error.message);
		rdata_case_hex(hex, &rdatum);
		ck_assert_msg(strcmp(hex, one->wire) == 0, "%s %s: %s, not %s",
		              one->type, one->text, hex, one->wire);
	} else {
		ck_assert_msg(result == ERR_REPORTED, "%s %s is refused",
		              one->type, one->text);
		snprintf(hex, sizeof(hex), "%s [%s]", error.message,
		         rule_info(error.rule)->id);
		ck_assert_msg(strstr(hex, one->message) != NULL,
		              "%s %s: \"%s\" says \"%s\"", one->type, one->text,
		              hex, one->message);
		ck_assert_msg(strchr(one->message, '[') != NULL
		                  || error.rule == RULE_BAD_RDATA,
		              "%s %s: %s", one->type, one->text, hex);
	}
	arena_free(arena);
}

#endif

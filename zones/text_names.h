/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEXT_NAMES_H
#define MULLION_TEXT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Domain names in running text, such as an SPF record's, a URI or a NAPTR's
 * regular expression: runs of letters, digits, hyphens and underscores with
 * single dots between them.
 *
 *   v=spf1 include:corp.internal ~all   mailto:it@Corp.Internal, 1.2.3.4
 *                  ^^^^^^^^^^^^^                   ^^^^^^^^^^^^^  ^^^^^^^
 *
 * A word without a dot is none, or every "local" and "private" would be. A
 * dot that a backslash stands before, as in a regular expression, is a dot.
 */
struct text_names {
	const uint8_t *at;
	const uint8_t *end;
};

/* The next one, in lower case, absolute; false when there is no other. Of one
 * that is too long for a name only the end is kept. */
bool text_names_next(struct text_names *text, uint8_t *name);

#endif

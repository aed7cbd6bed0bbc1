/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FMT_H
#define MULLION_FMT_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/arena.h"
#include "zones/json_scan.h"
#include "zones/value.h"

/*
 * `mullion fmt`: JSON laid out in one way. It works on the text, of which every
 * number, string and name comes out as it went in, octet for octet; what it
 * decides is their order and what stands between them. So a file is read into a
 * tree of pieces of its text, members are put in order, and the tree is
 * printed:
 *
 *   node {                           top level: a member a line
 *    +- "zone"  "corp.internal"
 *    +- "ttl"   60
 *    +- "records" {                  holds objects: a member a line
 *        +- "// www"  "moved"
 *        +- "www" { "A": … }         one line, if it fits in
 */
enum fmt_kind { FMT_SCALAR, FMT_OBJECT, FMT_ARRAY };

struct fmt_node {
	enum fmt_kind kind;
	const char *text; /* a scalar as it is written */
	size_t length;
	const char *key; /* a member's name as it is written, in its quotes, */
	size_t key_length;
	struct json_key name; /* and decoded */
	bool comment;         /* the name begins with two slashes */
	bool blank;           /* an empty line stands before it */
	struct fmt_node *items;
	size_t count;
	size_t width; /* characters when it is on one line; FMT_NEVER */
};

#define FMT_NEVER SIZE_MAX

/*
 * The text laid out, in the arena, with a NUL behind its length octets.
 * ERR_REPORTED where it isn't JSON or has a member twice: it is in the report,
 * at its place in the file.
 */
int fmt_text(const struct reader *reader, const struct place *file,
             const char *text, size_t length, char **to, size_t *to_length);

/* Between the files that make it up. */

/* The tree of a text that is JSON; false when it isn't quite. */
bool fmt_read(struct fmt_node *node, struct arena *arena, const char *text,
              size_t length);

/* Puts members in order, as the schema of such a file has them. */
void fmt_order(struct fmt_node *node, struct arena *arena);

/* Prints it. */
void fmt_print(struct fmt_node *node, FILE *out);

#endif

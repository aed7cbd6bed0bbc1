/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_CONF_H
#define MULLION_IMPORT_CONF_H

#include "zones/import/below.h"
#include "zones/import/notice.h"

/*
 * A named.conf as a tree, whatever its statements mean:
 *
 *   view "internal" { match-clients { 10/8; !key k; }; zone ...; };
 *
 *   statement: view, "internal", block
 *                                 +- statement: match-clients, block
 *                                 |                +- statement: 10/8
 *                                 |                +- statement: !, key, k
 *                                 +- statement: zone, ...
 *
 * Files that it includes stand where their include stood.
 */
enum conf_kind { VALUE_WORD, VALUE_STRING, VALUE_NOT, VALUE_BLOCK };

struct conf_block {
	struct conf_statement *items;
	size_t count;
};

struct conf_value {
	enum conf_kind kind;
	const char *text; /* of a word or string */
	struct conf_block block;
	struct spot spot;
};

struct conf_statement {
	struct conf_value *values; /* at least one */
	size_t count;
	struct spot spot; /* of the first */
};

/*
 * Reads the text of the file shown as path, and what it includes as `below`
 * has it; below->base becomes what `directory` of its options says.
 * ERR_REPORTED after errors.
 */
int conf_read(struct conf_block *block, struct arena *arena,
              struct notices *notices, struct below *below, const char *path,
              const char *text, size_t length);

/* The statement's first word is this, whatever the case. */
bool conf_is(const struct conf_statement *statement, const char *name);

/* The last statement of that name in the block, or NULL. */
const struct conf_statement *
conf_find(const struct conf_block *block, const char *name);

/* Value i where it is a word or string, else NULL. */
const char *conf_text(const struct conf_statement *statement, size_t i);

/* The statement's last value where it is a block, else NULL. */
const struct conf_block *conf_block_of(const struct conf_statement *statement);

#endif

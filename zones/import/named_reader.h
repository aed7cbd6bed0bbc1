/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_NAMED_READER_H
#define MULLION_IMPORT_NAMED_READER_H

#include "zones/import/named_site.h"

/*
 * A named.conf being interpreted: named_site.c goes through the file,
 * named_view.c takes a view and named_zone.c a zone.
 */
struct named_reader {
	struct named_site *site;
	struct arena *arena;
	struct notices *notices;
	struct match_names names;
	const struct conf_block *conf;
	const struct conf_block *options; /* or NULL */
	const struct named_options *given;
};

/* The statement's list; `any` where there is no statement. */
void named_list_read(struct named_reader *reader, struct match_list *list,
                     const struct conf_statement *statement);

/* `view "NAME" IN { … }` and the like are of class IN, or of none. */
bool named_class_is_in(const struct conf_statement *statement);

/* Says what of the block isn't carried over, but for the names in taken, which
 * a NULL ends. */
void named_block_left_out(struct named_reader *reader,
                          const struct conf_block *block,
                          const char *const *taken);

/* Adds a view; block is NULL for the one of a file without views. */
void named_view_add(struct named_reader *reader, const char *name,
                    const struct conf_block *block, struct spot spot);

/* The view and its zones are left out, and that is said. */
void named_view_leave_out(struct named_reader *reader, unsigned view,
                          struct spot spot, const char *why);

/* The zone statement in that view. */
void named_zone_read(struct named_reader *reader,
                     const struct conf_statement *statement, unsigned view);

#endif

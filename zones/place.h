/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PLACE_H
#define MULLION_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/arena.h"

/*
 * Where in the site something stands: a file, and the way to a JSON value in
 * it, link by link (a JSON pointer, RFC 6901, held backwards). Nothing is
 * looked up in the text before there is something to report; then
 * place_find() reads the file once more and maps the way to line and column.
 *
 *   file "zones/a.json" <- member "records" <- member "www" <- ... <- item 0
 */
enum place_kind {
	PLACE_FILE,   /* the whole file: key is its path */
	PLACE_MEMBER, /* the value of the member key */
	PLACE_NAME,   /* the member's name itself, its opening quote */
	PLACE_ITEM,   /* item index of an array */
	PLACE_SPOT,   /* line index, column `column`: where a parser stopped */
};

struct place {
	const struct place *up; /* NULL for a file */
	const char *key;
	size_t index;
	size_t column;
	enum place_kind kind;
};

/* They live in the arena; key is kept by reference, path too. */
const struct place *place_file(struct arena *arena, const char *path);
const struct place *
place_member(struct arena *arena, const struct place *up, const char *key);
const struct place *
place_name(struct arena *arena, const struct place *up, const char *key);
const struct place *
place_item(struct arena *arena, const struct place *up, size_t index);
const struct place *place_spot(struct arena *arena, const struct place *file,
                               size_t line, size_t column);

/* The whole way, keys and path too, in the arena. */
const struct place *place_copy(struct arena *arena, const struct place *place);

/* The path of the file that the place is in. */
const char *place_path(const struct place *place);

/* The same way in the same file. */
bool place_equal(const struct place *a, const struct place *b);

/* The same for equal places. */
uint64_t place_hash(const struct place *place);

/*
 * Line and column (octets), both from 1, of places in one file, whose text is
 * given whole. Finds all of them in one pass. A place that the text doesn't
 * have gets that of the nearest value above it. Escapes in member names are
 * decoded. A member that stands twice: the last one, as jansson takes it.
 * `character` is the column counted in characters (UTF-8), which some readers
 * of reports want.
 */
struct place_found {
	const struct place *place;
	size_t line;
	size_t column;
	size_t character;
};

void place_find(struct place_found *found, size_t count, const char *text,
                size_t length);

/*
 * Calls back for each member whose name stands in its object already:
 * [duplicate-member]. The text is one that jansson parses.
 */
void place_duplicates(const char *text, size_t length,
                      void (*found)(void *context, const char *name,
                                    size_t line, size_t column),
                      void *context);

#endif

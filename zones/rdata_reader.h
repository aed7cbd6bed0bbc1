/* SPDX-License-Identifier: ISC */
#ifndef MULLION_RDATA_READER_H
#define MULLION_RDATA_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/rdata.h"
#include "zones/rdata_type.h"

/*
 * One record's text on its way to wire. `at` moves over the text from word to
 * word while `octets` fills from the left:
 *
 *   10 mail.example.com.       00 0a 04 m a i l 07 e x ...
 *      ^at             ^end          ^octets + length
 *
 * rdata.c sets it up, rdata_lexical.c checks the whole text once, then one
 * function a kind of field takes its words and puts its octets. Whatever is
 * wrong ends in rdata_refuse().
 */
enum { RDATA_MAX = 65535 };

struct rdata_reader {
	struct arena *arena;
	struct rdata_error *error;
	uint16_t type;
	const struct rdata_form *form; /* NULL: octets and nothing more */
	unsigned field;                /* the one being read, from 0 */
	const uint8_t *origin;
	const char *at;
	const char *end;
	uint8_t *octets; /* RDATA_MAX of them */
	size_t length;
};

/* A word as it stands in the text: escapes are still in it, quotes around it
 * are not. */
struct rdata_word {
	const char *text;
	size_t length;
	bool quoted;
};

/* Notes the error and returns ERR_REPORTED. */
int rdata_refuse(struct rdata_reader *reader, enum rule rule,
                 const char *format, ...) __attribute__((format(printf, 3, 4)));

/* "MX preference": the type and the field that is being read. */
const char *rdata_field_text(const struct rdata_reader *reader);

/* Refuses a word: `MX preference "x" is: may`. */
int rdata_refuse_word(struct rdata_reader *reader,
                      const struct rdata_word *word, const char *is,
                      const char *may);

/* Takes the next word; false when none is left. */
bool rdata_word_next(struct rdata_reader *reader, struct rdata_word *word);

/* The same, but none left is an error, and quotes are too unless it is a
 * string that is wanted. */
int rdata_word_need(struct rdata_reader *reader, struct rdata_word *word);

/* The word, with its escapes undone, into octets[length at least]; how many
 * there are. */
size_t rdata_word_octets(uint8_t *octets, const struct rdata_word *word);

/* The word as it stands, NUL behind it; false when it has room or more. */
bool rdata_word_copy(char *text, size_t room, const struct rdata_word *word);

/* Appends octets to the RDATA; an error when it would pass 65,535. */
int rdata_put(struct rdata_reader *reader, const void *octets, size_t length);
int rdata_put8(struct rdata_reader *reader, uint8_t value);
int rdata_put16(struct rdata_reader *reader, uint16_t value);
int rdata_put32(struct rdata_reader *reader, uint32_t value);

/*
 * The lexical check of the whole text (quotes, escapes, `;`, parentheses,
 * control octets, [txt-quoting]); behind it the words need no more checks of
 * that kind. Moves `end` before a `;` that nothing follows.
 */
int rdata_lexical_check(struct rdata_reader *reader);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_JSON_PARSE_H
#define MULLION_JSON_PARSE_H

#include "zones/value.h"

/*
 * Parses the text of a file; NULL when it is no JSON, which is reported as
 * [syntax] where jansson stopped. Members that stand twice are reported as
 * [duplicate-member], and the last one holds. A number too large for jansson
 * is written over in the text, with one that is still too large for anything
 * here, so that it is reported as what it stands for. Strings may hold NUL.
 * The caller frees the JSON with json_decref().
 */
json_t *json_parse_text(const struct reader *reader, const struct place *file,
                        char *text, size_t length);

/* The same of a text that is expected to be right: NULL when anything at all
 * is wrong, and nothing is reported. */
json_t *json_parse_right(const char *text, size_t length);

/* Whose parser that is: jansson's version. */
const char *json_parse_version(void);

#endif

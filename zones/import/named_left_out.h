/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_NAMED_LEFT_OUT_H
#define MULLION_IMPORT_NAMED_LEFT_OUT_H

#include "zones/import/match_list.h"

/*
 * Statements of a named.conf that aren't carried over: each is said, with what
 * to do about it, but for those that ask for nothing that mullion doesn't do
 * anyway ("recursion no").
 */

/* A statement that no other function takes. */
void named_left_out(struct match_names *names,
                    const struct conf_statement *statement);

#endif

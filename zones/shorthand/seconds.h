/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SHORTHAND_SECONDS_H
#define MULLION_SHORTHAND_SECONDS_H

#include "zones/value.h"

/*
 * A span of time as people write it: a number of seconds, or a text of numbers
 * with their units, the larger first and each once, in letters of either case:
 *
 *   300   "5m"   "1h30m"   "1W"        w d h m s
 */

/* The text's seconds; ERR_MALFORMED: it is of another form, ERR_RANGE: over
 * max. */
int seconds_from_text(uint32_t *seconds, const char *text, uint32_t max);

/*
 * The same of a JSON value, number or text, from 0 to max. What is wrong is
 * reported: a number beyond as the rule says, a text as [bad-ttl]. `what` is
 * how a message names it.
 */
bool value_seconds(const struct reader *reader, struct value value,
                   const char *what, enum rule rule, uint32_t max,
                   uint32_t *seconds);

#endif

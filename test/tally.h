/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_TALLY_H
#define MULLION_TEST_TALLY_H

#include <stdbool.h>

/* Counts what a program of tests claims, for the whole process. */

/* Counts one claim; prints the text, what went wrong, where it doesn't hold.
 * Returns holds. */
bool tally(bool holds, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

unsigned tally_failed(void);

/* Prints "N passed, N failed" and returns main()'s status. */
int tally_end(void);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_NOTICE_H
#define MULLION_IMPORT_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * What an import has to say about the files that it reads, a line each, in the
 * order in which it reads them:
 *
 *   db.example:12:9: error: MESSAGE [bad-rdata]
 *   named.conf:7:3: warning: MESSAGE
 *
 * An error is what keeps the file from being understood, and nothing is
 * written then. A warning is what doesn't come over, or not as it was.
 */
struct notices {
	FILE *out;
	size_t errors;
	size_t warnings;
	bool strict; /* warnings are errors */
};

/* A spot in a file: line and column in octets, from 1. */
struct spot {
	const char *path;
	size_t line;
	size_t column;
};

/* rule, if not NULL, is the id of the compiler's rule that it breaks. */
void notice_error(struct notices *notices, struct spot spot, const char *rule,
                  const char *format, ...)
    __attribute__((format(printf, 4, 5)));

void notice_warning(struct notices *notices, struct spot spot,
                    const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* There are so many errors that the file must be something else. */
bool notice_too_many(const struct notices *notices);

#endif

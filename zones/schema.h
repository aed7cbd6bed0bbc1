/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SCHEMA_H
#define MULLION_SCHEMA_H

#include <stddef.h>

/* The JSON Schemas (2020-12) of mullion's files, zones/schema/NAME.json, which
 * are part of the program. */
struct schema {
	const char *name;
	const char *what; /* which files it is for */
	const char *text;
};

/* Number index from 0, or NULL behind the last. */
const struct schema *schema_at(size_t index);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_INIT_H
#define MULLION_INIT_H

#include <stddef.h>

/* The site that `mullion init` writes: zones/init/NAME.json, which are part of
 * the program. It is the shortest that shows what the language is for. */
struct init_file {
	const char *name; /* "views.json" */
	const char *text;
};

/* Number index from 0, or NULL behind the last. */
const struct init_file *init_file_at(size_t index);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_IMPORT_ZONE_H
#define MULLION_IMPORT_IMPORT_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/dname.h"
#include "zones/view_set.h"

/* A zone file on its way to a zone spec: what `mullion import --zone` does. */
struct import_zone {
	const char *path;
	uint8_t apex[DNAME_MAX];
	const char *views[VIEW_MAX];
	size_t view_count;
	bool strict;
};

/* Prints the spec to standard output, or nothing where there are errors, which
 * standard error then has. Returns the exit status. */
int import_zone(const struct import_zone *import);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_SPEC_WRITE_H
#define MULLION_IMPORT_SPEC_WRITE_H

#include <stdio.h>

#include "zones/import/imported.h"

/*
 * A zone spec as a person would write it: short names, one string where there
 * is one record, the TTL that most RRsets have at the zone, the SOA as an
 * object, laid out as `mullion fmt` does it.
 */
struct spec_overlay {
	const char *key; /* a view, or "@group" */
	const struct imported_owner *owners;
	size_t count;
};

struct spec_text {
	const uint8_t *apex;
	const char *const *views;
	size_t view_count;
	const struct imported_rrset *soa; /* NULL: none */
	const struct imported_owner *owners;
	size_t count;
	const struct spec_overlay *overlays;
	size_t overlay_count;
	const char *const *comments;
	size_t comment_count;
};

/* Errors of out are for the caller to ask for. */
void spec_write(const struct spec_text *spec, struct arena *arena, FILE *out);

/* JSON of ours in that layout. */
void
spec_lay_out(struct arena *arena, const char *text, size_t length, FILE *out);

/* Text as JSON has it, quotes around it; UTF-8. In the arena. */
const char *json_quoted(struct arena *arena, const char *text);

#endif

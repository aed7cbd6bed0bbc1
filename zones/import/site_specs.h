/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_SITE_SPECS_H
#define MULLION_IMPORT_SITE_SPECS_H

#include "zones/import/named_site.h"
#include "zones/import/spec_write.h"
#include "zones/view_set.h"

/*
 * The zone specs of an imported site: one a zone, with an overlay for each
 * content that it has, or one a content where these share nothing; and the
 * groups that overlays are for.
 */
struct site_spec {
	const char *file; /* "example.com.json", unlike any other */
	struct spec_text text;
};

struct site_group {
	const char *name; /* with its "@" */
	struct view_set views;
};

struct site_specs {
	struct site_spec *items;
	size_t count;
	struct site_group *groups;
	size_t group_count;
};

/* The contents of site->zones are read. */
void site_specs_make(struct site_specs *specs, struct arena *arena,
                     struct notices *notices, const struct named_site *site);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_IMPORT_SITE_H
#define MULLION_IMPORT_IMPORT_SITE_H

#include "zones/import/named_site.h"

/* A named.conf on its way to a site: what `mullion import -o` does. */
struct import_site {
	const char *path;
	const char *output;
	const char *root; /* what stands for "/", or NULL */
	struct named_options options;
	bool strict;
};

/*
 * Writes the site and says on standard output what is in it; where there are
 * errors, which standard error then has, nothing is written. The site is then
 * checked as `mullion check` does it. Returns the exit status.
 */
int import_site(const struct import_site *import);

#endif

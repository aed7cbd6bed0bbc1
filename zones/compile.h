/* SPDX-License-Identifier: ISC */
#ifndef MULLION_COMPILE_H
#define MULLION_COMPILE_H

#include <stdbool.h>
#include <stdint.h>

#include "zones/cli.h"
#include "zones/report.h"
#include "zones/sign.h"

/* From a site to a folder of images: DIR/VIEW.view for each view, and
 * DIR/manifest.json (manifest.h), and DIR/manifest.sig where it is signed. */
struct compile_options {
	const char *site;
	const char *name;     /* what messages call it; NULL: site */
	const char *folder;   /* DIR */
	const char *previous; /* folder of the last images, or NULL: DIR */
	uint32_t now;         /* serial of what changed: serial.h */
	const struct sign_key *key; /* that signs them, or NULL */
	enum report_format format;
	bool strict;
	bool cache; /* use what the last run left in DIR, and leave anew */
};

/*
 * Checks the site and writes the images, all or none. Findings and errors go
 * to standard error. With the same site, previous images and `now`, the
 * files are the same, byte for byte.
 */
enum exit_status compile_site(const struct compile_options *options);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CHECKED_H
#define MULLION_CHECKED_H

#include "zones/report.h"
#include "zones/site.h"
#include "zones/view.h"
#include "zones/zone.h"

/* An image in memory, from malloc(3). */
struct built {
	uint8_t *octets; /* NULL: not built */
	size_t size;
};

/*
 * A site that was read, with every view's content made, built to trees and
 * checked: what `check` reports on, and `compile` and `explain` go on from.
 * Element i of contents, trees and images is view i of the site.
 */
struct checked {
	struct arena *arena;
	struct report *report;
	struct site site;
	struct content *contents;
	struct tree *trees;
	struct built *images; /* those that checked_image() was asked for */
};

/*
 * Reads and checks the site; what is wrong with it is in the report. name:
 * what messages call the site, NULL: as its path. cache: a folder whose cache
 * may be used (cache.h), or NULL. ERR_SYSTEM when a file can't be read: a
 * message is on standard error then. checked_free() in either case.
 */
int checked_load(struct checked *checked, const char *path, const char *name,
                 const char *cache);
/*
 * The same; `kept` is the folder of the last images, whose fragments are what
 * broken ones count with (fragment/last.h), or NULL.
 */
int checked_load_kept(struct checked *checked, const char *path,
                      const char *name, const char *cache, const char *kept);
void checked_free(struct checked *checked);

/* When everything is found: applies waivers and, where strict, makes warnings
 * errors. Returns how many errors there are. */
size_t checked_errors(struct checked *checked, bool strict);

/*
 * The view's image, built when it is asked for the first time; checked_free()
 * frees it. Serials must have been chosen (serial.h). ERR_REPORTED: it can't be
 * made, and a message is on standard error.
 */
int checked_image(struct checked *checked, unsigned view, struct built *image);

/* The same, for the caller to free. */
int
checked_take_image(struct checked *checked, unsigned view, struct built *image);

/* Prints the report on standard error. */
void checked_print(struct checked *checked, enum report_format format);

#endif

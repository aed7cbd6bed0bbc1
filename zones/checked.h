/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CHECKED_H
#define MULLION_CHECKED_H

#include "zones/report.h"
#include "zones/site.h"
#include "zones/view.h"
#include "zones/zone.h"

/*
 * A site that was read, with every view's content made, built to trees and
 * checked: what `check` reports on, and `compile` and `explain` go on from.
 * Element i of contents and trees is view i of the site.
 */
struct checked {
	struct arena *arena;
	struct report *report;
	struct site site;
	struct content *contents;
	struct tree *trees;
};

/*
 * Reads and checks the site; what is wrong with it is in the report. name:
 * what messages call the site, NULL: as its path. cache: a folder whose cache
 * may be used (cache.h), or NULL. ERR_SYSTEM when a file can't be read: a
 * message is on standard error then. checked_free() in either case.
 */
int checked_load(struct checked *checked, const char *path, const char *name,
                 const char *cache);
void checked_free(struct checked *checked);

/* When everything is found: applies waivers and, where strict, makes warnings
 * errors. Returns how many errors there are. */
size_t checked_errors(struct checked *checked, bool strict);

/* Prints the report on standard error. */
void checked_print(struct checked *checked, enum report_format format);

#endif

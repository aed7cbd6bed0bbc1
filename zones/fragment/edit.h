/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FRAGMENT_EDIT_H
#define MULLION_FRAGMENT_EDIT_H

#include "zones/cli.h"

/*
 * `mullion set` and `unset`: a record into a fragment's file, or out of it.
 * Runs that come together take turns, by a lock on the site's folder, and the
 * file is replaced whole, so nobody sees half a file and no change is lost.
 */
struct fragment_edit {
	const char *site;
	const char *zone; /* as it was given */
	const char *id;
	const char *name;
	const char *type;
	const char
	    *value; /* NULL: all of the name and type, of `unset` alone */
	bool remove;
};

/* Messages are on standard error. EXIT_FINDINGS: the fence doesn't allow it, or
 * the file can't be changed as it is. */
enum exit_status fragment_edit(const struct fragment_edit *edit);

#endif

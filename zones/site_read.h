/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SITE_READ_H
#define MULLION_SITE_READ_H

#include "zones/site.h"
#include "zones/site_files.h"

/* A site's files while they are read; the first of its views and tests. */
struct site_reader {
	struct site *site;
	struct site_files files;
	const struct site_file *views;
	const struct site_file *tests;
	const char *failed; /* what couldn't be read */
	bool unknown;       /* a file that isn't JSON might be anything */
};

/* One of the views' `ignore` names the file. */
bool site_file_ignored(const struct site *site, const struct site_file *file);

/* Tells what kinds of files there are. ERR_SYSTEM. */
int site_read_kinds(struct site_reader *reader);

/* Reads all files but the views', when those are known: the site's specs, in
 * the order of the files. ERR_SYSTEM. */
int site_read_specs(struct site_reader *reader);

#endif

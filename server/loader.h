/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LOADER_H
#define MULLION_LOADER_H

#include "server/image_hash.h"

/*
 * The loader's whole life, behind main() of `mulliond-view --load` and behind
 * the giving up of all privileges: a file that nobody has checked is copied
 * into the memfd and sealed, checked, sealed as that (image_copy.h), and
 * reported (worker.h says how). One whose hash is wanted, since that is the
 * signed one, is no image before it has this hash: nothing else of it is
 * looked at.
 */
struct loader {
	const char *view;   /* that the image must be of, "-" for any */
	const char *wanted; /* the hash that it must have, or NULL */
	int image;          /* the file */
	int memfd;
	int report;
	struct image_hash *hash; /* new; the run frees it */
};

/* Octets that it may have to write to: what its checks take grows with the
 * file; the copy is no memory of its own. */
size_t loader_memory(const struct loader *loader);

/* Returns the exit status. */
int loader_run(const struct loader *loader);

#endif

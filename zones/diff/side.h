/* SPDX-License-Identifier: ISC */
#ifndef MULLION_DIFF_SIDE_H
#define MULLION_DIFF_SIDE_H

#include "zones/checked.h"
#include "zones/cli.h"
#include "zones/image_file.h"

/*
 * One side of a comparison: a site, or a folder of images as `mullion compile`
 * writes it. Of either there is an image for each view, which says all that
 * its clients can be answered and who they are; a site says more, struct view.
 */
struct side_view {
	const char *name;
	struct image image;
	bool external;
	const struct view *written; /* in the site; NULL in a folder */
	struct image_file file;     /* in a folder: what `image` lies in */
};

struct diff_side {
	const char *path;
	enum exit_status broken;
	bool site;
	struct checked checked; /* of a site */
	struct arena *arena;
	struct side_view *views;
	size_t count;
};

/*
 * Reads the side, whole and checked. The serials of a site go on from
 * previous, a side that was read, or NULL. Not EXIT_DONE: what is wrong is on
 * standard error; `broken` for a site with errors and an image that can't be
 * used (contract, section 6), EXIT_USAGE where a file can't be read.
 * diff_side_close() in either case.
 */
enum exit_status diff_side_open(struct diff_side *side, const char *path,
                                const struct diff_side *previous,
                                enum exit_status broken);
void diff_side_close(struct diff_side *side);

/* The view of that name, or NULL. */
const struct side_view *
diff_side_view(const struct diff_side *side, const char *name);

/* The image answers with records of the name, a wildcard's name too. */
bool diff_image_shows(const struct image *image, const uint8_t *name);

/* A view of external trust of the side holds records of the name. */
bool diff_side_shows(const struct diff_side *side, const uint8_t *name);

#endif

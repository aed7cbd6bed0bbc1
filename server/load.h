/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LOAD_H
#define MULLION_LOAD_H

#include "server/images.h"
#include "server/runtime.h"
#include "server/view_report.h"

/*
 * One image file on its way into a sealed memfd, by a loader process. The
 * supervisor opens the file and passes it on; it reads the loader's report
 * and never the image.
 *
 *   image file ---> loader ---> memfd, sealed ---> kept for the workers
 *                     |
 *                     +-- report ---> struct view_report
 */
struct load;

struct loaded {
	struct view_report report;
	int image; /* the sealed memfd */
};

/*
 * done gets what was loaded, to keep, or NULL and the reason. It is called
 * from the loop, once, unless ERR_SYSTEM or ERR_MEMORY is returned here.
 */
int
load_start(struct load **load, const struct runtime *runtime,
           const struct image_file *image,
           void (*done)(void *context, struct loaded *loaded, const char *why),
           void *context);

/* Nobody wants it any more: done isn't called. */
void load_cancel(struct load *load);

void loaded_clear(struct loaded *loaded);

#endif

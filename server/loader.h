/* SPDX-License-Identifier: ISC */
#ifndef MULLION_LOADER_H
#define MULLION_LOADER_H

/*
 * The loader's whole life, behind main() of `mulliond-view --load` and behind
 * the giving up of all privileges: a file that nobody has checked is copied
 * into the memfd, checked, collapsed to huge pages where the kernel can,
 * sealed, and reported (worker.h says how). view is the name that the image
 * must carry, or "-" for whichever it does. Returns the exit status.
 */
int loader_run(const char *view, int image_file, int memfd, int report);

#endif

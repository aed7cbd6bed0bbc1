/* SPDX-License-Identifier: ISC */
#ifndef MULLION_STAMP_H
#define MULLION_STAMP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

/*
 * By what a file is known to be what it was when it was read: its inode, its
 * size, and the time of its last change (ctime), which the kernel sets at each
 * and no program can set back. That is so where two conditions hold, and else
 * there is no stamp, and who wants to know reads the file.
 *
 *   - The file lies in a file system of which this is known, mounted to be
 *     written to: a network's, or one that somebody made beforehand as a whole,
 *     has times of another kind.
 *   - The last change was some seconds before the file was read. A change right
 *     behind the reading could else have the same time, as clocks tick.
 *
 * What a program writes through a shared map is noted when a page is touched
 * for the first time, and seconds later again; no editor writes a spec so.
 */
struct stamp {
	uint64_t device;
	uint64_t inode; /* 0: no stamp */
	uint64_t size;
	int64_t seconds; /* of ctime */
	int64_t nanoseconds;
};

/* Where stamps are taken, and the time before the first is. */
struct stamping {
	bool known; /* the file system */
	uint64_t device;
	time_t now;
};

/* For files below the folder. One that can't be looked at has no stamps. */
void stamping_begin(struct stamping *stamping, const char *folder);

/* The stamp of a file, by what fstat(2) said before it was read. */
struct stamp
stamp_of(const struct stamping *stamping, const struct stat *status);

/* The file at the path is what it was when it was given this stamp. */
bool stamp_holds(const struct stamp *stamp, const struct stamping *stamping,
                 const char *path);

bool stamp_equal(const struct stamp *a, const struct stamp *b);

#endif

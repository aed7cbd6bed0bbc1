/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PUBLISH_H
#define MULLION_PUBLISH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A folder whose files are replaced whole. Each new file is first staged: it
 * is written beside the old one under a temporary name (.NAME.new) and sets out
 * for the disk. Only when all are staged, and have come to the disk, are they
 * renamed over the old ones, so a disk that fills up or a crash before that
 * changes nothing. Whoever holds the folder open is the only one: it is locked
 * (flock(2)).
 */
enum { PUBLISH_AHEAD = 32 }; /* files on their way to the disk, at most */

struct publish {
	const char *path; /* of the folder, kept by reference */
	int folder;       /* -1: not open */
	int ahead[PUBLISH_AHEAD];
	unsigned ahead_count;
};

/*
 * Opens the folder and locks it; when it is missing makes it (not what is
 * above it), or, where make is false, leaves it closed. Returns 0, or
 * ERR_REPORTED when a message is on standard error, as all of these do.
 */
int publish_open(struct publish *publish, const char *path, bool make);
void publish_close(struct publish *publish);

/* Writes size octets as the new NAME, and forgets it again on an error. What
 * the disk has against it publish_rename() says, or the next of these. */
int publish_stage(struct publish *publish, const char *name, const void *octets,
                  size_t size);

/* Replaces NAME at once, without a wait for the disk: for a file whose loss is
 * none, and which nobody else is to read. */
int publish_beside(struct publish *publish, const char *name,
                   const void *octets, size_t size);

/* Renames what was staged as NAME over what was there; waits until all that
 * is staged is on the disk. */
int publish_rename(struct publish *publish, const char *name);

/* Brings renames and removals to the disk. */
int publish_sync(struct publish *publish);

/* Removes what was staged as NAME; fine when nothing was. */
void publish_forget(struct publish *publish, const char *name);

/* Removes NAME; fine when it isn't there. */
int publish_remove(struct publish *publish, const char *name);

#endif

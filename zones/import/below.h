/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMPORT_BELOW_H
#define MULLION_IMPORT_BELOW_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/arena.h"
#include "zones/import/notice.h"

/*
 * Files that other files name ($INCLUDE, include, file), read below one folder
 * alone: neither "..", a symbolic link nor an absolute path leads out of it,
 * since what is imported may come from somebody else and its errors are
 * printed. The kernel sees to it (openat2(2), RESOLVE_BENEATH).
 */
struct below {
	int fd;              /* the folder; -1: none */
	const char *path;    /* as it was given */
	const char *whole;   /* absolute, without links; "" for the root */
	const char *base;    /* where relative names begin, below the folder;
	                      * "" or ending in a slash */
	const char *outside; /* or NULL: where they begin, which is elsewhere */
	bool root;           /* the folder stands for "/" */
	bool configuration;  /* of a named.conf: --root names another folder */
};

/*
 * Opens the folder. ERR_SYSTEM. With root an absolute name begins at the
 * folder; without, it must be one below it.
 */
int below_open(struct below *below, struct arena *arena, const char *folder,
               bool root);

void below_close(struct below *below);

/*
 * Reads the file of that name whole; *text has a NUL behind it, *shown is its
 * path as messages name it. ERR_RANGE: it lies elsewhere; ERR_SYSTEM.
 */
int below_read(const struct below *below, struct arena *arena, const char *name,
               char **text, size_t *length, const char **shown);

/* Relative names begin at this folder from now on, wherever it is. */
void below_enter(struct below *below, struct arena *arena, const char *folder);

/* The same of a folder that isn't looked for below another root: it begins
 * where the program runs. */
void
below_enter_real(struct below *below, struct arena *arena, const char *folder);

/* The error of below_read(), where the file was named. */
void below_refused(const struct below *below, struct notices *notices,
                   struct spot spot, const char *shown, int code);

/* The folder that a path's last component is in. */
const char *below_folder_of(struct arena *arena, const char *path);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FILE_H
#define MULLION_FILE_H

#include <stddef.h>
#include <sys/stat.h>

#include "zones/arena.h"

/*
 * Reads a regular file whole. *text is in the arena, with a NUL behind its
 * length octets. ERR_SYSTEM (EINVAL where it isn't a regular file).
 */
int
file_read(struct arena *arena, char **text, size_t *length, const char *path);

/* The same; *status is what fstat(2) said of it before it was read. */
int file_read_status(struct arena *arena, char **text, size_t *length,
                     const char *path, struct stat *status);

/* The same of its first `most` octets; *length below that: it has no more. */
int file_read_head(struct arena *arena, char **text, size_t *length,
                   const char *path, size_t most);

/* The same of a file that is open, of which nothing is read yet. */
int file_read_open(struct arena *arena, char **text, size_t *length, int fd,
                   size_t most);

/* Writes all of it to an open file. ERR_SYSTEM: perhaps not all. */
int file_write(int fd, const void *octets, size_t size);

#endif

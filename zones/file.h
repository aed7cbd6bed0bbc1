/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FILE_H
#define MULLION_FILE_H

#include <stddef.h>

/*
 * Reads a regular file whole. *text is malloc(3)'s, for the caller to free,
 * with a NUL behind its length octets. ERR_SYSTEM (EINVAL where it isn't a
 * regular file) or ERR_MEMORY.
 */
int file_read(char **text, size_t *length, const char *path);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FILE_REPLACE_H
#define MULLION_FILE_REPLACE_H

#include <stddef.h>

/*
 * Puts size octets in place of the file's content, all or none: they are
 * written beside it under a name that begins with a dot, brought to the disk
 * and renamed. A symbolic link is followed, and the file keeps its mode. It
 * must be there. ERR_SYSTEM, and then it is as it was.
 */
int file_replace(const char *path, const void *octets, size_t size);

#endif

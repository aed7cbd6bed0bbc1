/* SPDX-License-Identifier: ISC */
#ifndef MULLION_FOLDER_H
#define MULLION_FOLDER_H

#include <stdbool.h>

/* There is no such folder, or nothing in it but perhaps a repository (.git):
 * a site can be made there without a look at what it would meet. */
bool folder_is_empty(const char *path);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_COMPILE_FOLDER_H
#define MULLION_COMPILE_FOLDER_H

#include <stdbool.h>

#include "zones/site.h"

/*
 * The folder, which needn't exist yet, lies in the site or is the site, where
 * the next run would read its manifest as one of the site's files. Not so
 * below a folder whose name begins with a dot.
 */
bool compile_folder_in_site(const char *folder, const char *site);

/* The folder has a file NAME.view, and the site no view of that name. */
bool compile_folder_has_other(const char *folder, const struct site *site);

#endif

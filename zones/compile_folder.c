/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/compile_folder.h"

/* The folder without links and dots, from malloc(3); where it doesn't exist,
 * by what is above it. NULL when that doesn't exist either. */
static char *
resolve(const char *folder)
{
	char *whole = realpath(folder, NULL), *copy, *above, *name;

	if (whole != NULL)
		return whole;
	copy = strdup(folder);
	above = copy == NULL ? NULL : realpath(dirname(copy), NULL);
	free(copy);
	copy = strdup(folder);
	name = copy == NULL ? NULL : basename(copy);
	if (above == NULL || name == NULL
	    || asprintf(&whole, "%s/%s", above, name) < 0)
		whole = NULL;
	free(above);
	free(copy);
	return whole;
}

bool
compile_folder_in_site(const char *folder, const char *site)
{
	char *in = resolve(folder), *of = realpath(site, NULL);
	size_t length = of == NULL ? 0 : strlen(of);
	bool inside =
	    in != NULL && of != NULL && strncmp(in, of, length) == 0
	    && (in[length] == '\0' || in[length] == '/' || length == 1)
	    && strstr(in + length, "/.") == NULL;

	free(in);
	free(of);
	return inside;
}

static bool
is_other(const char *file, const struct site *site)
{
	size_t length = strlen(file), ending = strlen(".view");

	if (length < ending || strcmp(file + length - ending, ".view") != 0)
		return false;
	for (size_t i = 0; i < site->view_count; i++) {
		const char *view = site->views[i].name;

		if (strlen(view) == length - ending
		    && strncmp(view, file, length - ending) == 0)
			return false;
	}
	return true;
}

bool
compile_folder_has_other(const char *folder, const struct site *site)
{
	DIR *files = opendir(folder);
	bool other = false;

	if (files == NULL)
		return false;
	for (struct dirent *entry; !other && (entry = readdir(files)) != NULL;)
		other = is_other(entry->d_name, site);
	closedir(files);
	return other;
}

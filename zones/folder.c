/* SPDX-License-Identifier: ISC */
#include "zones/folder.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

bool
folder_is_empty(const char *path)
{
	static const char *const none[] = {".", "..", ".git"};
	DIR *folder = opendir(path);
	const struct dirent *entry;
	bool empty = true;

	if (folder == NULL)
		return errno == ENOENT;
	while ((entry = readdir(folder)) != NULL) {
		bool counts = true;

		for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
			counts &= strcmp(entry->d_name, none[i]) != 0;
		empty &= !counts;
	}
	closedir(folder);
	return empty;
}

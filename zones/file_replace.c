/* SPDX-License-Identifier: ISC */
#include "zones/file_replace.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "zones/file.h"

/* Writes the open file whole, with the mode of the one that it is to replace,
 * and its owner where that may be given away. */
static int
fill(int descriptor, const struct stat *like, const void *octets, size_t size)
{
	if (fchown(descriptor, like->st_uid, like->st_gid) != 0
	    && errno != EPERM)
		return ERR_SYSTEM;
	if (fchmod(descriptor, like->st_mode & 07777) != 0
	    || file_write(descriptor, octets, size) < 0)
		return ERR_SYSTEM;
	return fsync(descriptor) == 0 ? 0 : ERR_SYSTEM;
}

/* ".NAME.XXXXXX" in the file's folder, from malloc(3). */
static char *
temporary_path(const char *path)
{
	char *folder = strdup(path), *name = strdup(path), *temporary = NULL;

	if (folder != NULL && name != NULL
	    && asprintf(&temporary, "%s/.%s.XXXXXX", dirname(folder),
	                basename(name))
	           < 0)
		temporary = NULL;
	free(folder);
	free(name);
	return temporary;
}

static int
replace(const char *path, const struct stat *like, const void *octets,
        size_t size)
{
	char *temporary = temporary_path(path);
	int descriptor = temporary == NULL ? -1 : mkstemp(temporary);
	int code = ERR_SYSTEM, error;

	if (descriptor >= 0) {
		code = fill(descriptor, like, octets, size);
		if (close(descriptor) != 0)
			code = ERR_SYSTEM;
		if (code == 0 && rename(temporary, path) != 0)
			code = ERR_SYSTEM;
		error = errno;
		if (code < 0)
			unlink(temporary);
		errno = error;
	}
	error = errno;
	free(temporary);
	errno = error;
	return code;
}

int
file_replace(const char *path, const void *octets, size_t size)
{
	char *real = realpath(path, NULL);
	struct stat status;
	int code = ERR_SYSTEM, error;

	if (real != NULL && stat(real, &status) == 0)
		code = replace(real, &status, octets, size);
	error = errno;
	free(real);
	errno = error;
	return code;
}

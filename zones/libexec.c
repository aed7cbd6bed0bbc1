/* SPDX-License-Identifier: ISC */
#include "zones/libexec.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "zones/cli.h"

#ifndef MULLION_LIBEXECDIR
#define MULLION_LIBEXECDIR "/usr/local/libexec/mullion"
#endif

static char *
try(struct arena *arena, const char *folder, const char *program)
{
	char *path = arena_format(arena, "%s/%s", folder, program);

	return access(path, X_OK) == 0 ? path : NULL;
}

char *
libexec_find(struct arena *arena, const char *program)
{
	char here[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", here, sizeof(here) - 1);
	char *path = NULL;

	if (length > 0) {
		here[length] = '\0';
		*strrchr(here, '/') = '\0';
		path = try(arena, here, program);
		if (path == NULL)
			path = try(
			    arena,
			    arena_format(arena, "%s/../libexec/mullion", here),
			    program);
	}
	if (path == NULL)
		path = try(arena, MULLION_LIBEXECDIR, program);
	if (path == NULL)
		cli_error("%s is missing: it belongs into %s", program,
		          MULLION_LIBEXECDIR);
	return path;
}

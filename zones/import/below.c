/* SPDX-License-Identifier: ISC */
#include "zones/import/below.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/err.h"
#include "zones/file.h"

int
below_open(struct below *below, struct arena *arena, const char *folder,
           bool root)
{
	char *whole = realpath(folder, NULL);

	*below = (struct below){.fd = -1, .base = "", .root = root};
	if (whole == NULL)
		return ERR_SYSTEM;
	below->path = arena_string(arena, folder);
	below->whole =
	    strcmp(whole, "/") == 0 ? "" : arena_string(arena, whole);
	free(whole);
	below->fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return below->fd < 0 ? ERR_SYSTEM : 0;
}

void
below_close(struct below *below)
{
	if (below->fd >= 0)
		close(below->fd);
	below->fd = -1;
}

/* The name from the folder on, or NULL when it begins elsewhere. */
static const char *
from_folder(const struct below *below, struct arena *arena, const char *name)
{
	size_t length = strlen(below->whole);
	const char *from = name;

	if (*name != '/')
		return arena_format(arena, "%s%s", below->base, name);
	if (!below->root) {
		if (strncmp(name, below->whole, length) != 0
		    || name[length] != '/')
			return NULL;
		from += length;
	}
	from += strspn(from, "/");
	return *from == '\0' ? "." : from;
}

static int
open_beneath(int folder, const char *name)
{
	/* Without O_NONBLOCK a FIFO would be waited for. */
	struct open_how how = {
	    .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, folder, name, &how, sizeof(how));
}

int
below_read(const struct below *below, struct arena *arena, const char *name,
           char **text, size_t *length, const char **shown)
{
	const char *from = from_folder(below, arena, name);
	int fd, result, error;

	*shown = name;
	if (from == NULL || strlen(from) >= PATH_MAX)
		return ERR_RANGE;
	*shown = strcmp(below->path, ".") == 0
	             ? from
	             : arena_format(
			 arena, "%s%s%s", below->path,
			 below->path[strlen(below->path) - 1] == '/' ? "" : "/",
			 from);
	fd = open_beneath(below->fd, from);
	if (fd < 0)
		return errno == EXDEV ? ERR_RANGE : ERR_SYSTEM;
	result = file_read_open(arena, text, length, fd, SIZE_MAX);
	error = errno;
	close(fd);
	errno = error;
	return result;
}

const char *
below_folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return ".";
	if (slash == path)
		return "/";
	return arena_format(arena, "%.*s", (int)(slash - path), path);
}

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

	if (*name != '/' && below->outside != NULL)
		return NULL;
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
	if (*name != '/' && below->outside != NULL)
		*shown = arena_format(arena, "%s/%s", below->outside, name);
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

void
below_enter(struct below *below, struct arena *arena, const char *folder)
{
	const char *from = from_folder(below, arena, folder);

	below->outside = from == NULL ? folder : NULL;
	below->base = from == NULL || strcmp(from, ".") == 0
	                  ? ""
	                  : arena_format(arena, "%s/", from);
}

void
below_enter_real(struct below *below, struct arena *arena, const char *folder)
{
	char *whole = realpath(folder, NULL);
	size_t length = strlen(below->whole);

	below->outside = folder;
	if (whole != NULL && strncmp(whole, below->whole, length) == 0
	    && (whole[length] == '/' || whole[length] == '\0')) {
		below->outside = NULL;
		below->base =
		    whole[length] == '\0'
			? ""
			: arena_format(arena, "%s/", whole + length + 1);
	}
	free(whole);
}

void
below_refused(const struct below *below, struct notices *notices,
              struct spot spot, const char *shown, int code)
{
	if (code == ERR_RANGE)
		notice_error(notices, spot, NULL,
		             "%s is not below %s, and no file elsewhere is "
		             "read: move it there%s",
		             shown, below->path,
		             below->configuration
		                 ? ", or name a folder that holds both with "
		                   "--root, if you trust these files"
		                 : "");
	else
		notice_error(notices, spot, NULL, "cannot read %s: %s", shown,
		             err_text(code));
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

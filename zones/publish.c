/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "zones/cli.h"
#include "zones/file.h"
#include "zones/publish.h"

enum { TEMPORARY = 128 }; /* octets: a view's name is 63 at most */

static const char *
temporary_name(char text[TEMPORARY], const char *name)
{
	snprintf(text, TEMPORARY, ".%s.new", name);
	return text;
}

static int
failed(const struct publish *publish, const char *what, const char *name)
{
	cli_error("cannot %s %s%s%s: %s", what, publish->path,
	          name[0] == '\0' ? "" : "/", name, strerror(errno));
	return ERR_REPORTED;
}

int
publish_open(struct publish *publish, const char *path, bool make)
{
	*publish = (struct publish){.path = path, .folder = -1};
	if (make && mkdir(path, 0777) != 0 && errno != EEXIST)
		return failed(publish, "make the folder", "");
	publish->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (publish->folder < 0)
		return !make && errno == ENOENT
		           ? 0
		           : failed(publish, "open the folder", "");
	if (flock(publish->folder, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno == EWOULDBLOCK)
		cli_error("another compile is writing to %s: try again when "
		          "it is done",
		          path);
	else
		failed(publish, "lock the folder", "");
	publish_close(publish);
	return ERR_REPORTED;
}

void
publish_close(struct publish *publish)
{
	if (publish->folder >= 0)
		close(publish->folder);
	publish->folder = -1;
}

static int
stage(struct publish *publish, const char *name, const void *octets,
      size_t size, mode_t mode, bool sync)
{
	char temporary[TEMPORARY];
	int descriptor, code;

	/* One that a crash left behind would keep its old mode. */
	publish_forget(publish, name);
	descriptor = openat(publish->folder, temporary_name(temporary, name),
	                    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (descriptor < 0)
		return failed(publish, "write", name);
	code = file_write(descriptor, octets, size);
	if (code == 0 && sync && fsync(descriptor) != 0)
		code = ERR_SYSTEM;
	if (code < 0)
		failed(publish, "write", name);
	if (close(descriptor) != 0 && code == 0)
		code = failed(publish, "write", name);
	if (code == 0)
		return 0;
	publish_forget(publish, name);
	return ERR_REPORTED;
}

int
publish_stage(struct publish *publish, const char *name, const void *octets,
              size_t size)
{
	return stage(publish, name, octets, size, 0666, true);
}

int
publish_beside(struct publish *publish, const char *name, const void *octets,
               size_t size)
{
	int code = stage(publish, name, octets, size, 0600, false);

	return code < 0 ? code : publish_rename(publish, name);
}

int
publish_rename(struct publish *publish, const char *name)
{
	char temporary[TEMPORARY];

	if (renameat(publish->folder, temporary_name(temporary, name),
	             publish->folder, name)
	    != 0)
		return failed(publish, "replace", name);
	return 0;
}

int
publish_sync(struct publish *publish)
{
	return fsync(publish->folder) == 0
	           ? 0
	           : failed(publish, "bring to the disk", "");
}

void
publish_forget(struct publish *publish, const char *name)
{
	char temporary[TEMPORARY];

	unlinkat(publish->folder, temporary_name(temporary, name), 0);
}

int
publish_remove(struct publish *publish, const char *name)
{
	if (unlinkat(publish->folder, name, 0) != 0 && errno != ENOENT)
		return failed(publish, "remove", name);
	return 0;
}

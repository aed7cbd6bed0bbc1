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

/* Waits for what is on its way to the disk. */
static int
settle(struct publish *publish)
{
	int code = 0;

	while (publish->ahead_count > 0) {
		int descriptor = publish->ahead[--publish->ahead_count];

		if (code == 0 && fsync(descriptor) != 0)
			code = failed(publish, "bring to the disk", "");
		if (close(descriptor) != 0 && code == 0)
			code = failed(publish, "bring to the disk", "");
	}
	return code;
}

void
publish_close(struct publish *publish)
{
	while (publish->ahead_count > 0)
		close(publish->ahead[--publish->ahead_count]);
	if (publish->folder >= 0)
		close(publish->folder);
	publish->folder = -1;
}

/* Returns the file, open. */
static int
stage(struct publish *publish, const char *name, const void *octets,
      size_t size, mode_t mode)
{
	char temporary[TEMPORARY];
	int descriptor;

	/* One that a crash left behind would keep its old mode. */
	publish_forget(publish, name);
	descriptor = openat(publish->folder, temporary_name(temporary, name),
	                    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (descriptor < 0)
		return failed(publish, "write", name);
	if (file_write(descriptor, octets, size) == 0)
		return descriptor;
	failed(publish, "write", name);
	close(descriptor);
	publish_forget(publish, name);
	return ERR_REPORTED;
}

int
publish_stage(struct publish *publish, const char *name, const void *octets,
              size_t size)
{
	int descriptor = stage(publish, name, octets, size, 0666);
	int code = 0;

	if (descriptor < 0)
		return ERR_REPORTED;
	/* The disk begins while other files are made. */
	(void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
	if (publish->ahead_count == PUBLISH_AHEAD)
		code = settle(publish);
	publish->ahead[publish->ahead_count++] = descriptor;
	if (code < 0)
		publish_forget(publish, name);
	return code;
}

static int
rename_staged(struct publish *publish, const char *name)
{
	char temporary[TEMPORARY];

	if (renameat(publish->folder, temporary_name(temporary, name),
	             publish->folder, name)
	    != 0)
		return failed(publish, "replace", name);
	return 0;
}

int
publish_beside(struct publish *publish, const char *name, const void *octets,
               size_t size)
{
	int descriptor = stage(publish, name, octets, size, 0600);

	if (descriptor < 0)
		return ERR_REPORTED;
	if (close(descriptor) == 0)
		return rename_staged(publish, name);
	failed(publish, "write", name);
	publish_forget(publish, name);
	return ERR_REPORTED;
}

int
publish_rename(struct publish *publish, const char *name)
{
	int code = settle(publish);

	if (code == 0)
		return rename_staged(publish, name);
	publish_forget(publish, name);
	return code;
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

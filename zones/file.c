/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "zones/file.h"

/* Reads up to room octets; what was read, or ERR_SYSTEM. */
static ssize_t
read_all(int fd, char *to, size_t room)
{
	size_t length = 0;

	while (length < room) {
		ssize_t got = read(fd, to + length, room - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return ERR_SYSTEM;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	return (ssize_t)length;
}

static int
read_open(struct arena *arena, char **text, size_t *length, int fd, size_t most,
          struct stat *status)
{
	ssize_t got;

	if (fstat(fd, status) < 0)
		return ERR_SYSTEM;
	if (!S_ISREG(status->st_mode)) {
		errno = S_ISDIR(status->st_mode) ? EISDIR : EINVAL;
		return ERR_SYSTEM;
	}
	if ((size_t)status->st_size < most)
		most = (size_t)status->st_size;
	*text = arena_alloc(arena, most + 1);
	/* A file that grows meanwhile is read as long as it was. */
	got = read_all(fd, *text, most);
	if (got < 0)
		return ERR_SYSTEM;
	*length = (size_t)got;
	return 0;
}

int
file_read_open(struct arena *arena, char **text, size_t *length, int fd,
               size_t most)
{
	struct stat status;

	return read_open(arena, text, length, fd, most, &status);
}

static int
read_path(struct arena *arena, char **text, size_t *length, const char *path,
          size_t most, struct stat *status)
{
	/* Without O_NONBLOCK a FIFO would be waited for. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int result, error;

	if (fd < 0)
		return ERR_SYSTEM;
	result = read_open(arena, text, length, fd, most, status);
	error = errno;
	close(fd);
	errno = error;
	return result;
}

int
file_read_head(struct arena *arena, char **text, size_t *length,
               const char *path, size_t most)
{
	struct stat status;

	return read_path(arena, text, length, path, most, &status);
}

int
file_read(struct arena *arena, char **text, size_t *length, const char *path)
{
	return file_read_head(arena, text, length, path, SIZE_MAX);
}

int
file_read_status(struct arena *arena, char **text, size_t *length,
                 const char *path, struct stat *status)
{
	return read_path(arena, text, length, path, SIZE_MAX, status);
}

int
file_write(int fd, const void *octets, size_t size)
{
	const uint8_t *from = octets;

	while (size > 0) {
		ssize_t written = write(fd, from, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return ERR_SYSTEM;
		from += written;
		size -= (size_t)written;
	}
	return 0;
}

/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/served.h"

static const char name[] = "generation";
static const char new_name[] = ".generation.new";

enum {
	DIGITS_MAX = 19, /* below 2^63 */
	LINE = DIGITS_MAX + 1 + VIEW_HASH + 1,
};

/* A text with a NUL in it is shorter than it should be. */
int
served_read(struct served *served, const char *text, size_t length)
{
	char line[LINE + 1] = "";
	size_t digits;

	if (length > LINE)
		return ERR_MALFORMED;
	memcpy(line, text, length);
	digits = strspn(line, "0123456789");
	if (digits == 0 || digits > DIGITS_MAX || line[0] == '0'
	    || length != digits + 1 + VIEW_HASH || line[digits] != ' '
	    || strspn(line + digits + 1, "0123456789abcdef") != VIEW_HASH - 1
	    || line[length - 1] != '\n')
		return ERR_MALFORMED;
	served->generation = strtoull(line, NULL, 10);
	memcpy(served->hash, line + digits + 1, VIEW_HASH - 1);
	return 0;
}

static int
read_file(struct served *served)
{
	int file =
	    openat(served->folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char text[LINE];
	ssize_t got;

	if (file < 0)
		return errno == ENOENT ? 0 : ERR_SYSTEM;
	got = read(file, text, sizeof(text));
	close(file);
	return got < 0 ? ERR_SYSTEM : served_read(served, text, (size_t)got);
}

int
served_open(struct served *served, int folder, const char *path)
{
	struct stat about;
	int result;

	*served = (struct served){.folder = folder};
	if (fstat(folder, &about) < 0 || about.st_uid != geteuid()
	    || (about.st_mode & 022) != 0) {
		log_error("the state folder %s must be this user's, and"
		          " nobody else's to write to: in it is remembered"
		          " which generation was served last",
		          path);
		return ERR_REPORTED;
	}
	result = read_file(served);
	if (result < 0) {
		log_error("%s/%s, the generation that was served last, can't be"
		          " used: %s; remove it to trust whatever signed"
		          " folder comes next",
		          path, name, err_text(result));
		return ERR_REPORTED;
	}
	if (served->generation == 0)
		log_info("no generation is remembered in %s: whatever is"
		         " signed may be served",
		         path);
	return 0;
}

int
served_check(const struct served *served, uint64_t generation, const char *hash,
             char *why)
{
	if (generation > served->generation)
		return 0;
	if (generation < served->generation) {
		snprintf(why, SERVED_WHY,
		         "its generation, %" PRIu64 ", is older than %" PRIu64
		         ", which was served: compile what it holds anew, or"
		         " start with --force",
		         generation, served->generation);
		return ERR_RANGE;
	}
	if (strcmp(hash, served->hash) == 0)
		return 0;
	snprintf(why, SERVED_WHY,
	         "another manifest of its generation, %" PRIu64
	         ", was served: compile anew with a greater --serial, or start"
	         " with --force",
	         generation);
	return ERR_RANGE;
}

static int
write_line(int file, const char *line, int length)
{
	if (write(file, line, (size_t)length) != length)
		return ERR_SYSTEM;
	return fsync(file) < 0 ? ERR_SYSTEM : 0;
}

static int
replace(const struct served *served, const char *line, int length)
{
	int file, result, saved;

	unlinkat(served->folder, new_name, 0);
	file = openat(served->folder, new_name,
	              O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (file < 0)
		return ERR_SYSTEM;
	errno = ENOSPC; /* a short write sets none */
	result = write_line(file, line, length);
	saved = errno;
	close(file);
	errno = saved;
	if (result == 0
	    && (renameat(served->folder, new_name, served->folder, name) < 0
	        || fsync(served->folder) < 0))
		result = ERR_SYSTEM;
	return result;
}

int
served_keep(struct served *served, uint64_t generation, const char *hash)
{
	char line[LINE + 1];
	int length =
	    snprintf(line, sizeof(line), "%" PRIu64 " %s\n", generation, hash);
	int result = 0;

	if (generation != served->generation || strcmp(hash, served->hash) != 0)
		result = replace(served, line, length);
	if (result == 0) {
		served->generation = generation;
		snprintf(served->hash, sizeof(served->hash), "%s", hash);
	}
	return result;
}

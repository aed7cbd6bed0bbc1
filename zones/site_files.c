/* SPDX-License-Identifier: ISC */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/err.h"
#include "zones/json_scan.h"
#include "zones/site_files.h"

struct lister {
	struct site_files *files;
	struct arena *arena;
	const char *site; /* without slashes at its end */
	const char *name; /* the same, for messages */
	const char *failed;
};

static int list_folder(struct lister *lister, const char *relative);

/* The path of something in a folder; "" is the folder itself. */
static const char *
join(struct arena *arena, const char *folder, const char *name)
{
	size_t length = strlen(folder), more = strlen(name) + 1;
	char *path, *end;

	if (more == 1)
		return folder;
	path = arena_alloc(arena, length + 1 + more);
	end = mempcpy(path, folder, length);
	if (length > 0 && folder[length - 1] != '/')
		*end++ = '/';
	memcpy(end, name, more);
	return path;
}

static bool
has_ending(const char *name, const char *ending)
{
	size_t length = strlen(name), wanted = strlen(ending);

	return length >= wanted && strcmp(name + length - wanted, ending) == 0;
}

static void
add_file(struct lister *lister, const char *relative, const char *path)
{
	struct site_files *files = lister->files;

	files->items = arena_grow(lister->arena, files->items, files->count,
	                          sizeof(*files->items));
	files->items[files->count++] = (struct site_file){
	    .path = path,
	    .name = join(lister->arena, lister->name, relative),
	    .relative = relative,
	};
}

/* A folder is walked, a file or a link to one is listed. Most file systems
 * tell what is what (readdir(3)), and then nothing else is asked. */
static int
list_entry(struct lister *lister, const char *relative, unsigned char type)
{
	const char *path = join(lister->arena, lister->site, relative);
	struct stat status = {0};
	bool link;

	lister->failed = join(lister->arena, lister->name, relative);
	if (type != DT_REG && type != DT_DIR && lstat(path, &status) < 0)
		return ERR_SYSTEM;
	if (type == DT_DIR || S_ISDIR(status.st_mode))
		return list_folder(lister, relative);
	if (!has_ending(relative, ".json"))
		return 0;
	link = S_ISLNK(status.st_mode);
	if (link && stat(path, &status) < 0)
		return ERR_SYSTEM;
	if (!link || !S_ISDIR(status.st_mode))
		add_file(lister, relative, path);
	return 0;
}

static int
list_folder(struct lister *lister, const char *relative)
{
	const char *path = join(lister->arena, lister->site, relative);
	DIR *folder = opendir(path);
	int code = 0, error;

	lister->failed = join(lister->arena, lister->name, relative);
	if (folder == NULL)
		return ERR_SYSTEM;
	while (code == 0) {
		struct dirent *entry;

		errno = 0;
		entry = readdir(folder);
		if (entry == NULL) {
			code = errno != 0 ? ERR_SYSTEM : 0;
			break;
		}
		if (entry->d_name[0] == '.')
			continue;
		code = list_entry(lister,
		                  join(lister->arena, relative, entry->d_name),
		                  entry->d_type);
	}
	error = errno;
	closedir(folder);
	errno = error;
	return code;
}

static int
compare_files(const void *left, const void *right)
{
	const struct site_file *a = left, *b = right;

	return strcmp(a->relative, b->relative);
}

static char *
without_slashes(struct arena *arena, const char *folder)
{
	char *trimmed = arena_string(arena, folder);

	for (size_t end = strlen(trimmed); end > 1 && trimmed[end - 1] == '/';)
		trimmed[--end] = '\0';
	return trimmed;
}

int
site_files_list(struct site_files *files, struct arena *arena, const char *site,
                const char *name, const char **failed)
{
	struct lister lister = {
	    .files = files,
	    .arena = arena,
	    .site = without_slashes(arena, site),
	    .name = without_slashes(arena, name != NULL ? name : site),
	};
	int code;

	*files = (struct site_files){0};
	code = list_folder(&lister, "");
	*failed = lister.failed;
	if (code == 0 && files->count > 0)
		qsort(files->items, files->count, sizeof(*files->items),
		      compare_files);
	return code;
}

static bool
key_is(const struct json_key *key, const char *name)
{
	const struct json_key other = {name, strlen(name)};

	return json_key_compare(key, &other) == 0;
}

/* The walk ends where the text stops being JSON: what was seen counts. */
static enum site_kind
scan_kind(struct json_scan *scan, struct arena *arena, bool *told)
{
	bool tests = false, views = false, zone = false, first = true;
	bool fragment = false;
	struct json_key key;

	if (!json_scan_take(scan, '{'))
		return SITE_OTHER;
	while (json_scan_more(scan, '}', &first)) {
		if (!json_scan_string(scan, arena, &key)
		    || !json_scan_take(scan, ':'))
			break;
		if (key_is(&key, "zone")) {
			*told = true;
			return SITE_ZONE;
		}
		fragment |= key_is(&key, "add-to");
		tests |= key_is(&key, "expect");
		/* A list of views is what a zone spec has: "zone" is lost. */
		if (key_is(&key, "views") && json_scan_next(scan) == '[')
			zone = true;
		else
			views |= key_is(&key, "views");
		if (!json_scan_skip(scan))
			break;
	}
	if (fragment)
		return SITE_FRAGMENT;
	if (tests)
		return SITE_TESTS;
	return zone ? SITE_ZONE : views ? SITE_VIEWS : SITE_OTHER;
}

bool
site_kind_told(enum site_kind *kind, const char *text, size_t length)
{
	struct arena *arena = arena_new();
	struct json_scan scan;
	bool told = false;

	json_scan_start(&scan, text, length);
	*kind = scan_kind(&scan, arena, &told);
	arena_free(arena);
	return told;
}

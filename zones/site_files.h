/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SITE_FILES_H
#define MULLION_SITE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/arena.h"
#include "zones/stamp.h"

/*
 * The JSON files of a site: every *.json below its folder but those whose
 * name, or a folder's on the way, begins with a dot; symbolic links are
 * followed to files and not to folders, so there is no loop. In the order of
 * their paths below the site, as octets.
 */
enum site_kind {
	SITE_OTHER,    /* none of the members that tell, or no JSON */
	SITE_ZONE,     /* `zone` at the top, or `views` as its list */
	SITE_FRAGMENT, /* else `add-to` */
	SITE_TESTS,    /* else `expect` */
	SITE_VIEWS,    /* else `views` */
};

struct cache_entry;

struct site_file {
	const char *path;     /* the site's and below, for open(2) */
	const char *name;     /* the same, as messages call the site */
	const char *relative; /* below the site */
	enum site_kind kind;
	bool large;                      /* to be read in parts */
	const struct cache_entry *entry; /* for its text, or NULL */
	struct stamp stamp;              /* of what was read of it, or none */
};

struct site_files {
	struct site_file *items;
	size_t count;
};

/* name: what messages call the site, NULL: as it is called. ERR_SYSTEM,
 * *failed is what couldn't be read; ENOTDIR: the site itself is no folder. */
int site_files_list(struct site_files *files, struct arena *arena,
                    const char *site, const char *name, const char **failed);

/* What kind of file a text is, by the members at its top. True when its rest
 * can't change that. */
bool site_kind_told(enum site_kind *kind, const char *text, size_t length);

#endif

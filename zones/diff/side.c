/* SPDX-License-Identifier: ISC */
#include "zones/diff/side.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/trie.h"
#include "zones/manifest.h"
#include "zones/progress.h"
#include "zones/serial.h"
#include "zones/views_read.h"

/* The names of a manifest, while it is read. */
struct listing {
	struct diff_side *side;
	bool good; /* they can be names of views */
};

static void
list_view(void *context, const char *name)
{
	struct listing *listing = context;
	struct diff_side *side = listing->side;

	listing->good &= views_name_good(name);
	side->views = arena_grow(side->arena, side->views, side->count,
	                         sizeof(*side->views));
	side->views[side->count++] =
	    (struct side_view){.name = arena_string(side->arena, name)};
}

static const char *
image_path(const struct diff_side *side, const char *view)
{
	return arena_format(side->arena, "%s/%s.view", side->path, view);
}

/* The folder has a manifest, so it is one of images. A file of that name in a
 * site is either no manifest, or names no images that are there. */
static bool
list_images(struct diff_side *side)
{
	struct listing listing = {.side = side, .good = true};
	const char *path =
	    arena_format(side->arena, "%s/" MANIFEST_FILE, side->path);

	if (manifest_each(path, list_view, &listing) < 0 || !listing.good)
		return false;
	for (size_t i = 0; i < side->count; i++)
		if (access(image_path(side, side->views[i].name), F_OK) == 0)
			return true;
	return false;
}

static enum exit_status
read_image(struct diff_side *side, struct side_view *view)
{
	const char *path = image_path(side, view->name), *why;
	int code = image_file_read(&view->file, path, view->name, NULL, &why);

	if (code == 0) {
		view->image = view->file.image;
		view->external = view->image.header->trust == IMAGE_EXTERNAL;
		return EXIT_DONE;
	}
	progress_end();
	if (code == ERR_SYSTEM) {
		cli_error("cannot read %s: %s", path, why);
		return EXIT_USAGE;
	}
	cli_error("%s is no image that can be used: %s", path, why);
	return side->broken;
}

static enum exit_status
read_images(struct diff_side *side)
{
	enum exit_status status = EXIT_DONE;

	for (size_t i = 0; i < side->count && status == EXIT_DONE; i++) {
		progress_step("reading", side->views[i].name, i + 1,
		              side->count);
		status = read_image(side, &side->views[i]);
	}
	return status;
}

static enum exit_status
build_view(struct diff_side *side, unsigned i, const struct diff_side *previous)
{
	struct checked *checked = &side->checked;
	struct side_view *view = &side->views[i];
	const struct side_view *before;
	struct built built;
	uint32_t now = 1;

	*view = (struct side_view){.name = checked->site.views[i].name,
	                           .external = checked->site.views[i].external,
	                           .written = &checked->site.views[i]};
	before = previous == NULL ? NULL : diff_side_view(previous, view->name);
	/* As if it were compiled now where that is published. */
	if (before != NULL && !previous->site)
		(void)cli_now(&now);
	serial_choose(&checked->trees[i],
	              before == NULL ? NULL : &before->image, now,
	              checked->report);
	if (checked_image(checked, i, &built) < 0)
		return EXIT_USAGE;
	(void)image_open(&view->image, built.octets, built.size, NULL, NULL);
	return EXIT_DONE;
}

static enum exit_status
read_site(struct diff_side *side, const struct diff_side *previous)
{
	struct checked *checked = &side->checked;
	enum exit_status status = EXIT_DONE;

	side->site = true;
	if (checked_load(checked, side->path, NULL, NULL) < 0)
		return EXIT_USAGE;
	if (checked_errors(checked, false) > 0) {
		progress_end();
		checked_print(checked, REPORT_TEXT);
		return side->broken;
	}
	side->count = checked->site.view_count;
	side->views =
	    arena_alloc(side->arena, side->count * sizeof(*side->views));
	for (unsigned i = 0; i < side->count && status == EXIT_DONE; i++) {
		progress_step("building", checked->site.views[i].name, i + 1,
		              side->count);
		status = build_view(side, i, previous);
	}
	return status;
}

enum exit_status
diff_side_open(struct diff_side *side, const char *path,
               const struct diff_side *previous, enum exit_status broken)
{
	*side = (struct diff_side){
	    .path = path, .broken = broken, .arena = arena_new()};
	if (list_images(side))
		return read_images(side);
	side->views = NULL;
	side->count = 0;
	return read_site(side, previous);
}

void
diff_side_close(struct diff_side *side)
{
	for (size_t i = 0; i < side->count; i++)
		if (side->views[i].file.arena != NULL)
			image_file_free(&side->views[i].file);
	if (side->site)
		checked_free(&side->checked);
	if (side->arena != NULL)
		arena_free(side->arena);
	*side = (struct diff_side){0};
}

const struct side_view *
diff_side_view(const struct diff_side *side, const char *name)
{
	for (size_t i = 0; i < side->count; i++)
		if (strcmp(side->views[i].name, name) == 0)
			return &side->views[i];
	return NULL;
}

bool
diff_image_shows(const struct image *image, const uint8_t *name)
{
	struct trie_walk walk = {.name = name}, *walks[] = {&walk};

	if (dname_split(walk.starts, &walk.labels, name, DNAME_MAX) < 0)
		return false;
	trie_locate(image, walks, 1);
	return walk.place.exact && !(walk.place.encloser->flags & NAME_EMPTY);
}

bool
diff_side_shows(const struct diff_side *side, const uint8_t *name)
{
	for (size_t i = 0; i < side->count; i++)
		if (side->views[i].external
		    && diff_image_shows(&side->views[i].image, name))
			return true;
	return false;
}

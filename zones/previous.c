/* SPDX-License-Identifier: ISC */
#include "zones/previous.h"

#include <errno.h>

#include "lib/err.h"
#include "zones/cache.h"
#include "zones/image_file.h"
#include "zones/manifest.h"
#include "zones/serial.h"

/*
 * An image of another format is what another release has left. The manifest
 * beside it has the serials, in a form that stays.
 */
static enum exit_status
follow_manifest(struct checked *checked, unsigned view, const char *folder,
                const char *path, uint32_t now)
{
	struct tree *tree = &checked->trees[view];
	uint32_t *serials =
	    arena_alloc(checked->arena, (tree->count + 1) * sizeof(*serials));
	const char *manifest =
	    arena_format(checked->arena, "%s/" MANIFEST_FILE, folder);
	int code = manifest_serials(serials, manifest,
	                            checked->site.views[view].name, tree);

	if (code == 0)
		cli_error("the previous image %s is of another format version:"
		          " serials go on from %s",
		          path, manifest);
	else
		cli_error("the previous image %s is of another format version,"
		          " and no manifest has its serials: they begin anew",
		          path);
	if (code == 0)
		serial_follow(tree, serials, now);
	else
		serial_choose(tree, NULL, now, checked->report);
	return EXIT_DONE;
}

/*
 * A view without a previous image is new; one that can't be trusted is an
 * error, since the serials that were published in it must not be gone back
 * behind.
 */
enum exit_status
previous_serials(struct checked *checked, unsigned view, const char *folder,
                 uint32_t now)
{
	const char *name = checked->site.views[view].name;
	const struct cache *cache = checked->site.cache;
	struct image_file file;
	const char *path, *why;
	int code;

	if (folder == NULL) {
		serial_choose(&checked->trees[view], NULL, now,
		              checked->report);
		return EXIT_DONE;
	}
	path = arena_format(checked->arena, "%s/%s.view", folder, name);
	code = image_file_read(&file, path, name,
	                       cache == NULL ? NULL : cache_image(cache, name),
	                       &why);
	if (code == ERR_SYSTEM && errno != ENOENT && errno != ENOTDIR) {
		cli_error("cannot read the previous image %s: %s", path, why);
		return EXIT_USAGE;
	}
	if (code == ERR_VERSION)
		return follow_manifest(checked, view, folder, path, now);
	if (code < 0 && code != ERR_SYSTEM) {
		cli_error("the previous image %s can't be used: %s; its "
		          "serials would be lost: give a folder of good images "
		          "with --previous, or remove the file to start anew",
		          path, why);
		return EXIT_FINDINGS;
	}
	serial_choose(&checked->trees[view], code < 0 ? NULL : &file.image, now,
	              checked->report);
	if (code == 0)
		image_file_free(&file);
	return EXIT_DONE;
}

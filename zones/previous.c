/* SPDX-License-Identifier: ISC */
#include "zones/previous.h"

#include <errno.h>

#include "lib/err.h"
#include "zones/cache.h"
#include "zones/image_file.h"
#include "zones/serial.h"

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

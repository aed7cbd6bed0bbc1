/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>

#include "lib/err.h"
#include "zones/export/export.h"
#include "zones/image_write.h"
#include "zones/previous.h"
#include "zones/zonefile.h"

/* Sets *found where one of them was printed. ERR_DAMAGED. */
static int
write_zones(const struct export *export, const struct image *image, bool *found)
{
	const struct tree *tree = &export->checked->trees[export->view->index];
	const uint8_t *wanted = export->request->zone;
	const struct writer *writer = &export->writer;
	int code = 0;

	for (uint32_t i = 0; i < tree->count && code == 0; i++) {
		const struct zone_content *zone = tree->zones[i].content;

		if (wanted != NULL && !dname_equal(zone->apex, wanted))
			continue;
		*found = true;
		writer_blank(writer);
		writer_comment(writer, "", "from %s",
		               writer_place(writer, zone->place));
		code = zonefile_print(image, &image->zones[i], writer->out);
	}
	return code;
}

static enum exit_status
print(const struct export *export, const struct image *image)
{
	const uint8_t *wanted = export->request->zone;
	char text[DNAME_TEXT];
	bool found = wanted == NULL;
	int code = write_zones(export, image, &found);

	if (code < 0) {
		cli_error("cannot print a zone: %s", err_text(code));
		return EXIT_FINDINGS;
	}
	if (found)
		return EXIT_DONE;
	cli_error("%s (view %s) has no zone %s", export->request->site,
	          export->view->name, dname_to_text(text, wanted));
	return EXIT_USAGE;
}

/* The image is what a server would serve, so it is read as `show` reads one;
 * its zones are those of the tree, in the same order. */
enum exit_status
export_zone_files(const struct export *export)
{
	unsigned view = export->view->index;
	struct image image;
	uint8_t *octets;
	size_t size;
	enum exit_status status =
	    previous_serials(export->checked, view, export->request->previous,
	                     export->request->now);
	int code;

	if (status != EXIT_DONE)
		return status;
	code = image_write(&octets, &size, &export->checked->trees[view]);
	if (code < 0) {
		cli_error("cannot make the image of %s: %s", export->view->name,
		          err_text(code));
		return EXIT_FINDINGS;
	}
	code = image_open(&image, octets, size, NULL, NULL);
	assert(code == 0);
	status = print(export, &image);
	free(octets);
	return status;
}

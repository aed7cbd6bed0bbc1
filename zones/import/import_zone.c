/* SPDX-License-Identifier: ISC */
#include "zones/import/import_zone.h"

#include "lib/err.h"
#include "zones/cli.h"
#include "zones/file.h"
#include "zones/import/spec_write.h"
#include "zones/progress.h"

static int
unreadable(const char *path)
{
	progress_end();
	cli_error("cannot read %s: %s", path, err_text(ERR_SYSTEM));
	return EXIT_USAGE;
}

static int
run(const struct import_zone *import, struct arena *arena, struct below *below)
{
	struct notices notices = {.out = stderr, .strict = import->strict};
	struct zone_source source = {.path = import->path};
	struct zone_records records;
	struct imported imported;
	struct spec_text spec;
	char *text;

	if (below_open(below, arena, below_folder_of(arena, import->path),
	               false)
	        < 0
	    || file_read(arena, &text, &source.length, import->path) < 0)
		return unreadable(import->path);
	source.text = text;
	progress_step("reading", import->path, 0, 0);
	if (zone_records_read(&records, arena, &notices, below, import->apex,
	                      &source)
	        < 0
	    || imported_build(&imported, arena, &notices, &records,
	                      import->path)
	           < 0
	    || notices.errors > 0)
		return EXIT_FINDINGS;
	spec = (struct spec_text){.apex = imported.apex,
	                          .views = import->views,
	                          .view_count = import->view_count,
	                          .soa = imported.soa,
	                          .owners = imported.owners,
	                          .count = imported.count,
	                          .comments = imported.comments,
	                          .comment_count = imported.comment_count};
	progress_step("writing", import->path, 0, 0);
	spec_write(&spec, arena, stdout);
	return EXIT_DONE;
}

int
import_zone(const struct import_zone *import)
{
	struct arena *arena = arena_new();
	struct below below = {.fd = -1};
	int status;

	progress_begin();
	status = run(import, arena, &below);
	progress_end();
	below_close(&below);
	arena_free(arena);
	return status;
}

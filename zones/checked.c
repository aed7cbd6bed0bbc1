/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/err.h"
#include "zones/cache.h"
#include "zones/check.h"
#include "zones/checked.h"
#include "zones/cli.h"
#include "zones/image_write.h"
#include "zones/progress.h"
#include "zones/separation.h"
#include "zones/service/service_check.h"
#include "zones/waiver.h"

static void
check_view(struct checked *checked, unsigned view)
{
	struct content *content = &checked->contents[view];
	struct tree *tree = &checked->trees[view];

	view_content(content, &checked->site, view);
	zone_build(tree, checked->arena, content);
	check_zones(tree, checked->report);
	separation_check(tree, checked->report);
}

int
checked_load(struct checked *checked, const char *path, const char *name,
             const char *cache)
{
	struct site *site = &checked->site;
	const char *failed = name != NULL ? name : path;

	*checked = (struct checked){.arena = arena_new()};
	checked->report = report_new(checked->arena);
	*site = (struct site){.path = path,
	                      .name = name,
	                      .arena = checked->arena,
	                      .report = checked->report};
	progress_step("reading", failed, 0, 0);
	if (cache != NULL)
		site->cache = cache_open(checked->arena, cache);
	if (site_load(site, &failed) < 0) {
		progress_end();
		cli_error("cannot read %s: %s", failed, strerror(errno));
		return ERR_SYSTEM;
	}
	checked->contents = arena_alloc(
	    checked->arena, site->view_count * sizeof(*checked->contents));
	checked->trees = arena_alloc(
	    checked->arena, site->view_count * sizeof(*checked->trees));
	checked->images = arena_alloc(
	    checked->arena, site->view_count * sizeof(*checked->images));
	for (unsigned i = 0; i < site->view_count; i++) {
		progress_step("checking", site->views[i].name, i + 1,
		              site->view_count);
		check_view(checked, i);
	}
	service_check(site, checked->trees);
	return 0;
}

void
checked_free(struct checked *checked)
{
	for (size_t i = 0;
	     checked->images != NULL && i < checked->site.view_count; i++)
		free(checked->images[i].octets);
	arena_free(checked->arena);
	*checked = (struct checked){0};
}

size_t
checked_errors(struct checked *checked, bool strict)
{
	uint32_t now;

	if (cli_now(&now) < 0)
		now = (uint32_t)time(NULL);
	waiver_apply(&checked->site, (time_t)now);
	if (strict)
		report_strict(checked->report);
	return report_errors(checked->report);
}

int
checked_image(struct checked *checked, unsigned view, struct built *image)
{
	struct built *built = &checked->images[view];
	int code = 0;

	if (built->octets == NULL)
		code = image_write(&built->octets, &built->size,
		                   &checked->trees[view]);
	if (code < 0) {
		built->octets = NULL;
		progress_end();
		cli_error("cannot make the image of %s: %s",
		          checked->site.views[view].name, err_text(code));
		return ERR_REPORTED;
	}
	*image = *built;
	return 0;
}

int
checked_take_image(struct checked *checked, unsigned view, struct built *image)
{
	int code = checked_image(checked, view, image);

	if (code == 0)
		checked->images[view] = (struct built){0};
	return code;
}

void
checked_print(struct checked *checked, enum report_format format)
{
	report_print(checked->report, format, site_view_names(&checked->site),
	             stderr);
}

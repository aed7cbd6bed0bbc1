/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/err.h"
#include "zones/check.h"
#include "zones/checked.h"
#include "zones/cli.h"
#include "zones/fragment/last.h"
#include "zones/fragment/trial.h"
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

/* How a site is read. */
struct loading {
	const char *path;
	const char *name;
	const char *cache;
	const char *kept;
	const struct fragment_trial *trial;
};

static int
read_site(struct checked *checked, const struct loading *loading)
{
	struct site *site = &checked->site;
	const char *failed =
	    loading->name != NULL ? loading->name : loading->path;

	progress_step("reading", failed, 0, 0);
	if (loading->kept != NULL)
		site->last_fragments =
		    fragment_last_read(checked->arena, loading->kept);
	if (site_load(site, &failed) < 0) {
		progress_end();
		cli_error("cannot read %s: %s", failed, strerror(errno));
		return ERR_SYSTEM;
	}
	return 0;
}

static int
load(struct checked *checked, const struct loading *loading)
{
	struct site *site = &checked->site;

	*checked = (struct checked){.arena = arena_new()};
	checked->report = report_new(checked->arena);
	*site = (struct site){.path = loading->path,
	                      .name = loading->name,
	                      .cache_folder = loading->cache,
	                      .arena = checked->arena,
	                      .report = checked->report,
	                      .fragment_trial = loading->trial};
	if (read_site(checked, loading) < 0)
		return ERR_SYSTEM;
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

/* For waivers. */
static time_t
now_or_epoch(void)
{
	uint32_t now;

	return cli_now(&now) < 0 ? time(NULL) : (time_t)now;
}

int
checked_load_kept(struct checked *checked, const char *path, const char *name,
                  const char *cache, const char *kept)
{
	struct fragment_trial trial = {.arena = arena_new()};
	const struct loading loading = {path, name, cache, kept, &trial};
	int code = load(checked, &loading);

	while (
	    code == 0
	    && fragment_trial_again(&trial, &checked->site, now_or_epoch())) {
		checked_free(checked);
		code = load(checked, &loading);
	}
	arena_adopt(checked->arena, trial.arena);
	return code;
}

int
checked_load(struct checked *checked, const char *path, const char *name,
             const char *cache)
{
	return checked_load_kept(checked, path, name, cache, NULL);
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
	waiver_apply(&checked->site, now_or_epoch());
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

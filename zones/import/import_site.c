/* SPDX-License-Identifier: ISC */
#include "zones/import/import_site.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/checked.h"
#include "zones/cli.h"
#include "zones/folder.h"
#include "zones/file.h"
#include "zones/import/views_write.h"
#include "zones/progress.h"

/* A zone file that was read, for the views that share it. */
struct loaded {
	const uint8_t *apex;
	const char *file;
	const struct imported *content; /* NULL: it has errors */
};

struct run {
	const struct import_site *import;
	struct arena *arena;
	struct notices notices;
	struct below below;
	struct named_site site;
	struct site_specs specs;
	struct loaded *loaded;
	size_t loaded_count;
};

static const struct imported *
read_file(struct run *run, const struct named_zone *zone)
{
	struct imported *imported = arena_alloc(run->arena, sizeof(*imported));
	struct zone_source source;
	struct zone_records records;
	char *text;
	int code = below_read(&run->below, run->arena, zone->file, &text,
	                      &source.length, &source.path);

	if (code < 0) {
		below_refused(&run->below, &run->notices, zone->file_spot,
		              source.path, code);
		return NULL;
	}
	source.text = text;
	if (zone_records_read(&records, run->arena, &run->notices, &run->below,
	                      zone->apex, &source)
	        < 0
	    || imported_build(imported, run->arena, &run->notices, &records,
	                      source.path)
	           < 0)
		return NULL;
	return imported;
}

static const struct imported *
load(struct run *run, const struct named_zone *zone)
{
	struct loaded *loaded;

	for (size_t i = 0; i < run->loaded_count; i++)
		if (strcmp(run->loaded[i].file, zone->file) == 0
		    && dname_equal(run->loaded[i].apex, zone->apex))
			return run->loaded[i].content;
	run->loaded = arena_grow(run->arena, run->loaded, run->loaded_count,
	                         sizeof(*run->loaded));
	loaded = &run->loaded[run->loaded_count++];
	*loaded = (struct loaded){zone->apex, zone->file, NULL};
	loaded->content = read_file(run, zone);
	return loaded->content;
}

/* The zone of the other view that an in-view names. */
static const struct imported *
find_in_view(const struct run *run, const struct named_zone *zone)
{
	const struct named_site *site = &run->site;

	for (size_t i = 0; i < site->zone_count; i++) {
		const struct named_zone *other = &site->zones[i];

		if (other->file != NULL && dname_equal(other->apex, zone->apex)
		    && strcmp(site->views[other->view].name, zone->in_view)
		           == 0)
			return other->content;
	}
	return NULL;
}

/* Those with files first, since others have their content from them. Zones
 * that come to nothing are taken out. */
static void
load_zones(struct run *run)
{
	struct named_site *site = &run->site;
	size_t kept = 0;

	for (size_t i = 0; i < site->zone_count; i++) {
		struct named_zone *zone = &site->zones[i];

		if (zone->file == NULL)
			continue;
		progress_step("reading", zone->file, i + 1, site->zone_count);
		zone->content = load(run, zone);
	}
	for (size_t i = 0; i < site->zone_count; i++) {
		struct named_zone *zone = &site->zones[i];

		if (zone->file != NULL)
			continue;
		zone->content = find_in_view(run, zone);
		if (zone->content == NULL)
			notice_warning(&run->notices, zone->file_spot,
			               "the zone is left out here, since view "
			               "\"%s\" doesn't have it, or had it left "
			               "out",
			               zone->in_view);
	}
	for (size_t i = 0; i < site->zone_count; i++)
		if (site->zones[i].content != NULL)
			site->zones[kept++] = site->zones[i];
	site->zone_count = kept;
}

static int
unwritable(const char *path)
{
	progress_end();
	cli_error("cannot write %s: %s", path, err_text(ERR_SYSTEM));
	return EXIT_USAGE;
}

static int
make_folder(const char *path)
{
	return mkdir(path, 0777) < 0 && errno != EEXIST ? unwritable(path) : -1;
}

static int
finish(FILE *out, const char *path)
{
	bool failed = ferror(out) != 0;

	return fclose(out) != 0 || failed ? unwritable(path) : -1;
}

static int
write_specs(struct run *run)
{
	for (size_t i = 0; i < run->specs.count; i++) {
		const struct site_spec *spec = &run->specs.items[i];
		const char *path = arena_format(
		    run->arena, "%s/zones/%s", run->import->output, spec->file);
		FILE *out = fopen(path, "wxe");
		int status;

		if (out == NULL)
			return unwritable(path);
		spec_write(&spec->text, run->arena, out);
		status = finish(out, path);
		if (status >= 0)
			return status;
	}
	return -1;
}

static int
write_site(struct run *run)
{
	const char *output = run->import->output;
	const char *zones = arena_format(run->arena, "%s/zones", output);
	const char *views = arena_format(run->arena, "%s/views.json", output);
	int status;
	FILE *out;

	if ((status = make_folder(output)) >= 0
	    || (status = make_folder(zones)) >= 0
	    || (status = write_specs(run)) >= 0)
		return status;
	out = fopen(views, "wxe");
	if (out == NULL)
		return unwritable(views);
	views_write(&run->site, &run->specs, run->arena, out);
	return finish(out, views);
}

static void
print_views(const struct run *run)
{
	for (size_t i = 0; i < run->site.view_count; i++) {
		const struct named_view *view = &run->site.views[i];
		const struct client_view *client = &run->site.clients[i];
		char text[NET_PREFIX_TEXT];

		if (client->left_out)
			continue;
		printf("view %s, %s trust%s:", view->id,
		       view->external ? "external" : "internal",
		       view->matches_all ? " (it matches any)" : "");
		for (size_t j = 0; j < client->count && j < 4; j++)
			printf(" %s",
			       net_prefix_to_text(text, &client->networks[j]));
		if (client->count > 4)
			printf(" and %zu more", client->count - 4);
		putchar('\n');
	}
}

static void
print_summary(const struct run *run)
{
	print_views(run);
	for (size_t i = 0; i < run->specs.count; i++) {
		const struct spec_text *text = &run->specs.items[i].text;

		printf("%s/zones/%s:", run->import->output,
		       run->specs.items[i].file);
		for (size_t j = 0; j < text->view_count; j++)
			printf(" %s", text->views[j]);
		if (text->overlay_count > 0)
			printf(", %zu overlays", text->overlay_count);
		putchar('\n');
	}
	printf("%zu spec%s, %zu warning%s; ", run->specs.count,
	       run->specs.count == 1 ? "" : "s", run->notices.warnings,
	       run->notices.warnings == 1 ? "" : "s");
}

/* What `mullion check` has to say of what was written. */
static int
check(const struct run *run)
{
	struct checked checked;
	int status = EXIT_USAGE;
	size_t errors;

	if (checked_load(&checked, run->import->output, NULL, NULL) == 0) {
		errors = checked_errors(&checked, false);
		checked_print(&checked, REPORT_TEXT);
		printf("mullion check %s finds %zu error%s\n",
		       run->import->output, errors, errors == 1 ? "" : "s");
		status = errors > 0 ? EXIT_FINDINGS : EXIT_DONE;
	}
	checked_free(&checked);
	return status;
}

static int
read_conf(struct run *run)
{
	const struct import_site *import = run->import;
	const char *folder = below_folder_of(run->arena, import->path);
	const char *own = folder;
	struct conf_block conf;
	char *text;
	size_t length;

	if (import->root != NULL)
		folder = import->root;
	if (below_open(&run->below, run->arena, folder, import->root != NULL)
	    < 0) {
		cli_error("cannot read %s: %s", folder, err_text(ERR_SYSTEM));
		return EXIT_USAGE;
	}
	run->below.configuration = true;
	if (import->root != NULL)
		below_enter_real(&run->below, run->arena, own);
	if (file_read(run->arena, &text, &length, import->path) < 0) {
		cli_error("cannot read %s: %s", import->path,
		          err_text(ERR_SYSTEM));
		return EXIT_USAGE;
	}
	if (conf_read(&conf, run->arena, &run->notices, &run->below,
	              import->path, text, length)
	        < 0
	    || named_site_read(&run->site, run->arena, &run->notices, &conf,
	                       &import->options)
	           < 0)
		return EXIT_FINDINGS;
	return -1;
}

static int
do_all(struct run *run)
{
	int status;

	if (!folder_is_empty(run->import->output)) {
		cli_error("%s is there and isn't an empty folder: name a new "
		          "one with -o",
		          run->import->output);
		return EXIT_USAGE;
	}
	status = read_conf(run);
	if (status >= 0)
		return status;
	progress_begin();
	load_zones(run);
	progress_step("comparing", run->import->path, 0, 0);
	site_specs_make(&run->specs, run->arena, &run->notices, &run->site);
	if (run->specs.count == 0 && run->notices.errors == 0)
		notice_error(&run->notices,
		             (struct spot){run->import->path, 1, 1}, NULL,
		             "no zone is left that could be carried over");
	if (run->notices.errors > 0)
		return EXIT_FINDINGS;
	progress_step("writing", run->import->output, 0, 0);
	status = write_site(run);
	progress_end();
	if (status >= 0)
		return status;
	print_summary(run);
	return check(run);
}

int
import_site(const struct import_site *import)
{
	struct run run = {.import = import,
	                  .arena = arena_new(),
	                  .notices = {.out = stderr, .strict = import->strict},
	                  .below = {.fd = -1}};
	int status = do_all(&run);

	progress_end();
	below_close(&run.below);
	arena_free(run.arena);
	return status;
}

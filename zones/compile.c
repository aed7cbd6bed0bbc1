/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "zones/cache.h"
#include "zones/checked.h"
#include "zones/compile.h"
#include "zones/compile_folder.h"
#include "zones/expect/expect.h"
#include "zones/fragment/last.h"
#include "zones/manifest.h"
#include "zones/previous.h"
#include "zones/progress.h"
#include "zones/publish.h"
#include "zones/signed_manifest.h"

/* The folder of what was published before. */
static const char *
previous_folder(const struct compile_options *options)
{
	return options->previous != NULL ? options->previous : options->folder;
}

/* Whose fragments broken ones count with: what is signed is in the site. */
static const char *
kept_folder(const struct compile_options *options)
{
	return options->key == NULL ? previous_folder(options) : NULL;
}

/* What a mistyped --previous would cost is every serial. */
static enum exit_status
check_previous(const struct compile_options *options)
{
	struct stat status;

	if (options->previous == NULL || stat(options->previous, &status) == 0)
		return EXIT_DONE;
	cli_error("cannot read %s: %s", options->previous, strerror(errno));
	return EXIT_USAGE;
}

static enum exit_status
choose_all_serials(struct checked *checked,
                   const struct compile_options *options)
{
	enum exit_status status = check_previous(options);
	size_t count = checked->site.view_count;

	for (unsigned i = 0; i < count && status == EXIT_DONE; i++) {
		progress_step("comparing", checked->site.views[i].name, i + 1,
		              count);
		status = previous_serials(checked, i, previous_folder(options),
		                          options->now);
	}
	return status;
}

/* Images and manifest on their way to the folder. */
struct output {
	struct checked *checked;
	struct publish *publish;
	const struct compile_options *options;
	struct manifest_view *views; /* the header of each image alone */
	char **names; /* of the files: images, signature, manifest */
	size_t staged;
};

static int
stage_view(struct output *out, unsigned view)
{
	struct checked *checked = out->checked;
	struct manifest_view *entry = &out->views[view];
	struct built image;
	int code = checked_take_image(checked, view, &image);

	if (code < 0)
		return code;
	entry->view = checked->site.views[view].name;
	entry->tree = &checked->trees[view];
	entry->octets = arena_copy(checked->arena, image.octets,
	                           sizeof(struct image_header));
	if (checked->site.cache != NULL)
		cache_keep_image(checked->site.cache, entry->view,
		                 entry->octets
		                     + offsetof(struct image_header, hash));
	out->names[view] = arena_format(checked->arena, "%s.view", entry->view);
	code = publish_stage(out->publish, out->names[view], image.octets,
	                     image.size);
	free(image.octets);
	if (code == 0)
		out->staged++;
	return code;
}

static int
stage_text(struct output *out, const char *name, const void *text, size_t size)
{
	int code = publish_stage(out->publish, name, text, size);

	if (code == 0)
		out->names[out->staged++] =
		    arena_string(out->checked->arena, name);
	return code;
}

static int
stage_signed(struct output *out, unsigned count)
{
	const struct compile_options *options = out->options;
	struct signed_manifest made;
	int code = signed_manifest_make(&made, out->checked->arena,
	                                options->key, out->views, count,
	                                previous_folder(options), options->now);

	if (code < 0)
		return code;
	code = stage_text(out, SIGNATURE_FILE, made.signature, SIGNATURE);
	if (code == 0)
		code = stage_text(out, MANIFEST_FILE, made.text, made.size);
	free(made.text);
	return code;
}

static int
stage_manifest(struct output *out, unsigned count)
{
	char *text;
	int code;

	if (out->options->key != NULL)
		return stage_signed(out, count);
	text = manifest_text(out->views, count, 0);
	code = stage_text(out, MANIFEST_FILE, text, strlen(text));
	free(text);
	return code;
}

static int
stage_all(struct output *out)
{
	unsigned count = (unsigned)out->checked->site.view_count;

	for (unsigned i = 0; i < count; i++) {
		progress_step("writing", out->checked->site.views[i].name,
		              i + 1, count);
		if (stage_view(out, i) < 0)
			return ERR_REPORTED;
	}
	return stage_manifest(out, count);
}

/* Views of the manifest that is about to be replaced. */
struct former {
	const struct site *site;
	struct arena *arena;
	const char **gone; /* views that the site has no more */
	size_t count;
};

/* Whatever the file says, what is removed is NAME.view and lies in DIR. */
static void
former_add(void *context, const char *view)
{
	struct former *former = context;

	if (site_view(former->site, view) != NULL || strchr(view, '/') != NULL
	    || view[0] == '.' || strlen(view) >= IMAGE_VIEW)
		return;
	former->gone = arena_grow(former->arena, former->gone, former->count,
	                          sizeof(*former->gone));
	former->gone[former->count++] =
	    arena_format(former->arena, "%s.view", view);
}

static void
read_former(struct former *former, const char *folder)
{
	const char *path =
	    arena_format(former->arena, "%s/%s", folder, MANIFEST_FILE);
	int code = manifest_each(path, former_add, former);

	if (code == ERR_MALFORMED)
		cli_error("%s was damaged and is written anew; images of "
		          "views that are no more may be left in %s",
		          path, folder);
	else if (code < 0 && errno != ENOENT)
		cli_error("cannot read %s: %s", path, err_text(code));
}

/*
 * Everything is staged. The manifest is renamed when the images that it lists
 * are on the disk, right behind its signature; what it lists no more goes when
 * it is. Who reads the folder meanwhile finds that the parts don't fit
 * together, by the hashes and the signature.
 */
static int
replace_all(struct output *out)
{
	struct former former = {.site = &out->checked->site,
	                        .arena = out->checked->arena};
	size_t images = out->checked->site.view_count;
	int code = 0;

	/* A manifest of thousands of zones takes its time. */
	if (compile_folder_has_other(out->publish->path, former.site))
		read_former(&former, out->publish->path);
	for (size_t i = 0; i < images && code == 0; i++)
		code = publish_rename(out->publish, out->names[i]);
	if (code == 0)
		code = publish_sync(out->publish);
	for (size_t i = images; i < out->staged && code == 0; i++)
		code = publish_rename(out->publish, out->names[i]);
	if (code == 0 && out->options->key == NULL)
		code = publish_remove(out->publish, SIGNATURE_FILE);
	if (code == 0)
		code = publish_sync(out->publish);
	for (size_t i = 0; i < former.count && code == 0; i++)
		code = publish_remove(out->publish, former.gone[i]);
	return code;
}

static enum exit_status
publish_all(struct checked *checked, struct publish *publish,
            const struct compile_options *options)
{
	size_t count = checked->site.view_count;
	struct output out = {
	    .checked = checked,
	    .publish = publish,
	    .options = options,
	    .views = arena_alloc(checked->arena, count * sizeof(*out.views)),
	    .names =
		arena_alloc(checked->arena, (count + 2) * sizeof(*out.names)),
	};
	int code;

	progress_begin();
	code = stage_all(&out);
	progress_end();
	/* The disk is busy with the images meanwhile. */
	if (code == 0 && checked->site.cache != NULL)
		code = cache_write(checked->site.cache, publish);
	if (code == 0)
		code = replace_all(&out);
	for (size_t i = 0; i < out.staged && code < 0; i++)
		publish_forget(publish, out.names[i]);
	return code < 0 ? EXIT_USAGE : EXIT_DONE;
}

static void
print_summary(const struct checked *checked,
              const struct compile_options *options)
{
	size_t zones = 0;

	/* Whoever calls the site by another name says what was done. */
	if (!isatty(STDERR_FILENO) || options->name != NULL)
		return;
	for (size_t i = 0; i < checked->site.view_count; i++)
		zones += checked->trees[i].count;
	fprintf(stderr, "mullion: wrote %s: views %zu, zones %zu\n",
	        options->folder, checked->site.view_count, zones);
}

/* The site was read. Its errors go first; a folder is made only for one that
 * is going to be published. */
static enum exit_status
compile_checked(struct checked *checked, struct publish *publish,
                const struct compile_options *options)
{
	enum exit_status status = choose_all_serials(checked, options);

	if (checked_errors(checked, options->strict) > 0 && status == EXIT_DONE)
		status = EXIT_FINDINGS;
	if (status == EXIT_DONE)
		status = expect_run(checked);
	progress_end();
	checked_print(checked, options->format);
	if (status != EXIT_DONE)
		return status;
	if (publish->folder < 0
	    && publish_open(publish, options->folder, true) < 0)
		return EXIT_USAGE;
	status = publish_all(checked, publish, options);
	checked->site.last_is_here = options->previous == NULL;
	if (status == EXIT_DONE && options->key == NULL
	    && fragment_last_write(&checked->site, publish) < 0)
		status = EXIT_USAGE;
	if (status == EXIT_DONE)
		print_summary(checked, options);
	return status;
}

/* The folder is locked before previous serials are read from it. */
enum exit_status
compile_site(const struct compile_options *options)
{
	struct checked checked;
	struct publish publish;
	enum exit_status status = EXIT_USAGE;

	if (compile_folder_in_site(options->folder, options->site)) {
		cli_error("%s lies in the site %s, whose files are all read: "
		          "give a folder outside of it, or below one whose "
		          "name begins with a dot",
		          options->folder, options->site);
		return EXIT_USAGE;
	}
	if (publish_open(&publish, options->folder, false) < 0)
		return EXIT_USAGE;
	progress_begin();
	if (checked_load_kept(&checked, options->site, options->name,
	                      options->cache ? options->folder : NULL,
	                      kept_folder(options))
	    == 0)
		status = compile_checked(&checked, &publish, options);
	progress_end();
	checked_free(&checked);
	publish_close(&publish);
	return status;
}

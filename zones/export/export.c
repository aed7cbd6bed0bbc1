/* SPDX-License-Identifier: ISC */
#include "zones/export/export.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/version.h"
#include "zones/expect/expect.h"
#include "zones/progress.h"
#include "zones/serial.h"
#include "zones/site_hash.h"

static void
write_header(const struct export *export)
{
	const struct export_request *request = export->request;
	const struct export_format *format = request->format;
	const struct writer *writer = &export->writer;

	writer_comment(writer, "", "%s%s%s%s", format->title,
	               export->view != NULL ? ", for view \"" : "",
	               export->view != NULL ? export->view->name : "",
	               export->view != NULL ? "\"" : "");
	writer_comment(writer, "", "site %s, sha256 %s", request->site,
	               export->hash);
	writer_comment(writer, "", "made by mullion " MULLION_VERSION ": %s",
	               request->command);
}

/* Once, to *text, which is to be freed. */
static enum exit_status
write_text(struct export *export, char **text, size_t *size)
{
	enum exit_status status;
	FILE *out = open_memstream(text, size);

	if (out == NULL) {
		cli_error("%s", err_text(ERR_MEMORY));
		return EXIT_USAGE;
	}
	export->writer.out = out;
	if (export->writer.comment != NULL)
		write_header(export);
	status = export->request->format->write(export);
	if (fclose(out) != 0 && status == EXIT_DONE) {
		cli_error("%s", err_text(ERR_MEMORY));
		status = EXIT_USAGE;
	}
	return status;
}

/* What it wrote first, without places, is thrown away: place_lines.h. */
static enum exit_status
write_twice(struct export *export)
{
	char *text = NULL;
	size_t size = 0;
	enum exit_status status = write_text(export, &text, &size);

	free(text);
	text = NULL;
	if (status != EXIT_DONE)
		return status;
	place_lines_find(export->writer.lines);
	status = write_text(export, &text, &size);
	if (status == EXIT_DONE) {
		fwrite(text, 1, size, stdout);
		if (cli_finish(EXIT_DONE) != EXIT_DONE)
			status = EXIT_USAGE;
	}
	free(text);
	return status;
}

const char *
export_left_out(const struct export *export, const struct place *place,
                const char *format, ...)
{
	struct arena *arena = export->writer.arena;
	const char *where = writer_place(&export->writer, place);
	const char *text;
	va_list arguments;

	va_start(arguments, format);
	text = arena_formatv(arena, format, arguments);
	va_end(arguments);
	/* The first time places aren't known. */
	if (*where != '\0') {
		writer_put_clean(where, stderr);
		fprintf(stderr, ": warning: left out: %s\n", text);
	}
	return arena_format(arena, "LEFT OUT, %s: %s", text, where);
}

/* The view that was asked for, or the only one that there is. */
static enum exit_status
choose_view(struct export *export)
{
	const struct site *site = &export->checked->site;
	const struct export_request *request = export->request;
	const char *names = "";

	if (request->view != NULL)
		export->view = site_view(site, request->view);
	else if (site->view_count == 1)
		export->view = &site->views[0];
	if (export->view != NULL
	    || (request->view == NULL
	        && !(request->format->options & EXPORT_VIEW)))
		return EXIT_DONE;
	assert(site->view_count == 0 || site->views != NULL);
	for (size_t i = 0; i < site->view_count; i++)
		names = arena_format(site->arena, "%s%s%s", names,
		                     i > 0 ? ", " : "", site->views[i].name);
	if (request->view != NULL)
		cli_error("%s has no view \"%s\": it has %s", request->site,
		          request->view, names);
	else
		cli_error("%s is made for one view: say which with --view; %s "
		          "has %s",
		          request->format->name, request->site, names);
	return EXIT_USAGE;
}

/* By its own tests too, as before it is published. */
static enum exit_status
check_site(struct checked *checked)
{
	if (checked_errors(checked, false) > 0)
		return EXIT_FINDINGS;
	if (checked->site.test_count == 0)
		return EXIT_DONE;
	for (size_t i = 0; i < checked->site.view_count; i++)
		serial_choose(&checked->trees[i], NULL, 1, checked->report);
	return expect_run(checked);
}

static enum exit_status
export_checked(struct export *export)
{
	struct checked *checked = export->checked;
	char *hash = arena_alloc(checked->arena, SITE_HASH_TEXT);
	const char *failed;
	enum exit_status status;

	status = check_site(checked);
	if (status == EXIT_FINDINGS)
		checked_print(checked, REPORT_TEXT);
	if (status == EXIT_DONE)
		status = choose_view(export);
	if (status != EXIT_DONE)
		return status;
	if (site_hash(hash, &checked->site, &failed) < 0) {
		cli_error("cannot read %s: %s", failed, strerror(errno));
		return EXIT_USAGE;
	}
	export->hash = hash;
	export->writer = (struct writer){
	    .comment = export->request->format->comment,
	    .arena = checked->arena,
	    .lines = place_lines_new(checked->arena),
	};
	if (export->view != NULL)
		domains_of_view(&export->domains, &checked->site,
		                &checked->contents[export->view->index]);
	policy_build(&export->policy, checked->arena, &checked->site,
	             checked->trees);
	return write_twice(export);
}

enum exit_status
export_run(const struct export_request *request)
{
	struct checked checked;
	struct export export = {.request = request, .checked = &checked};
	enum exit_status status = EXIT_USAGE;

	progress_begin();
	if (checked_load(&checked, request->site, NULL, NULL) == 0) {
		progress_end();
		status = export_checked(&export);
	}
	progress_end();
	checked_free(&checked);
	return status;
}

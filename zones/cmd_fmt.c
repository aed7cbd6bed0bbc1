/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "zones/cli.h"
#include "zones/file.h"
#include "zones/file_replace.h"
#include "zones/fmt/fmt.h"
#include "zones/site_files.h"

static const char help[] =
    "Usage: mullion fmt [--check] PATH...\n"
    "\n"
    "Lays JSON files out in one way: two blanks for each level, 80 columns,\n"
    "members in the order of the manual. Nothing else changes: arrays, "
    "records\n"
    "and comments stay in their order, numbers and strings as they are "
    "written.\n"
    "PATH is a file, a site, whose files are all laid out but those that "
    "aren't\n"
    "mullion's, or - for standard input to standard output. Prints the names "
    "of\n"
    "files that it changed, each replaced whole.\n"
    "\n"
    "  --check      change nothing, print the names of files that would "
    "change\n"
    "  -h, --help   this text\n"
    "\n"
    "Exit status: 0 done, 1 a file that isn't JSON or, with --check, that "
    "would\n"
    "change, 2 usage or a file that can't be read or written.\n";

struct formatter {
	struct arena *arena;
	struct report *report;
	bool check;
	bool differs;
	enum exit_status status; /* EXIT_USAGE: something failed */
};

static void
fail(struct formatter *f, const char *what, const char *path, const char *why)
{
	cli_error("cannot %s %s: %s", what, path, why);
	f->status = EXIT_USAGE;
}

/* The text of a file laid out; false when there is none. */
static bool
lay_out(struct formatter *f, struct arena *scratch, const char *name,
        const char *text, size_t length, char **to, size_t *to_length)
{
	const struct reader reader = {scratch, f->report};
	int code = fmt_text(&reader, place_file(scratch, name), text, length,
	                    to, to_length);

	if (code < 0 && code != ERR_REPORTED)
		fail(f, "lay out", name, err_text(code));
	return code == 0;
}

static void
format_file(struct formatter *f, const char *path, bool any)
{
	struct arena *scratch = arena_new();
	char *text, *made;
	size_t length, made_length;
	enum site_kind kind;

	if (file_read(scratch, &text, &length, path) < 0)
		fail(f, "read", path, strerror(errno));
	else if ((any
	          || (site_kind_told(&kind, text, length), kind != SITE_OTHER))
	         && lay_out(f, scratch, path, text, length, &made, &made_length)
	         && (length != made_length
	             || memcmp(text, made, length) != 0)) {
		f->differs = true;
		if (!f->check && file_replace(path, made, made_length) < 0)
			fail(f, "write", path, strerror(errno));
		else
			printf("%s\n", path);
	}
	arena_free(scratch);
}

static void
format_site(struct formatter *f, const char *path)
{
	struct site_files files;
	const char *failed;

	if (site_files_list(&files, f->arena, path, NULL, &failed) < 0) {
		fail(f, "read", failed, strerror(errno));
		return;
	}
	for (size_t i = 0; i < files.count; i++)
		format_file(f, files.items[i].path, false);
}

static char *
read_input(struct arena *arena, size_t *length)
{
	char *text = NULL, block[4096];
	size_t got;

	*length = 0;
	while ((got = fread(block, 1, sizeof(block), stdin)) > 0)
		for (size_t i = 0; i < got; i++) {
			text = arena_grow(arena, text, *length, 1);
			text[(*length)++] = block[i];
		}
	return text == NULL ? arena_string(arena, "") : text;
}

static void
format_input(struct formatter *f)
{
	size_t length, made_length;
	char *text = read_input(f->arena, &length), *made;

	if (ferror(stdin)) {
		fail(f, "read", "standard input", strerror(errno));
		return;
	}
	if (!lay_out(f, f->arena, "-", text, length, &made, &made_length))
		return;
	f->differs |= length != made_length || memcmp(text, made, length) != 0;
	if (!f->check)
		fwrite(made, 1, made_length, stdout);
}

static void
format_path(struct formatter *f, const char *path)
{
	struct stat status;

	if (strcmp(path, "-") == 0)
		format_input(f);
	else if (stat(path, &status) != 0)
		fail(f, "read", path, strerror(errno));
	else if (S_ISDIR(status.st_mode))
		format_site(f, path);
	else
		format_file(f, path, true);
}

static int
parse(struct formatter *f, int argc, char **argv)
{
	static const struct option options[] = {
	    {"check", no_argument, NULL, 'c'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(help);
		if (option != 'c')
			return cli_bad_option(argv, option);
		f->check = true;
	}
	if (argc == optind)
		return cli_usage("fmt", "which PATH?");
	return -1;
}

int
cmd_fmt(int argc, char **argv)
{
	struct formatter f = {.status = EXIT_DONE};
	int status = parse(&f, argc, argv);

	if (status >= 0)
		return status;
	f.arena = arena_new();
	f.report = report_new(f.arena);
	for (int i = optind; i < argc; i++)
		format_path(&f, argv[i]);
	report_print(f.report, REPORT_TEXT, NULL, stderr);
	if (f.status == EXIT_DONE
	    && (report_errors(f.report) > 0 || (f.check && f.differs)))
		f.status = EXIT_FINDINGS;
	arena_free(f.arena);
	return cli_finish((int)f.status);
}

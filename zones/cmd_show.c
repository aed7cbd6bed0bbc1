/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/cli.h"
#include "zones/image_file.h"
#include "zones/zonefile.h"

static const char help[] =
    "Usage: mullion show IMAGE [--zone NAME]\n"
    "\n"
    "Prints a view image (DIR/VIEW.view, written by 'mullion compile') as\n"
    "zone files: each zone that the view has, one record a line, absolute\n"
    "names, in canonical order. The image is checked whole before.\n"
    "\n"
    "  --zone NAME   that zone alone\n"
    "  -h, --help    this text\n"
    "\n"
    "Exit status: 0 done, 1 a damaged image, 2 usage or a file that can't\n"
    "be read.\n";

struct show {
	const char *path;
	const char *zone; /* as given, or NULL */
	uint8_t apex[DNAME_MAX];
};

static int
parse(struct show *show, int argc, char **argv)
{
	static const struct option options[] = {
	    {"zone", required_argument, NULL, 'z'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(help);
		if (option != 'z')
			return cli_bad_option(argv, option);
		show->zone = optarg;
	}
	if (show->zone != NULL
	    && dname_from_text(show->apex, show->zone, strlen(show->zone), NULL)
	           < 0)
		return cli_usage("show", "%s is no domain name", show->zone);
	if (argc - optind != 1)
		return cli_usage("show", argc == optind
		                             ? "which IMAGE?"
		                             : "one IMAGE at a time");
	show->path = argv[optind];
	return -1;
}

static int
print(const struct show *show, const struct image *image)
{
	bool found = false;

	for (uint32_t i = 0; i < image->header->zones.count; i++) {
		const struct image_zone *zone = &image->zones[i];
		const struct image_name *apex = image_name(image, zone->apex);

		if (show->zone != NULL
		    && !dname_equal(apex->octets, show->apex))
			continue;
		if (found)
			putchar('\n');
		found = true;
		if (zonefile_print(image, zone, stdout) < 0) {
			cli_error("%s is damaged: an RRset doesn't read",
			          show->path);
			return EXIT_FINDINGS;
		}
	}
	if (show->zone == NULL || found)
		return EXIT_DONE;
	cli_error("%s (view %s) has no zone %s", show->path,
	          image->header->view, show->zone);
	return EXIT_USAGE;
}

int
cmd_show(int argc, char **argv)
{
	struct show show = {0};
	struct image_file file;
	const char *why;
	int status = parse(&show, argc, argv), code;

	if (status >= 0)
		return status;
	code = image_file_read(&file, show.path, NULL, NULL, &why);
	if (code == ERR_SYSTEM) {
		cli_error("cannot read %s: %s", show.path, why);
		return EXIT_USAGE;
	}
	if (code < 0) {
		cli_error("%s is no image that can be used: %s", show.path,
		          why);
		return EXIT_FINDINGS;
	}
	status = print(&show, &file.image);
	image_file_free(&file);
	return cli_finish(status);
}

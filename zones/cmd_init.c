/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "zones/cli.h"
#include "zones/folder.h"
#include "zones/init/init.h"
#include "zones/schema.h"

static const char help[] =
    "Usage: mullion init DIR\n"
    "\n"
    "Writes a small site into DIR, a folder that is new or empty: two views,\n"
    "three zones, a service and tests, with comments that say what is what.\n"
    "It has no error and no warning; make it yours from there. Its schemas,\n"
    "for editors, are in DIR/.schema.\n"
    "\n"
    "  -h, --help   this text\n"
    "\n"
    "Exit status: 0 done, 2 usage, or DIR isn't empty or can't be written.\n";

#define SCHEMAS ".schema"

static int
failed(const char *folder, const char *name)
{
	cli_error("cannot write %s/%s: %s", folder, name, strerror(errno));
	return EXIT_USAGE;
}

/* Never over a file that is there. */
static int
write_file(const char *folder, int at, const char *name, const char *text)
{
	int descriptor =
	    openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *out = descriptor < 0 ? NULL : fdopen(descriptor, "w");

	if (out == NULL)
		return failed(folder, name);
	fputs(text, out);
	if (ferror(out) != 0) {
		(void)fclose(out);
		return failed(folder, name);
	}
	return fclose(out) == 0 ? EXIT_DONE : failed(folder, name);
}

static int
write_site(const char *folder, int at)
{
	const struct init_file *file;
	const struct schema *schema;
	int status = EXIT_DONE;

	for (size_t i = 0;
	     status == EXIT_DONE && (file = init_file_at(i)) != NULL; i++)
		status = write_file(folder, at, file->name, file->text);
	if (status == EXIT_DONE && mkdirat(at, SCHEMAS, 0777) != 0)
		return failed(folder, SCHEMAS);
	for (size_t i = 0;
	     status == EXIT_DONE && (schema = schema_at(i)) != NULL; i++) {
		char name[64];

		snprintf(name, sizeof(name), SCHEMAS "/%s.json", schema->name);
		status = write_file(folder, at, name, schema->text);
	}
	return status;
}

static void
print_next(const char *folder)
{
	const struct init_file *file;

	printf("%s is a site now:", folder);
	for (size_t i = 0; (file = init_file_at(i)) != NULL; i++)
		printf("%s %s", i == 0 ? "" : ",", file->name);
	printf(".\n"
	       "Read these, and try:\n"
	       "\n"
	       "    mullion check %s\n"
	       "    mullion explain %s --from 10.1.2.3 www.example.com\n"
	       "    mulliond %s\n"
	       "    dig -p 5300 @127.0.0.1 wiki.corp.internal\n",
	       folder, folder, folder);
}

static int
init(const char *folder)
{
	int at, status;

	if (!folder_is_empty(folder)) {
		cli_error("%s is there and isn't an empty folder: name a new "
		          "one",
		          folder);
		return EXIT_USAGE;
	}
	if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
		cli_error("cannot make the folder %s: %s", folder,
		          strerror(errno));
		return EXIT_USAGE;
	}
	at = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (at < 0) {
		cli_error("cannot open the folder %s: %s", folder,
		          strerror(errno));
		return EXIT_USAGE;
	}
	status = write_site(folder, at);
	close(at);
	if (status != EXIT_DONE)
		return status;
	print_next(folder);
	return cli_finish(EXIT_DONE);
}

int
cmd_init(int argc, char **argv)
{
	static const struct option options[] = {
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option = getopt_long(argc, argv, ":h", options, NULL);

	if (option == 'h')
		return cli_help(help);
	if (option != -1)
		return cli_bad_option(argv, option);
	if (argc - optind != 1)
		return cli_usage("init", argc == optind ? "in which DIR?"
		                                        : "one DIR at a time");
	return init(argv[optind]);
}

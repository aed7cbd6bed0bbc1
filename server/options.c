/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/version.h"
#include "server/options.h"
#include "server/view_report.h"

static const char help[] =
    "Usage: mulliond [-c CONFIG] [-l [VIEW,...=]ADDRESS:PORT]... [--force]\n"
    "                [SITE or DIR or IMAGE...]\n"
    "\n"
    "Serves the views of a site, each from a process of its own, in the\n"
    "foreground.\n"
    "\n"
    "  SITE                     a folder of specs, which is compiled\n"
    "  DIR                      a folder that `mullion compile` wrote\n"
    "  IMAGE...                 images of views\n"
    "\n"
    "  -c, --config CONFIG      a configuration, see mulliond.conf(5)\n"
    "  -l, --listen [VIEW,...=]ADDRESS:PORT\n"
    "                           listen there, for these views only or, "
    "without\n"
    "                           VIEW, for all of them; [::1]:53 for IPv6\n"
    "                           (127.0.0.1:5300 if nothing else is said)\n"
    "  --force                  serve a signed DIR although a newer one was\n"
    "                           served before; once, at this start\n"
    "  --help                   this text\n"
    "  --version                the version\n"
    "\n"
    "SIGHUP loads what is served anew, SIGUSR1 logs the counters, SIGTERM and\n"
    "SIGINT end it. Exit status: 0 stopped as asked, 1 it can't start, 2 "
    "usage\n"
    "or a file that can't be read. See mulliond(8).\n";

/* In this order: the file is read first, whatever stands first. */
struct command_line {
	const char *config;
	bool force;
	const char *resume;
	bool trial;
	char **listen; /* the options' arguments */
	size_t listen_count;
	char **operands;
	size_t operand_count;
};

static enum options_result usage(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

static enum options_result
usage(const char *format, ...)
{
	va_list arguments;

	fputs("mulliond: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputs("\nTry mulliond --help.\n", stderr);
	return OPTIONS_USAGE;
}

static enum options_result
scan(struct command_line *line, int argc, char **argv)
{
	static const struct option options[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"listen", required_argument, NULL, 'l'},
	    {"force", no_argument, NULL, 'f'},
	    {"resume", required_argument, NULL, 'r'},
	    {"trial", no_argument, NULL, 't'},
	    {"help", no_argument, NULL, 'h'},
	    {"version", no_argument, NULL, 'v'},
	    {NULL, 0, NULL, 0},
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":c:l:h", options, NULL))
	       != -1) {
		switch (option) {
		case 'c':
			if (line->config != NULL)
				return usage("one -c is enough");
			line->config = optarg;
			break;
		case 'l':
			line->listen[line->listen_count++] = optarg;
			break;
		case 'f':
			line->force = true;
			break;
		case 'r':
			line->resume = optarg;
			break;
		case 't':
			line->trial = true;
			break;
		case 'h':
			fputs(help, stdout);
			return OPTIONS_DONE;
		case 'v':
			puts("mulliond " MULLION_VERSION);
			return OPTIONS_DONE;
		case ':':
			return usage("%s needs an argument", argv[optind - 1]);
		default:
			return usage("there is no option %s", argv[optind - 1]);
		}
	}
	line->operands = argv + optind;
	line->operand_count = (size_t)(argc - optind);
	return OPTIONS_RUN;
}

/* "VIEW,VIEW=" cut into the names; text is changed. */
static enum options_result
listen_views(char **views, size_t *count, char *text)
{
	char *rest;

	for (char *view = strtok_r(text, ",", &rest); view != NULL;
	     view = strtok_r(NULL, ",", &rest)) {
		if (!view_name_valid(view))
			return usage("-l: \"%s\" isn't a view's name", view);
		views[(*count)++] = view;
	}
	if (*count == 0)
		return usage("-l: which view is to stand before \"=\"?");
	return OPTIONS_RUN;
}

/* text: the option's argument, a copy that is changed. */
static enum options_result
listen_parsed(struct config *config, char *text, char **views)
{
	char *equals = strchr(text, '=');
	const char *address = equals != NULL ? equals + 1 : text;
	enum options_result result = OPTIONS_RUN;
	struct endpoint endpoint;
	size_t view_count = 0;

	if (equals != NULL) {
		*equals = '\0';
		result = listen_views(views, &view_count, text);
	}
	if (result != OPTIONS_RUN)
		return result;
	if (endpoint_from_text(&endpoint, address) < 0)
		return usage("-l: \"%s\" isn't ADDRESS:PORT, as 192.0.2.1:53"
		             " or [2001:db8::1]:53 is",
		             address);
	if (config_listen(config, &endpoint, views, view_count) < 0)
		return usage("-l: %s is listened on already; name all its"
		             " views in one -l VIEW,VIEW=%s",
		             address, address);
	return OPTIONS_RUN;
}

static enum options_result
listen_one(struct config *config, const char *argument)
{
	enum options_result result;
	char **views;
	char *text;

	assert(argument != NULL);
	text = strdup(argument);
	views = calloc(strlen(argument) + 1, sizeof(*views));
	if (text != NULL && views != NULL)
		result = listen_parsed(config, text, views);
	else
		result = usage("out of memory");
	free(text);
	free(views);
	return result;
}

static enum options_result
read_config(struct config *config, const char *path)
{
	int result = config_read(config, path);

	if (result == ERR_REPORTED)
		return OPTIONS_BAD;
	if (result < 0) {
		fprintf(stderr, "mulliond: %s: %s\n", path, err_text(result));
		return OPTIONS_USAGE;
	}
	return OPTIONS_RUN;
}

/* What nothing else was said about, and what must be said. */
static enum options_result
complete(struct config *config)
{
	struct endpoint endpoint;

	if (config->serve_count == 0)
		return usage("what is to be served? A site, a folder of images,"
		             " or images");
	if (config->listener_count > 0)
		return OPTIONS_RUN;
	endpoint_from_text(&endpoint, "127.0.0.1:5300");
	return config_listen(config, &endpoint, NULL, 0) == 0
	           ? OPTIONS_RUN
	           : usage("out of memory");
}

/* A descriptor behind the first three. */
static int
resume(struct config *config, const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (number <= 2 || number > INT_MAX || *end != '\0')
		return ERR_RANGE;
	config->resume = (int)number;
	return 0;
}

static enum options_result
apply(struct config *config, const struct command_line *line)
{
	enum options_result result = OPTIONS_RUN;

	config->force = line->force && line->resume == NULL;
	config->trial = line->trial;
	if (line->resume != NULL && resume(config, line->resume) < 0)
		return usage("--resume is what a mulliond says to the next");
	if (line->config != NULL)
		result = read_config(config, line->config);
	if (result == OPTIONS_RUN && line->listen_count > 0)
		config_listen_clear(config);
	for (size_t i = 0; result == OPTIONS_RUN && i < line->listen_count; i++)
		result = listen_one(config, line->listen[i]);
	if (result == OPTIONS_RUN && line->operand_count > 0)
		config_serve_clear(config);
	for (size_t i = 0; result == OPTIONS_RUN && i < line->operand_count;
	     i++)
		if (config_serve(config, line->operands[i]) < 0)
			result = usage("out of memory");
	return result == OPTIONS_RUN ? complete(config) : result;
}

enum options_result
options_read(struct config *config, int argc, char **argv)
{
	struct command_line line = {0};
	enum options_result result;

	config_init(config);
	config->argv = argv;
	line.listen = calloc((size_t)argc + 1, sizeof(*line.listen));
	if (line.listen == NULL)
		return usage("out of memory");
	result = scan(&line, argc, argv);
	if (result == OPTIONS_RUN)
		result = apply(config, &line);
	free(line.listen);
	return result;
}

/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/export/export.h"

static const char help[] =
    "Usage: mullion export FORMAT SITE [--view VIEW] [OPTION]...\n"
    "\n"
    "Prints the site as configuration of other programs, each part with the\n"
    "line that it comes from. FORMAT, and what else it needs (mullion(1)):\n"
    "\n"
    "  zonefile                         a view's zones as zone files\n"
    "  unbound, dnsmasq, knot-resolver, systemd-resolved, coredns, bind,\n"
    "  bind-options                     resolvers that ask mullion for the\n"
    "                                   view's names: --view and --server\n"
    "  nftables                         a firewall around services\n"
    "  haproxy                          a frontend for each view: --listen\n"
    "  networkpolicy, istio, cilium     Kubernetes objects: --namespace\n"
    "\n"
    "  --view VIEW              for this view; its services' hosts alone\n"
    "  --server ADDRESS[@PORT]  where mullion is (53); repeat it for each\n"
    "  --listen [VIEW=]ADDRESS  where clients connect to; repeat it for each\n"
    "  --namespace NAME         of the objects\n"
    "  --zone NAME, --previous DIR, --serial N|unixtime: for zone files, as\n"
    "                           for 'mullion show' and 'mullion compile'\n"
    "  -h, --help               this text\n"
    "\n"
    "Exit status: 0 done, 1 a site with errors, 2 usage, an unreadable file.\n";

/* What was given on the command line, before it is known to fit. */
struct arguments {
	struct export_request request;
	struct export_server *servers;
	size_t server_count;
	struct export_listen *listens;
	size_t listen_count;
	uint8_t zone[DNAME_MAX];
	const char *unfit; /* an option that only zone files take, or NULL */
	struct arena *arena;
};

/* Port 53 unless there is one behind an "@". */
static int
parse_server(struct export_server *server, struct arena *arena,
             const char *text)
{
	const char *at = strchr(text, '@');
	size_t length = at != NULL ? (size_t)(at - text) : strlen(text);
	char *address = arena_alloc(arena, length + 1), *end;
	unsigned long port = 53;

	memcpy(address, text, length);
	if (net_address_from_text(&server->address, address) < 0)
		return ERR_MALFORMED;
	if (at != NULL) {
		if (at[1] < '0' || at[1] > '9')
			return ERR_MALFORMED;
		errno = 0;
		port = strtoul(at + 1, &end, 10);
		if (*end != '\0' || errno != 0 || port < 1 || port > UINT16_MAX)
			return ERR_MALFORMED;
	}
	server->port = (uint16_t)port;
	return 0;
}

static int
add_server(struct arguments *a, const char *text)
{
	a->servers = arena_grow(a->arena, a->servers, a->server_count,
	                        sizeof(*a->servers));
	if (parse_server(&a->servers[a->server_count], a->arena, text) < 0)
		return cli_usage("export",
		                 "%s is no server: write ADDRESS or "
		                 "ADDRESS@PORT, as in 192.0.2.1@53",
		                 text);
	a->server_count++;
	return -1;
}

static int
add_listen(struct arguments *a, const char *text)
{
	const char *equals = strchr(text, '=');
	const char *address = equals != NULL ? equals + 1 : text;
	struct export_listen listen = {0};

	if (net_address_from_text(&listen.address, address) < 0)
		return cli_usage(
		    "export",
		    "%s is no place to listen at: write ADDRESS or "
		    "VIEW=ADDRESS, as in internal=192.0.2.1",
		    text);
	if (equals != NULL)
		listen.view =
		    arena_format(a->arena, "%.*s", (int)(equals - text), text);
	a->listens = arena_grow(a->arena, a->listens, a->listen_count,
	                        sizeof(*a->listens));
	a->listens[a->listen_count++] = listen;
	return -1;
}

/* A label of RFC 1123, as Kubernetes demands. */
static int
set_namespace(struct arguments *a, const char *text)
{
	size_t length = strlen(text);

	a->request.space = text;
	if (length >= 1 && length <= 63 && text[0] != '-'
	    && text[length - 1] != '-'
	    && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length)
		return -1;
	return cli_usage("export",
	                 "\"%s\" can't be a namespace: use a-z, 0-9 and "
	                 "hyphens, 63 at most, none first or last",
	                 text);
}

static int
parse_option(struct arguments *a, int option)
{
	struct export_request *request = &a->request;

	switch (option) {
	case 'v':
		request->view = optarg;
		return -1;
	case 's':
		return add_server(a, optarg);
	case 'l':
		return add_listen(a, optarg);
	case 'o':
		return set_namespace(a, optarg);
	case 'z':
		a->unfit = "--zone";
		request->zone = a->zone;
		if (dname_from_text(a->zone, optarg, strlen(optarg), NULL) < 0)
			return cli_usage("export", "%s is no domain name",
			                 optarg);
		return -1;
	case 'p':
		a->unfit = "--previous";
		request->previous = optarg;
		return -1;
	case 'n':
		a->unfit = "--serial";
		if (cli_serial(&request->now, optarg) < 0)
			return cli_usage(
			    "export",
			    "%s is no serial: write a number, 0 to "
			    "4294967295, or unixtime",
			    optarg);
		return -1;
	default:
		return cli_help(help);
	}
}

/* Options that the format needs, or doesn't take. */
static int
check_options(const struct arguments *a)
{
	const struct export_format *format = a->request.format;

	if ((format->options & EXPORT_SERVERS) && a->server_count == 0)
		return cli_usage("export",
		                 "%s is for resolvers that ask mullion: say "
		                 "where it is with --server ADDRESS[@PORT]",
		                 format->name);
	if (!(format->options & EXPORT_SERVERS) && a->server_count > 0)
		return cli_usage("export", "%s takes no --server",
		                 format->name);
	if (!(format->options & EXPORT_LISTENS) && a->listen_count > 0)
		return cli_usage("export", "%s takes no --listen",
		                 format->name);
	if (!(format->options & EXPORT_OBJECTS) && a->request.space != NULL)
		return cli_usage("export", "%s takes no --namespace",
		                 format->name);
	if (!(format->options & EXPORT_ZONES) && a->unfit != NULL)
		return cli_usage("export", "%s takes no %s", format->name,
		                 a->unfit);
	return -1;
}

static int
parse_format(struct arguments *a, const char *name)
{
	const char *nearest;

	a->request.format = export_format(name, &nearest);
	if (a->request.format != NULL)
		return check_options(a);
	if (nearest != NULL)
		return cli_usage("export",
		                 "there is no format %s; did you mean %s?",
		                 name, nearest);
	return cli_usage("export", "there is no format %s", name);
}

static int
parse(struct arguments *a, int argc, char **argv)
{
	static const struct option options[] = {
	    {"view", required_argument, NULL, 'v'},
	    {"server", required_argument, NULL, 's'},
	    {"listen", required_argument, NULL, 'l'},
	    {"namespace", required_argument, NULL, 'o'},
	    {"zone", required_argument, NULL, 'z'},
	    {"previous", required_argument, NULL, 'p'},
	    {"serial", required_argument, NULL, 'n'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int option, status;

	if (cli_now(&a->request.now) < 0)
		return cli_usage("export", "SOURCE_DATE_EPOCH is no number");
	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == '?' || option == ':')
			return cli_bad_option(argv, option);
		status = parse_option(a, option);
		if (status >= 0)
			return status;
	}
	if (argc - optind != 2)
		return cli_usage("export", argc - optind > 2
		                               ? "there are too many arguments"
		                               : "FORMAT and SITE are needed");
	a->request.site = argv[optind + 1];
	a->request.servers = a->servers;
	a->request.server_count = a->server_count;
	a->request.listens = a->listens;
	a->request.listen_count = a->listen_count;
	return parse_format(a, argv[optind]);
}

/* For the header; before getopt_long() moves the arguments. */
static const char *
command_text(struct arena *arena, int argc, char **argv)
{
	const char *text = "mullion";

	for (int i = 0; i < argc; i++)
		text = arena_format(arena, "%s %s", text,
		                    writer_shell_word(arena, argv[i]));
	return text;
}

int
cmd_export(int argc, char **argv)
{
	struct arguments arguments = {.arena = arena_new()};
	int status;

	arguments.request.command = command_text(arguments.arena, argc, argv);
	status = parse(&arguments, argc, argv);
	if (status < 0)
		status = (int)export_run(&arguments.request);
	arena_free(arguments.arena);
	return status;
}

/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <ctype.h>
#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/view_options.h"

enum option_name {
	OPTION_VIEW = 1,
	OPTION_REFUSE,
	OPTION_LOAD,
	OPTION_VERIFY,
	OPTION_HASH,
	OPTION_KEY,
	OPTION_IMAGE,
	OPTION_CONTROL,
	OPTION_MEMFD,
	OPTION_MANIFEST,
	OPTION_SIGNATURE,
	OPTION_REPORT,
	OPTION_UDP,
	OPTION_UDP_ALONE,
	OPTION_TCP,
	OPTION_TCP_ALONE,
	OPTION_USER,
	OPTION_STRICT,
	OPTION_LOG,
	OPTION_TCP_CONNECTIONS,
	OPTION_TCP_PER_CLIENT,
	OPTION_TCP_IDLE,
	OPTION_VERSION_BIND,
	OPTION_ID_SERVER,
};

static const struct option known[] = {
    {"view", required_argument, NULL, OPTION_VIEW},
    {"refuse", no_argument, NULL, OPTION_REFUSE},
    {"load", no_argument, NULL, OPTION_LOAD},
    {"verify", no_argument, NULL, OPTION_VERIFY},
    {"hash", required_argument, NULL, OPTION_HASH},
    {"key", required_argument, NULL, OPTION_KEY},
    {"image", required_argument, NULL, OPTION_IMAGE},
    {"control", required_argument, NULL, OPTION_CONTROL},
    {"memfd", required_argument, NULL, OPTION_MEMFD},
    {"manifest", required_argument, NULL, OPTION_MANIFEST},
    {"signature", required_argument, NULL, OPTION_SIGNATURE},
    {"report", required_argument, NULL, OPTION_REPORT},
    {"udp", required_argument, NULL, OPTION_UDP},
    {"udp-alone", required_argument, NULL, OPTION_UDP_ALONE},
    {"tcp", required_argument, NULL, OPTION_TCP},
    {"tcp-alone", required_argument, NULL, OPTION_TCP_ALONE},
    {"user", required_argument, NULL, OPTION_USER},
    {"strict", no_argument, NULL, OPTION_STRICT},
    {"log", required_argument, NULL, OPTION_LOG},
    {"tcp-connections", required_argument, NULL, OPTION_TCP_CONNECTIONS},
    {"tcp-per-client", required_argument, NULL, OPTION_TCP_PER_CLIENT},
    {"tcp-idle", required_argument, NULL, OPTION_TCP_IDLE},
    {"version-bind", required_argument, NULL, OPTION_VERSION_BIND},
    {"id-server", required_argument, NULL, OPTION_ID_SERVER},
    {0},
};

/* Values of --log, by enum log_level. */
static const char *const levels[] = {"error", "warning", "info", "debug"};

static const unsigned long ids_max = UINT32_MAX - 1; /* -1 means "as it is" */

/* Reads a number of digits alone, up to `end`, where the text goes on. */
static bool
read_number(const char *text, unsigned long min, unsigned long max,
            unsigned long *number, const char **end)
{
	char *behind;

	if (!isdigit((unsigned char)text[0]))
		return false;
	*number = strtoul(text, &behind, 10);
	*end = behind;
	return *number >= min && *number <= max;
}

static int
set_number(unsigned *number, unsigned long min, unsigned long max)
{
	unsigned long value;
	const char *end;

	if (!read_number(optarg, min, max, &value, &end) || *end != '\0')
		return ERR_RANGE;
	*number = (unsigned)value;
	return 0;
}

/* 0-2 stay what they are. */
static bool
read_descriptor(int *descriptor, const char **end)
{
	unsigned long number;

	if (!read_number(optarg, STDERR_FILENO + 1, INT_MAX, &number, end))
		return false;
	*descriptor = (int)number;
	return true;
}

static int
set_descriptor(int *descriptor)
{
	const char *end;

	return read_descriptor(descriptor, &end) && *end == '\0' ? 0
	                                                         : ERR_RANGE;
}

static int
read_from(union peer *from, const char *text)
{
	if (inet_pton(AF_INET, text, &from->four.sin_addr) == 1)
		from->any.sa_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &from->six.sin6_addr) == 1)
		from->any.sa_family = AF_INET6;
	else
		return ERR_MALFORMED;
	return 0;
}

/* The lists have room for as many as there are arguments. */
static int
add_socket(struct view_socket *sockets, size_t *count, bool alone)
{
	struct view_socket *socket = &sockets[(*count)++];
	const char *end;

	socket->alone = alone;
	if (!read_descriptor(&socket->descriptor, &end))
		return ERR_RANGE;
	if (*end == '\0')
		return 0;
	return *end == ',' ? read_from(&socket->from, end + 1) : ERR_MALFORMED;
}

static int
set_user(struct view_options *options)
{
	unsigned long user;
	unsigned long group;
	const char *end;

	if (!read_number(optarg, 0, ids_max, &user, &end) || *end != ':'
	    || !read_number(end + 1, 0, ids_max, &group, &end) || *end != '\0')
		return ERR_MALFORMED;
	options->change_user = true;
	options->user = (uid_t)user;
	options->group = (gid_t)group;
	return 0;
}

static int
set_log(struct view_options *options)
{
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (strcmp(optarg, levels[i]) == 0) {
			options->log = (enum log_level)i;
			return 0;
		}
	return ERR_MALFORMED;
}

static int
set_option(struct view_options *options, enum option_name name)
{
	switch (name) {
	case OPTION_VIEW:
		options->view = optarg;
		return 0;
	case OPTION_REFUSE:
		options->task = VIEW_REFUSE;
		return 0;
	case OPTION_LOAD:
		options->task = VIEW_LOAD;
		return 0;
	case OPTION_VERIFY:
		options->task = VIEW_VERIFY;
		return 0;
	case OPTION_HASH:
		options->hash = optarg;
		return 0;
	case OPTION_KEY:
		return public_key_read(options->keys[options->key_count++],
		                       optarg);
	case OPTION_IMAGE:
		return set_descriptor(&options->image);
	case OPTION_CONTROL:
		return set_descriptor(&options->control);
	case OPTION_MEMFD:
		return set_descriptor(&options->memfd);
	case OPTION_MANIFEST:
		return set_descriptor(&options->manifest);
	case OPTION_SIGNATURE:
		return set_descriptor(&options->signature);
	case OPTION_REPORT:
		return set_descriptor(&options->report);
	case OPTION_UDP:
	case OPTION_UDP_ALONE:
		return add_socket(options->udp, &options->udp_count,
		                  name == OPTION_UDP_ALONE);
	case OPTION_TCP:
	case OPTION_TCP_ALONE:
		return add_socket(options->tcp, &options->tcp_count,
		                  name == OPTION_TCP_ALONE);
	case OPTION_USER:
		return set_user(options);
	case OPTION_STRICT:
		options->strict = true;
		return 0;
	case OPTION_LOG:
		return set_log(options);
	case OPTION_TCP_CONNECTIONS:
		return set_number(&options->limits.connections, 1, 1000000);
	case OPTION_TCP_PER_CLIENT:
		return set_number(&options->limits.per_client, 1, 1000000);
	case OPTION_TCP_IDLE:
		return set_number(&options->limits.idle, 1, 3600);
	case OPTION_VERSION_BIND:
		options->version = optarg;
		return 0;
	case OPTION_ID_SERVER:
		options->identity = optarg;
		return 0;
	}
	return ERR_MALFORMED;
}

static int
read_all(struct view_options *options, int argc, char **argv)
{
	int index = 0;
	int name;

	optind = 0; /* glibc: from the start, were it called before */
	opterr = 0;
	while ((name = getopt_long(argc, argv, ":", known, &index)) != -1) {
		if (name == ':') {
			log_error("%s needs a value", argv[optind - 1]);
			return ERR_REPORTED;
		}
		if (name == '?') {
			log_error("%s isn't an option of a view process, which "
			          "mulliond starts; see mulliond(8)",
			          argv[optind - 1]);
			return ERR_REPORTED;
		}
		if (set_option(options, (enum option_name)name) < 0) {
			log_error("--%s %s: not a value that it can have",
			          known[index].name, optarg);
			return ERR_REPORTED;
		}
	}
	if (optind < argc) {
		log_error("%s: not an option", argv[optind]);
		return ERR_REPORTED;
	}
	return 0;
}

/* What the task needs. */
static int
check_needs(const struct view_options *options)
{
	const bool load = options->task == VIEW_LOAD;
	const bool verify = options->task == VIEW_VERIFY;
	const bool serve = options->task == VIEW_SERVE;
	const struct {
		const char *name;
		bool needed;
		bool given;
	} needs[] = {
	    {"view", serve || load, options->view != NULL},
	    {"image", serve || load, options->image >= 0},
	    {"control", !load && !verify, options->control >= 0},
	    {"memfd", load, options->memfd >= 0},
	    {"report", load || verify, options->report >= 0},
	    {"manifest", verify, options->manifest >= 0},
	    {"signature", verify, options->signature >= 0},
	    {"key", verify, options->key_count > 0},
	};

	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (needs[i].needed != needs[i].given) {
			log_error("--%s is %s", needs[i].name,
			          needs[i].needed ? "missing"
			                          : "of no use here");
			return ERR_REPORTED;
		}
	if ((load || verify) && options->udp_count + options->tcp_count > 0) {
		log_error("a loader and a verifier have no sockets");
		return ERR_REPORTED;
	}
	if (options->hash != NULL && !load) {
		log_error("--hash is of no use here");
		return ERR_REPORTED;
	}
	return 0;
}

int
view_options_read(struct view_options *options, int argc, char **argv)
{
	const size_t room = (size_t)argc + 1;
	int result;

	*options = (struct view_options){
	    .image = -1,
	    .control = -1,
	    .memfd = -1,
	    .manifest = -1,
	    .signature = -1,
	    .report = -1,
	    .log = LOG_INFO,
	    .limits = {.connections = 1000, .per_client = 100, .idle = 10},
	};
	options->udp = calloc(room, sizeof(*options->udp));
	options->tcp = calloc(room, sizeof(*options->tcp));
	options->keys = calloc(room, sizeof(*options->keys));
	if (options->udp == NULL || options->tcp == NULL
	    || options->keys == NULL) {
		log_error("no memory for the command line");
		result = ERR_REPORTED;
	} else {
		result = read_all(options, argc, argv);
	}
	if (result == 0)
		result = check_needs(options);
	if (result < 0)
		view_options_free(options);
	return result;
}

void
view_options_free(struct view_options *options)
{
	free(options->udp);
	free(options->tcp);
	free(options->keys);
}

size_t
view_options_descriptors(const struct view_options *options, int *to)
{
	const int single[VIEW_DESCRIPTORS] = {
	    options->image,    options->control,   options->memfd,
	    options->manifest, options->signature, options->report,
	};
	size_t count = 0;

	for (size_t i = 0; i < VIEW_DESCRIPTORS; i++)
		if (single[i] >= 0)
			to[count++] = single[i];
	for (size_t i = 0; i < options->udp_count; i++)
		to[count++] = options->udp[i].descriptor;
	for (size_t i = 0; i < options->tcp_count; i++)
		to[count++] = options->tcp[i].descriptor;
	return count;
}

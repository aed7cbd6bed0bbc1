/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test/load.h"

static const char usage[] =
    "usage: bench_load [OPTION]... PORT FILE\n"
    "\n"
    "Asks the questions of FILE (NAME TYPE a line) of 127.0.0.1 over UDP and\n"
    "prints, as JSON, what came of it; latencies in microseconds.\n"
    "\n"
    "  -a ADDRESS,...   the clients' addresses, in turn\n"
    "  -c CLIENTS       sockets (8)\n"
    "  -w WINDOW        questions of each on their way (24)\n"
    "  -r RATE          so many questions a second, whatever comes back\n"
    "  -s SECONDS       (1)\n"
    "  -p               plain questions, without an OPT\n";

enum { SOURCES = 64 };

struct command {
	struct load_options load;
	struct in_addr sources[SOURCES];
	const char *file;
	bool plain;
};

static bool
read_sources(struct command *command, char *text)
{
	char *address;

	while ((address = strsep(&text, ",")) != NULL) {
		unsigned i = command->load.source_count++;

		if (i == SOURCES
		    || inet_pton(AF_INET, address, &command->sources[i]) != 1)
			return false;
	}
	command->load.sources = command->sources;
	return true;
}

static bool
read_option(struct command *command, int option, char *value)
{
	struct load_options *load = &command->load;

	switch (option) {
	case 'a':
		return read_sources(command, value);
	case 'c':
		load->clients = (unsigned)strtoul(value, NULL, 10);
		return load->clients > 0 && load->clients <= LOAD_CLIENTS;
	case 'w':
		load->window = (unsigned)strtoul(value, NULL, 10);
		return load->window > 0 && load->window < LOAD_RING;
	case 'r':
		load->rate = strtod(value, NULL);
		return load->rate > 0;
	case 's':
		load->seconds = strtod(value, NULL);
		return load->seconds > 0;
	case 'p':
		command->plain = true;
		return true;
	default:
		return false;
	}
}

static bool
read_command(struct command *command, int argc, char **argv)
{
	struct sockaddr_in *server = &command->load.server;
	int option;

	while ((option = getopt(argc, argv, "a:c:pr:s:w:")) != -1)
		if (!read_option(command, option, optarg))
			return false;
	if (argc - optind != 2)
		return false;
	server->sin_family = AF_INET;
	server->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->sin_port = htons((uint16_t)strtoul(argv[optind], NULL, 10));
	command->file = argv[optind + 1];
	return server->sin_port != 0;
}

static void
print(const struct load_result *result)
{
	double answered = (double)result->answered;

	printf("{\"seconds\": %.4f, \"asked\": %lu, \"answered\": %lu, "
	       "\"lost\": %lu, \"strange\": %lu, \"qps\": %.0f, "
	       "\"octets\": %.1f, \"p50\": %.1f, \"p99\": %.1f, "
	       "\"noerror\": %lu, \"nxdomain\": %lu, \"refused\": %lu}\n",
	       result->seconds, result->asked, result->answered, result->lost,
	       result->strange, answered / result->seconds,
	       answered > 0 ? (double)result->octets / answered : 0,
	       latency_part(&result->latency, 0.5),
	       latency_part(&result->latency, 0.99),
	       result->rcodes[RCODE_NOERROR], result->rcodes[RCODE_NXDOMAIN],
	       result->rcodes[RCODE_REFUSED]);
}

int
main(int argc, char **argv)
{
	static struct load_result result;
	struct command command = {
	    .load = {.clients = 8, .window = 24, .seconds = 1},
	};
	struct questions questions;
	int code;

	if (!read_command(&command, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	if (questions_read(&questions, command.file, 0, !command.plain) < 0)
		return EXIT_FAILURE;
	code = load_run(&result, &questions, &command.load);
	if (code == 0)
		print(&result);
	questions_free(&questions);
	return code < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/config.h"
#include "server/view_report.h"

/*
 * A configuration file of any octets: what is taken is within the limits that
 * mulliond.conf(5) gives, since nobody looks again.
 */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static int file;
static char path[32];

static void
expect(bool claim)
{
	if (!claim)
		abort();
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	file = memfd_create("config", MFD_CLOEXEC);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	/* messages; libFuzzer and sanitizers write by themselves */
	stderr = fopen("/dev/null", "we");
	return 0;
}

static void
look_at_listeners(const struct config *config)
{
	for (size_t i = 0; i < config->listener_count; i++) {
		const struct config_listener *one = &config->listeners[i];

		expect(strlen(one->endpoint.text) < ENDPOINT_TEXT);
		for (size_t j = 0; j < one->view_count; j++)
			expect(view_name_valid(one->views[j]));
		for (size_t j = 0; j < i; j++)
			expect(strcmp(config->listeners[j].endpoint.text,
			              one->endpoint.text)
			       != 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	struct config config;

	if (ftruncate(file, 0) < 0
	    || pwrite(file, octets, size, 0) != (ssize_t)size)
		abort();
	config_init(&config);
	if (config_read(&config, path) == 0) {
		look_at_listeners(&config);
		expect(config.threads >= 1 && config.threads <= 256);
		expect(config.receive_buffer == 0
		       || config.receive_buffer >= 4096);
		expect(config.compiler_memory == 0
		       || config.compiler_memory >= 16);
		expect(config.tcp_connections >= 1 && config.tcp_per_client >= 1
		       && config.tcp_idle >= 1);
		expect(config.ids_last == 0
		       || (config.ids_first > 0
		           && config.ids_first <= config.ids_last));
		expect(config.key_count <= 16);
		expect(config.version == NULL || strlen(config.version) <= 255);
		expect(config.identity == NULL
		       || strlen(config.identity) <= 255);
		expect(config.log <= LOG_DEBUG);
	}
	config_clear(&config);
	return 0;
}

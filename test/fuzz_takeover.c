/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/takeover.h"

/*
 * What a mulliond of any release has left, of any octets, as far as it is
 * taken up without descriptors that are there: no process, nothing of the
 * kernel's. What is opened is taken without another look.
 */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static struct config_listener configured;
static struct config config;

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
	config_init(&config);
	config.steering = CONFIG_STEERING_CLASSIC;
	config.threads = 2;
	expect(endpoint_from_text(&configured.endpoint, "127.0.0.1:53") == 0);
	/* messages; libFuzzer and sanitizers write by themselves */
	stderr = fopen("/dev/null", "we");
	return 0;
}

/* That has the configuration's address, with all its blocks. */
static bool
has_listener(const json_t *root)
{
	const json_t *listener;
	size_t i;

	json_array_foreach(json_object_get(root, "listeners"), i, listener)
	{
		struct endpoint at;

		if (endpoint_from_text(&at, json_string_value(json_object_get(
						listener, "address")))
		        == 0
		    && endpoint_equal(&at, &configured.endpoint))
			return true;
	}
	return false;
}

static void
take_listener(const struct takeover *takeover)
{
	struct listeners listeners = {0};
	struct steering steering;

	steering_init(&steering, &config);
	if (takeover_listeners(takeover, &listeners, &steering, &config) == 0) {
		const struct listener *listener = &listeners.items[0];

		expect(listeners.count == 1 && listener->block_count > 0);
		for (size_t i = 0; i < listener->block_count; i++)
			expect(strlen(listener->owners[i]) < VIEW_NAME);
		free(listener->udp);
		free(listener->tcp);
		free(listener->owners);
	}
	free(listeners.items);
}

static void
take_up(const struct takeover *takeover)
{
	struct view_ids ids = {.first = 61184, .room = 256};
	struct launch launch = {.ids = &ids};
	struct state state = {0};
	uid_t user;

	takeover_launch(takeover, &launch);
	expect(launch.log <= LOG_DEBUG);
	view_ids_clear(&ids);
	expect(takeover_state(takeover, &state, false, (uid_t)-1, (gid_t)-1)
	       == 0);
	free(state.path);
	expect(takeover_control(takeover) >= -1);
	expect(takeover_asker(takeover, &user) >= -1);
	(void)takeover_upgrades(takeover);
	config.listener_count = 0;
	(void)takeover_check(takeover, &config);
	config.listeners = &configured;
	config.listener_count = 1;
	if (json_is_null(json_object_get(takeover->root, "steering"))
	    && has_listener(takeover->root))
		take_listener(takeover);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	int memfd = memfd_create("handover", MFD_CLOEXEC);
	struct takeover takeover;

	if (memfd < 0 || write(memfd, octets, size) != (ssize_t)size
	    || lseek(memfd, 0, SEEK_SET) < 0)
		abort();
	if (takeover_open(&takeover, memfd) == 0) {
		take_up(&takeover);
		takeover_close(&takeover);
	}
	return 0;
}

/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"
#include "server/view_options.h"

/*
 * The command line of a view's process, its words between the NULs of any
 * octets. What is taken is within worker.h's limits, and its descriptors are
 * none of 0-2; what isn't is said.
 */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

enum { WORDS = 64 };

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
	/* messages; libFuzzer and sanitizers write by themselves */
	stderr = fopen("/dev/null", "we");
	return 0;
}

static void
look_at(const struct view_options *options, int argc)
{
	const bool serve = options->task == VIEW_SERVE;
	const bool load = options->task == VIEW_LOAD;
	int descriptors[WORDS + VIEW_DESCRIPTORS];
	size_t count = view_options_descriptors(options, descriptors);

	expect(count <= (size_t)argc / 2 + 1);
	for (size_t i = 0; i < count; i++)
		expect(descriptors[i] > 2);
	expect((options->view != NULL) == (serve || load));
	expect((options->image >= 0) == (serve || load));
	expect((options->memfd >= 0) == load);
	expect(options->hash == NULL || load);
	expect((options->key_count > 0) == (options->task == VIEW_VERIFY));
	expect(options->log <= LOG_DEBUG);
	expect(options->limits.connections >= 1
	       && options->limits.connections <= 1000000);
	expect(options->limits.per_client >= 1
	       && options->limits.per_client <= 1000000);
	expect(options->limits.idle >= 1 && options->limits.idle <= 3600);
	expect(!options->change_user
	       || (options->user != (uid_t)-1 && options->group != (gid_t)-1));
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	char *text = malloc(size + 1), *argv[WORDS + 1] = {"mulliond-view"};
	struct view_options options;
	int argc = 1, result;

	memcpy(text, octets, size);
	text[size] = '\0';
	for (size_t at = 0; at < size && argc < WORDS;
	     at += strlen(text + at) + 1)
		argv[argc++] = text + at;
	result = view_options_read(&options, argc, argv);
	expect(result == 0 || result == ERR_REPORTED);
	if (result == 0) {
		look_at(&options, argc);
		view_options_free(&options);
	}
	free(text);
	return 0;
}

/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "lib/answer.h"
#include "test/content.h"
#include "test/make_image.h"
#include "zones/verify/compare.h"

/*
 * libFuzzer: any octets as what a live server answered, beside what the image
 * answers to one of two questions, as the first octet says.
 */
static const char *const lines[] = {
    "zone a.",
    "a. 300 SOA ns.a. h.a. 7 2 3 4 60",
    "a. 300 NS ns.a.",
    "a. 300 MX 10 mail.a.",
    "mail.a. 300 A 192.0.2.1",
    NULL,
};

static struct arena *forever;
static struct made_image made;
static struct content content;
static struct tree tree;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	forever = arena_new();
	make_image(&made, lines);
	content_from_text(&content, forever, lines);
	zone_build(&tree, forever, &content);
	return 0;
}

static size_t
expect(uint8_t *message, bool mail)
{
	static const uint8_t query[] = "\0\0\0\0\0\1\0\0\0\0\0\0\1a\0\0\17\0\1";
	struct answerer answerer = {.image = &made.image};
	struct query q = {
	    .message = message,
	    .length = sizeof(query) - 1,
	    .capacity = WIRE_MESSAGE,
	    .source = {.family = 4, .octets = {10}},
	    .tcp = true,
	};

	memcpy(message, query, sizeof(query) - 1);
	message[16] = mail ? 15 : 16;
	answer(&answerer, &q, 1);
	return q.length;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t message[WIRE_MESSAGE];
	struct arena *arena = arena_new();
	struct compare_message expected = {.octets = message};
	struct compare_message got;
	const char *text = NULL;

	if (size > 1 && size < WIRE_MESSAGE) {
		got.octets = arena_copy(arena, data + 1, size - 1);
		got.length = size - 1;
		expected.length = expect(message, data[0] & 1);
		compare_forget_serials(&expected, &tree, arena);
		compare_forget_serials(&got, &tree, arena);
		if (compare(&expected, &got, arena, &text) != COMPARE_SAME)
			assert(text != NULL);
	}
	arena_free(arena);
	return 0;
}

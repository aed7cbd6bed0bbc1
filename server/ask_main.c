/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "server/ask.h"

/*
 * mullion-ask SERVER PORT SOURCE MILLISECONDS: `mullion verify` runs it, and
 * nobody else needs to. lib/ask_format.h says what goes in and comes out.
 * Exit status: 0 all questions were dealt with, 2 none could be asked, and
 * standard error says why.
 */
enum { FAILED = 2, STEP = 1 << 16 };

struct input {
	uint8_t *octets;
	size_t length;
	struct ask_question *questions;
	size_t count;
};

static int
fail(const char *what)
{
	fprintf(stderr, "mullion-ask: %s\n", what);
	return FAILED;
}

static bool
read_all(struct input *input)
{
	size_t room = 0;

	for (;;) {
		ssize_t got;

		if (room - input->length < STEP) {
			uint8_t *more = realloc(input->octets, room * 2 + STEP);

			if (more == NULL)
				return false;
			input->octets = more;
			room = room * 2 + STEP;
		}
		got = read(STDIN_FILENO, input->octets + input->length, STEP);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0;
		input->length += (size_t)got;
	}
}

/* The next question; false where it isn't whole. */
static bool
next_question(const struct input *input, size_t *at,
              struct ask_question *question)
{
	size_t left = input->length - *at;

	if (left < ASK_QUESTION)
		return false;
	question->length = wire_read16(input->octets + *at);
	question->message = input->octets + *at + ASK_QUESTION;
	if (question->length < WIRE_HEADER
	    || left - ASK_QUESTION < question->length)
		return false;
	*at += ASK_QUESTION + (size_t)question->length;
	return true;
}

static bool
split(struct input *input)
{
	struct ask_question question;
	size_t at = 0;

	while (at < input->length) {
		if (!next_question(input, &at, &question))
			return false;
		input->count++;
	}
	input->questions = calloc(input->count + 1, sizeof(question));
	if (input->questions == NULL)
		return false;
	at = 0;
	for (size_t i = 0; i < input->count; i++)
		(void)next_question(input, &at, &input->questions[i]);
	return true;
}

static void
told(void *context, uint32_t question, enum ask_how how, const uint8_t *message,
     size_t length)
{
	uint8_t head[ASK_ASKED] = {0};

	(void)context;
	wire_write32(head, question);
	head[4] = (uint8_t)how;
	wire_write16(head + 6, (uint16_t)length);
	fwrite(head, 1, sizeof(head), stdout);
	if (length > 0)
		fwrite(message, 1, length, stdout);
}

static bool
read_number(const char *text, unsigned max, unsigned *number)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	*number = (unsigned)value;
	return *text >= '0' && *text <= '9' && *end == '\0' && value >= 1
	       && value <= max;
}

/* The port stands at the same place in both families. */
static void
any_port(struct endpoint *endpoint)
{
	struct sockaddr_in *four = (void *)&endpoint->address;

	four->sin_port = 0;
}

int
main(int argc, char **argv)
{
	struct asker asker = {.told = told, .tcp = -1};
	struct input input = {0};
	unsigned port;

	if (argc != 5 || !read_number(argv[2], UINT16_MAX, &port)
	    || !read_number(argv[4], 60000, &asker.patience)
	    || endpoint_from_parts(&asker.server, argv[1], port) < 0
	    || endpoint_from_parts(&asker.source, argv[3], 1) < 0)
		return fail("usage: mullion-ask SERVER PORT SOURCE "
		            "MILLISECONDS");
	if (asker.server.address.ss_family != asker.source.address.ss_family)
		return fail("one address is IPv4 and the other IPv6");
	any_port(&asker.source);
	if (!read_all(&input) || !split(&input))
		return fail("standard input isn't questions");
	if (ask_all(&asker, input.questions, input.count) < 0)
		return fail(strerror(errno));
	free(input.questions);
	free(input.octets);
	if (fflush(stdout) != 0)
		return fail(strerror(errno));
	return 0;
}

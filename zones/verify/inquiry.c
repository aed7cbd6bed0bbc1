/* SPDX-License-Identifier: ISC */
#include "zones/verify/inquiry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/wire.h"
#include "zones/libexec.h"

/*
 * Questions lie whole in a file without a name before the program starts, so
 * that neither side ever waits for the other to read; answers come by a pipe.
 */
struct run {
	int questions; /* what is its standard input, */
	int answers;   /* output, the end that it writes, */
	int messages;  /* and error */
	char *program;
	char *const *arguments;
};

static const char *
reason(struct arena *arena, const char *what)
{
	return arena_format(arena, "%s: %s", what, strerror(errno));
}

static int
file_of(const uint8_t *octets, size_t length)
{
	int made = memfd_create("mullion", MFD_CLOEXEC);

	while (made >= 0 && length > 0) {
		ssize_t done = write(made, octets, length);

		if (done < 0) {
			close(made);
			return -1;
		}
		octets += done;
		length -= (size_t)done;
	}
	if (made >= 0)
		(void)lseek(made, 0, SEEK_SET);
	return made;
}

/* In the child: it never returns. */
static void
become(const struct run *run)
{
	if (dup2(run->questions, STDIN_FILENO) >= 0
	    && dup2(run->answers, STDOUT_FILENO) >= 0
	    && dup2(run->messages, STDERR_FILENO) >= 0)
		execv(run->program, run->arguments);
	_exit(127);
}

static bool
take_all(const struct inquiry *inquiry, FILE *answers)
{
	static uint8_t message[WIRE_MESSAGE];
	uint8_t head[ASK_ASKED];

	while (fread(head, 1, sizeof(head), answers) == sizeof(head)) {
		size_t length = wire_read16(head + 6);

		if (fread(message, 1, length, answers) != length)
			return false;
		inquiry->told(inquiry->context, wire_read32(head),
		              (enum ask_how)head[4], message, length);
	}
	return ferror(answers) == 0;
}

/* The first line that the program left behind. */
static const char *
last_words(struct arena *arena, int messages)
{
	char *text = arena_alloc(arena, 512);

	(void)lseek(messages, 0, SEEK_SET);
	if (read(messages, text, 511) <= 0)
		return "mullion-ask failed without a word";
	text[strcspn(text, "\n")] = '\0';
	return strncmp(text, "mullion-ask: ", 13) == 0 ? text + 13 : text;
}

static const char *
start(const struct inquiry *inquiry, struct arena *arena, struct run *run)
{
	int pipes[2], status = 0;
	FILE *answers;
	pid_t child;
	bool whole;

	if (pipe2(pipes, O_CLOEXEC) < 0)
		return reason(arena, "a pipe");
	run->answers = pipes[1];
	child = fork();
	if (child == 0)
		become(run);
	close(pipes[1]);
	answers = child < 0 ? NULL : fdopen(pipes[0], "r");
	if (answers == NULL) {
		close(pipes[0]);
		return reason(arena, "a process");
	}
	whole = take_all(inquiry, answers);
	fclose(answers);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return last_words(arena, run->messages);
	return whole ? NULL : "mullion-ask broke off";
}

const char *
inquiry_run(const struct inquiry *inquiry, struct arena *arena,
            const uint8_t *questions, size_t length)
{
	char *arguments[] = {
	    "mullion-ask",
	    arena_string(arena, inquiry->server),
	    arena_format(arena, "%u", inquiry->port),
	    arena_string(arena, inquiry->source),
	    arena_format(arena, "%u", inquiry->patience),
	    NULL,
	};
	struct run run = {.program = libexec_find(arena, "mullion-ask"),
	                  .arguments = arguments};
	const char *wrong;

	if (run.program == NULL)
		return "the program that asks is missing";
	run.questions = file_of(questions, length);
	run.messages = file_of(NULL, 0);
	wrong = run.questions < 0 || run.messages < 0
	            ? reason(arena, "memory for the questions")
	            : start(inquiry, arena, &run);
	if (run.questions >= 0)
		close(run.questions);
	if (run.messages >= 0)
		close(run.messages);
	return wrong;
}

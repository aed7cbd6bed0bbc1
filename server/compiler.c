/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/compiler.h"

enum { COMPILE_MS = 600000, READ_ROOM = 4096 };

struct compiler {
	const struct runtime *runtime;
	pid_t pid;
	int ends[2]; /* of the pipe that it speaks into; -1: it isn't heard */
	char *text;  /* COMPILER_TEXT and NUL */
	size_t length;
	uv_poll_t poll;
	uv_timer_t timer;
	unsigned handles; /* not closed yet */
	void (*done)(void *context, const struct compiled *compiled);
	void *context;
};

static void
end(struct compiler *compiler)
{
	for (size_t i = 0; i < 2; i++)
		if (compiler->ends[i] >= 0)
			close(compiler->ends[i]);
	free(compiler->text);
	free(compiler);
}

static void
handle_closed(uv_handle_t *handle)
{
	struct compiler *compiler = handle->data;

	if (--compiler->handles == 0)
		end(compiler);
}

/* The beginning is kept: errors come first. */
static void
keep(struct compiler *compiler, const char *text, size_t length)
{
	const size_t room = COMPILER_TEXT - compiler->length;

	if (length > room)
		length = room;
	memcpy(compiler->text + compiler->length, text, length);
	compiler->length += length;
}

static void
hear(struct compiler *compiler)
{
	char text[READ_ROOM];
	ssize_t got;

	while ((got = read(compiler->ends[0], text, sizeof(text))) > 0
	       || (got < 0 && errno == EINTR)) {
		if (got < 0)
			continue;
		keep(compiler, text, (size_t)got);
		/* Whoever closed the log doesn't want to know. */
		while (write(STDERR_FILENO, text, (size_t)got) < 0
		       && errno == EINTR)
			;
	}
	if (got == 0)
		uv_poll_stop(&compiler->poll);
}

static void
readable(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	hear(poll->data);
}

static void
late(uv_timer_t *timer)
{
	const struct compiler *compiler = timer->data;

	kill(compiler->pid, SIGKILL);
}

/* Its last word, which is about an image or about nothing in particular; of an
 * error in a file the line begins with its name. */
static bool
is_starved(const struct compiler *compiler)
{
	static const char first[] = "mullion: ", last[] = "out of memory\n";
	const size_t behind = sizeof(last) - 1;
	const char *line, *text = compiler->text;
	size_t at;

	if (compiler->length < behind)
		return false;
	at = compiler->length - behind;
	if (strcmp(text + at, last) != 0)
		return false;
	line = memrchr(text, '\n', at);
	line = line != NULL ? line + 1 : text;
	return strncmp(line, first, sizeof(first) - 1) == 0;
}

static void
gone(void *context, int status)
{
	struct compiler *compiler = context;
	const bool heard = compiler->ends[0] >= 0;

	if (heard)
		hear(compiler);
	compiler->text[compiler->length] = '\0';
	if (compiler->done != NULL)
		compiler->done(compiler->context,
		               &(struct compiled){
				   .status = status,
				   .starved = is_starved(compiler),
				   .text = compiler->text,
			       });
	uv_close((uv_handle_t *)&compiler->timer, handle_closed);
	if (heard)
		uv_close((uv_handle_t *)&compiler->poll, handle_closed);
}

static void
begin(struct compiler *compiler)
{
	uv_loop_t *loop = compiler->runtime->loop;

	children_add(compiler->runtime->children, compiler->pid, gone,
	             compiler);
	compiler->handles = 1;
	compiler->timer.data = compiler->poll.data = compiler;
	uv_timer_init(loop, &compiler->timer);
	uv_timer_start(&compiler->timer, late, COMPILE_MS, 0);
	if (compiler->ends[0] < 0)
		return;
	close(compiler->ends[1]);
	compiler->ends[1] = -1;
	compiler->handles++;
	uv_poll_init(loop, &compiler->poll, compiler->ends[0]);
	uv_poll_start(&compiler->poll, UV_READABLE, readable);
}

int
compiler_start(struct compiler **made, const struct runtime *runtime,
               const char *site, const char *out, bool heard,
               void (*done)(void *context, const struct compiled *compiled),
               void *context)
{
	struct compiler *compiler = calloc(1, sizeof(*compiler));
	int result = children_reserve(runtime->children), saved;

	if (compiler == NULL || result < 0) {
		free(compiler);
		return ERR_MEMORY;
	}
	*compiler = (struct compiler){
	    .runtime = runtime,
	    .ends = {-1, -1},
	    .text = malloc(COMPILER_TEXT + 1),
	    .done = done,
	    .context = context,
	};
	if (compiler->text == NULL)
		result = ERR_MEMORY;
	else if (heard && pipe2(compiler->ends, O_CLOEXEC) < 0)
		result = ERR_SYSTEM;
	else if (heard)
		fcntl(compiler->ends[0], F_SETFL, O_NONBLOCK);
	if (result == 0)
		result = compiler->pid = launch_compiler(
		    runtime->launch, site, out, compiler->ends[1]);
	saved = errno;
	if (result < 0) {
		end(compiler);
	} else {
		begin(compiler);
		*made = compiler;
		result = 0;
	}
	errno = saved;
	return result;
}

void
compiler_cancel(struct compiler *compiler)
{
	compiler->done = NULL;
	kill(compiler->pid, SIGKILL);
}

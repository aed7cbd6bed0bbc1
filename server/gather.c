/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/gather.h"

enum {
	GATHER_SECONDS = 60,
	GATHER_SPEED = 16 << 20, /* octets a second, at the least */
	READ_ROOM = 1 << 16,
};

struct gather {
	const struct runtime *runtime;
	int ends[2]; /* of the pipe; ours is the first */
	size_t max;
	uint64_t seconds; /* that it has */
	char late[64];    /* what is said when it has had them */
	pid_t pid;
	char *text; /* the report so far */
	size_t length;
	size_t room;
	const char *failure; /* why it was killed */
	uv_poll_t poll;
	uv_timer_t timer;
	unsigned handles; /* not closed yet */
	void (*done)(void *context, const struct gathered *gathered);
	void *context;
};

static void
end(struct gather *gather)
{
	for (size_t i = 0; i < 2; i++)
		if (gather->ends[i] >= 0)
			close(gather->ends[i]);
	free(gather->text);
	free(gather);
}

int
gather_open(struct gather **made, const struct runtime *runtime, size_t max,
            uint64_t size,
            void (*done)(void *context, const struct gathered *gathered),
            void *context)
{
	struct gather *gather = calloc(1, sizeof(*gather));
	int result = children_reserve(runtime->children);

	if (gather == NULL || result < 0) {
		free(gather);
		return ERR_MEMORY;
	}
	*gather = (struct gather){
	    .runtime = runtime,
	    .ends = {-1, -1},
	    .max = max,
	    .seconds = GATHER_SECONDS + size / GATHER_SPEED,
	    .handles = 2,
	    .done = done,
	    .context = context,
	};
	if (pipe2(gather->ends, O_CLOEXEC) < 0) {
		free(gather);
		return ERR_SYSTEM;
	}
	fcntl(gather->ends[0], F_SETFL, O_NONBLOCK);
	*made = gather;
	return 0;
}

int
gather_pipe(const struct gather *gather)
{
	return gather->ends[1];
}

static void
handle_closed(uv_handle_t *handle)
{
	struct gather *gather = handle->data;

	if (--gather->handles == 0)
		end(gather);
}

static void
fail(struct gather *gather, const char *why)
{
	if (gather->failure == NULL)
		gather->failure = why;
	kill(gather->pid, SIGKILL);
}

/* Room for one more read; false: there is none. */
static bool
make_room(struct gather *gather)
{
	size_t room = gather->room * 2 + READ_ROOM;
	char *grown = NULL;

	if (gather->room - gather->length >= READ_ROOM)
		return true;
	if (gather->length <= gather->max)
		grown = realloc(gather->text, room);
	if (grown == NULL)
		return false;
	gather->text = grown;
	gather->room = room;
	return true;
}

/* Takes what is there of the report. */
static void
take(struct gather *gather)
{
	ssize_t got;

	do {
		if (!make_room(gather)) {
			fail(gather, "its report has no end");
			uv_poll_stop(&gather->poll);
			return;
		}
		got = read(gather->ends[0], gather->text + gather->length,
		           READ_ROOM);
		if (got > 0)
			gather->length += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	if (got == 0)
		uv_poll_stop(&gather->poll);
}

static void
readable(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	take(poll->data);
}

static void
timed_out(uv_timer_t *timer)
{
	struct gather *gather = timer->data;

	snprintf(gather->late, sizeof(gather->late),
	         "it hasn't been looked at within %" PRIu64 " seconds",
	         gather->seconds);
	fail(gather, gather->late);
}

static void
gone(void *context, int status)
{
	struct gather *gather = context;

	take(gather);
	if (gather->done != NULL)
		gather->done(gather->context, &(struct gathered){
						  .text = gather->text,
						  .length = gather->length,
						  .status = status,
						  .failure = gather->failure,
					      });
	uv_close((uv_handle_t *)&gather->poll, handle_closed);
	uv_close((uv_handle_t *)&gather->timer, handle_closed);
}

int
gather_begin(struct gather *gather, pid_t pid)
{
	int saved = errno;

	if (pid < 0) {
		end(gather);
		errno = saved;
		return pid;
	}
	close(gather->ends[1]);
	gather->ends[1] = -1;
	gather->pid = pid;
	children_add(gather->runtime->children, pid, gone, gather);
	uv_poll_init(gather->runtime->loop, &gather->poll, gather->ends[0]);
	uv_timer_init(gather->runtime->loop, &gather->timer);
	gather->poll.data = gather->timer.data = gather;
	uv_poll_start(&gather->poll, UV_READABLE, readable);
	uv_timer_start(&gather->timer, timed_out, gather->seconds * 1000, 0);
	return 0;
}

void
gather_cancel(struct gather *gather)
{
	gather->done = NULL;
	kill(gather->pid, SIGKILL);
}

const char *
gathered_failure(const struct gathered *gathered, const char *who, char *text)
{
	char how[CHILD_TEXT];

	if (gathered->failure != NULL)
		return gathered->failure;
	if (!WIFSIGNALED(gathered->status))
		return NULL;
	snprintf(text, GATHER_TEXT, "its %s %s", who,
	         child_status_text(how, gathered->status));
	return text;
}

/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/batch.h"
#include "server/loop.h"
#include "server/sandbox.h"
#include "server/tcp_connection.h"
#include "server/udp.h"
#include "server/worker.h"

enum { DRAIN_TICK = 5 }; /* milliseconds between looks at who is left */

/* What its memory comes to, in octets. */
enum {
	BATCH_MEMORY = ANSWER_BATCH * (BATCH_ROOM + 4096),
	CONNECTION_MEMORY = TCP_IN + TCP_OUT + 4096,
};

struct socket_thread {
	struct udp *udp;
};

struct loop {
	uv_loop_t uv;
	uv_poll_t control;
	int control_socket;
	uv_timer_t drain;
	uint64_t drain_end; /* uv_now()'s time */
	enum { LOOP_READY, LOOP_SERVING, LOOP_DRAINING } state;
	struct socket_thread *threads;
	size_t thread_count;
	struct tcp *tcp;
};

/* Whom nobody minds, nobody restarts or reloads. What clients are owed is less
 * than what a stray server could tell them. */
static _Noreturn void
leave_at_once(void)
{
	_exit(EXIT_SUCCESS);
}

/* Never waits: a supervisor that doesn't read asks again. */
static void
say(const struct loop *loop, const struct worker_message *message)
{
	send(loop->control_socket, message, sizeof(*message),
	     MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
say_counts(const struct loop *loop, enum worker_say what)
{
	struct worker_message message = {.say = what};

	for (size_t i = 0; i < loop->thread_count; i++)
		udp_count(loop->threads[i].udp, &message.counts);
	tcp_count(loop->tcp, &message.counts);
	say(loop, &message);
}

static void
serve(struct loop *loop)
{
	if (loop->state != LOOP_READY)
		return;
	loop->state = LOOP_SERVING;
	for (size_t i = 0; i < loop->thread_count; i++)
		udp_serve(loop->threads[i].udp);
	tcp_serve(loop->tcp);
}

/* Asks each thread, not only until the first that runs: asking wakes it. */
static bool
threads_stopped(struct loop *loop)
{
	bool all = true;

	for (size_t i = 0; i < loop->thread_count; i++)
		all = udp_stopped(loop->threads[i].udp) && all;
	return all;
}

static void
close_handle(uv_handle_t *handle, void *unused)
{
	(void)unused;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

/* With its last handle the loop ends. */
static void
close_handles(struct loop *loop)
{
	if (loop->tcp != NULL)
		tcp_stop(loop->tcp);
	uv_walk(&loop->uv, close_handle, NULL);
}

static void
on_drain(uv_timer_t *timer)
{
	struct loop *loop = timer->data;
	const bool late = uv_now(&loop->uv) >= loop->drain_end;

	if (threads_stopped(loop)) {
		if (tcp_open(loop->tcp) == 0 || late)
			close_handles(loop);
	} else if (late) {
		leave_at_once();
	}
}

static void
drain(struct loop *loop)
{
	if (loop->state == LOOP_DRAINING)
		return;
	loop->state = LOOP_DRAINING;
	for (size_t i = 0; i < loop->thread_count; i++)
		udp_stop(loop->threads[i].udp);
	tcp_drain(loop->tcp);
	loop->drain_end = uv_now(&loop->uv) + (uint64_t)DRAIN_SECONDS * 1000;
	uv_timer_start(&loop->drain, on_drain, 0, DRAIN_TICK);
}

static void
obey(struct loop *loop, const struct worker_message *message)
{
	switch (message->say) {
	case WORKER_SERVE:
		serve(loop);
		break;
	case WORKER_PROBE:
		say_counts(loop, WORKER_ALIVE);
		break;
	case WORKER_STATS:
		say_counts(loop, WORKER_COUNTS);
		break;
	case WORKER_LOG:
		if (message->level <= LOG_DEBUG)
			log_limit((enum log_level)message->level);
		break;
	case WORKER_DRAIN:
		drain(loop);
		break;
	default:
		log_warning("the supervisor says %u, which means nothing here",
		            message->say);
	}
}

static void
on_control(uv_poll_t *poll, int status, int events)
{
	struct loop *loop = poll->data;
	struct worker_message message = {0};
	ssize_t got;

	(void)events;
	if (status < 0)
		leave_at_once();
	got =
	    recv(loop->control_socket, &message, sizeof(message), MSG_DONTWAIT);
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
		leave_at_once();
	if (got >= (ssize_t)sizeof(message.say))
		obey(loop, &message);
}

static int
open_sockets(struct loop *loop, const struct view_options *options,
             const struct answerer *answerer)
{
	int result = tcp_new(&loop->tcp, &loop->uv, answerer, &options->limits);

	for (size_t i = 0; i < options->tcp_count && result == 0; i++)
		result = tcp_listen(loop->tcp, options->tcp[i].descriptor,
		                    options->tcp[i].alone);
	loop->threads = calloc(options->udp_count + 1, sizeof(*loop->threads));
	if (loop->threads == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < options->udp_count && result == 0; i++) {
		result =
		    udp_new(&loop->threads[i].udp, &options->udp[i], answerer);
		if (result == 0)
			loop->thread_count++;
	}
	return result;
}

static int
open_control(struct loop *loop, int control)
{
	int result = uv_poll_init(&loop->uv, &loop->control, control);

	if (result < 0) {
		errno = -result;
		return ERR_SYSTEM;
	}
	loop->control.data = loop;
	loop->control_socket = control;
	uv_timer_init(&loop->uv, &loop->drain);
	loop->drain.data = loop;
	result = uv_poll_start(&loop->control, UV_READABLE | UV_DISCONNECT,
	                       on_control);
	errno = -result;
	return result < 0 ? ERR_SYSTEM : 0;
}

/* Threads have stopped, or will at once; handles are closed. */
static void
free_all(struct loop *loop)
{
	for (size_t i = 0; i < loop->thread_count; i++)
		udp_free(loop->threads[i].udp);
	free(loop->threads);
	if (loop->tcp != NULL)
		tcp_free(loop->tcp);
	uv_loop_close(&loop->uv);
	free(loop);
}

/* The threads have read nothing yet. */
void
loop_drop(struct loop *loop)
{
	for (size_t i = 0; i < loop->thread_count; i++)
		udp_stop(loop->threads[i].udp);
	close_handles(loop);
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	free_all(loop);
}

size_t
loop_memory(const struct view_options *options)
{
	return SANDBOX_SPARE + BATCH_MEMORY
	       + options->udp_count * (sandbox_thread() + BATCH_MEMORY)
	       + options->limits.connections * (size_t)CONNECTION_MEMORY;
}

static int
open_failed(const char *why)
{
	log_error("the sockets can't be served: %s", why);
	return ERR_REPORTED;
}

int
loop_open(struct loop **made, const struct view_options *options,
          const struct answerer *answerer)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	int result;

	if (loop == NULL)
		return open_failed(err_text(ERR_MEMORY));
	result = uv_loop_init(&loop->uv);
	if (result < 0) {
		free(loop);
		return open_failed(uv_strerror(result));
	}
	result = open_control(loop, options->control);
	if (result == 0)
		result = open_sockets(loop, options, answerer);
	if (result < 0) {
		result = open_failed(err_text(result));
		loop_drop(loop);
		return result;
	}
	*made = loop;
	return 0;
}

void
loop_run(struct loop *loop, uint32_t measures)
{
	say(loop, &(struct worker_message){
		      .say = WORKER_READY,
		      .measures = measures,
		  });
	uv_run(&loop->uv, UV_RUN_DEFAULT);
	free_all(loop);
}

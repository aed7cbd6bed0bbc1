/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/process_inside.h"

static void timer_due(uv_timer_t *timer);

static void
enter(struct process *process, enum process_state state)
{
	uint64_t delay = START_MS, repeat = 0;

	process->state = state;
	if (state == PROBED)
		return; /* the time to start goes on */
	if (state == IDLE || state == SERVING)
		delay = repeat = PROBE_MS;
	else if (state == LEAVING)
		delay = LEAVE_MS;
	else if (state == WAITING)
		delay = process->back_off;
	process->alive = uv_now(process->runtime->loop);
	uv_timer_start(&process->timer, timer_due, delay, repeat);
}

static void
freed(uv_handle_t *handle)
{
	struct process *process = handle->data;

	free(process->worker.sockets);
	free(process);
}

static void
control_closed(uv_handle_t *handle)
{
	struct control *control = handle->data;

	close(control->socket);
	free(control);
}

static void
control_close(struct process *process)
{
	if (process->control == NULL)
		return;
	process->control->process = NULL;
	uv_close((uv_handle_t *)&process->control->poll, control_closed);
	process->control = NULL;
}

static void
process_free(struct process *process)
{
	control_close(process);
	uv_close((uv_handle_t *)&process->timer, freed);
}

static void
hear(struct process *process, const struct worker_message *message)
{
	process->alive = uv_now(process->runtime->loop);
	if (message->say == WORKER_ALIVE || message->say == WORKER_COUNTS)
		process_counted(process, message);
	if (message->say == WORKER_READY && process->state == STARTING) {
		process->measures = message->measures;
		if (process->kept) {
			process_serve(process);
			return;
		}
		enter(process, PROBED);
		process_tell(process, WORKER_PROBE);
	} else if (message->say == WORKER_ALIVE && process->state == PROBED) {
		enter(process, IDLE);
		process->tried(process->context, process, NULL);
	}
}

static void
control_readable(uv_poll_t *poll, int status, int events)
{
	struct control *control = poll->data;
	struct worker_message message;
	ssize_t got;

	(void)events;
	while (control->process != NULL) {
		got = recv(control->socket, &message, sizeof(message),
		           MSG_DONTWAIT);
		if (got == sizeof(message)) {
			hear(control->process, &message);
			continue;
		}
		if (got < 0 && errno == EINTR)
			continue;
		/* At the end of file its death is on the way, and tells all. */
		if (got == 0 || status < 0 || (got < 0 && errno != EAGAIN))
			uv_poll_stop(poll);
		if (got <= 0)
			return;
	}
}

static void process_gone(void *context, int status);

/* The process is there, and our end of the control pair, which is closed where
 * this fails. ERR_MEMORY. */
static int
attach(struct process *process, int socket)
{
	struct control *control = calloc(1, sizeof(*control));

	if (control == NULL) {
		close(socket);
		return ERR_MEMORY;
	}
	children_add(process->runtime->children, process->pid, process_gone,
	             process);
	*control = (struct control){.socket = socket, .process = process};
	uv_poll_init(process->runtime->loop, &control->poll, socket);
	control->poll.data = control;
	uv_poll_start(&control->poll, UV_READABLE, control_readable);
	process->control = control;
	process->started = uv_now(process->runtime->loop);
	return 0;
}

static int
process_start(struct process *process)
{
	int pair[2], saved, result;

	if (children_reserve(process->runtime->children) < 0)
		return ERR_MEMORY;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return ERR_SYSTEM;
	process->pid =
	    launch_worker(process->runtime->launch, &process->worker, pair[1]);
	saved = errno;
	close(pair[1]);
	if (process->pid < 0) {
		result = process->pid;
		process->pid = 0;
		close(pair[0]);
		errno = saved;
		return result;
	}
	result = attach(process, pair[0]);
	if (result < 0) {
		process->pid = 0; /* it sees that nobody minds it */
		return result;
	}
	enter(process, STARTING);
	return 0;
}

/* The first deaths cost nothing; a process that can't live, not much. */
static void
restart(struct process *process)
{
	uint64_t now = uv_now(process->runtime->loop);

	process->restarts++;
	if (now - process->started >= QUICK_MS) {
		process->quick_deaths = 0;
		process->back_off = 0;
	}
	if (++process->quick_deaths >= QUICK_DEATHS) {
		unsigned next = process->back_off * 2;

		process->back_off = next == 0 ? 1000 : next;
		if (next > BACK_OFF_MAX_MS)
			process->back_off = BACK_OFF_MAX_MS;
		log_warning("%s dies again and again: the next start is in %u"
		            " s",
		            process->name, process->back_off / 1000);
	} else if (process_start(process) == 0) {
		return;
	} else {
		process->back_off = 1000;
	}
	enter(process, WAITING);
}

static void
process_gone(void *context, int status)
{
	struct process *process = context;
	char text[CHILD_TEXT], why[CHILD_TEXT + 32];

	process->pid = 0;
	child_status_text(text, status);
	if (process->state == LEAVING) {
		if (status != 0)
			log_debug("%s %s", process->name, text);
		process_free(process);
		return;
	}
	control_close(process);
	if (process->kept) {
		process_keep_counts(process);
		log_error("%s %s: it is started again", process->name, text);
		restart(process);
		return;
	}
	snprintf(why, sizeof(why), "its process %s", text);
	process->tried(process->context, process, why);
	process_free(process);
}

static void
timer_due(uv_timer_t *timer)
{
	struct process *process = timer->data;
	uint64_t now = uv_now(process->runtime->loop);

	switch (process->state) {
	case STARTING:
	case PROBED:
		log_error("%s isn't ready after %d seconds: it is killed",
		          process->name, START_MS / 1000);
		kill(process->pid, SIGKILL);
		break;
	case IDLE:
	case SERVING:
		if (now - process->alive >= SILENT_MS) {
			log_error("%s gives no sign of life: it is killed",
			          process->name);
			kill(process->pid, SIGKILL);
			uv_timer_stop(timer);
		} else {
			process_tell(process, WORKER_PROBE);
		}
		break;
	case WAITING:
		if (process_start(process) < 0)
			enter(process, WAITING);
		break;
	case LEAVING:
		if (process->pid > 0)
			kill(process->pid, SIGKILL);
		break;
	}
}

static int
make(struct process **made, const struct runtime *runtime,
     const struct launch_worker *worker)
{
	struct process *process = calloc(1, sizeof(*process));
	struct launch_socket *sockets =
	    calloc(worker->socket_count + 1, sizeof(*sockets));

	if (process == NULL || sockets == NULL) {
		free(process);
		free(sockets);
		return ERR_MEMORY;
	}
	if (worker->socket_count > 0)
		memcpy(sockets, worker->sockets,
		       worker->socket_count * sizeof(*sockets));
	process->runtime = runtime;
	process->worker = *worker;
	snprintf(process->name, sizeof(process->name), "%s%s",
	         worker->view != NULL ? "view " : "the refuser",
	         worker->view != NULL ? worker->view : "");
	if (worker->view != NULL)
		process->worker.view = process->name + strlen("view ");
	process->worker.sockets = sockets;
	uv_timer_init(runtime->loop, &process->timer);
	process->timer.data = process;
	*made = process;
	return 0;
}

int
process_new(struct process **made, const struct runtime *runtime,
            const struct launch_worker *worker,
            void (*tried)(void *context, struct process *process,
                          const char *why),
            void *context)
{
	struct process *process;
	int result = make(&process, runtime, worker);

	if (result < 0)
		return result;
	process->tried = tried;
	process->context = context;
	result = process_start(process);
	if (result < 0) {
		process_free(process);
		return result;
	}
	*made = process;
	return 0;
}

/* One that has died meanwhile, or waits for its next start, is started. */
int
process_adopt(struct process **made, const struct runtime *runtime,
              const struct process_handover *left)
{
	struct process *process;
	int result = make(&process, runtime, left->worker);

	if (result < 0)
		return result;
	process->kept = true;
	process->measures = left->measures;
	process->restarts = left->restarts;
	process->past = left->past;
	process->back_off = 1000;
	*made = process;
	if (left->pid <= 0 || left->control < 0) {
		if (process_start(process) < 0)
			enter(process, WAITING);
		return 0;
	}
	if (children_reserve(runtime->children) < 0) {
		process_free(process);
		return ERR_MEMORY;
	}
	process->pid = left->pid;
	result = attach(process, left->control);
	if (result < 0) {
		process_free(process);
		return result;
	}
	enter(process, left->ready ? SERVING : STARTING);
	return 0;
}

void
process_serve(struct process *process)
{
	process->kept = true;
	process_tell(process, WORKER_SERVE);
	enter(process, SERVING);
}

static void
leave(struct process *process)
{
	process->kept = false;
	enter(process, LEAVING);
	if (process->pid == 0)
		process_free(process);
}

void
process_drain(struct process *process)
{
	process_tell(process, WORKER_DRAIN);
	leave(process);
}

void
process_kill(struct process *process)
{
	if (process->pid > 0)
		kill(process->pid, SIGKILL);
	leave(process);
}

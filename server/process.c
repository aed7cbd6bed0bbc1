/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/count_sum.h"
#include "server/counts_text.h"
#include "server/process.h"
#include "server/view_report.h"
#include "server/worker.h"

enum {
	START_MS = 30000, /* until READY and the first ALIVE */
	PROBE_MS = 1000,
	SILENT_MS = 5000,         /* without ALIVE: it hangs */
	HANGS_MS = 2 * SILENT_MS, /* ... and being killed didn't help */
	LEAVE_MS = DRAIN_SECONDS * 1000 + 500,
	QUICK_MS = 10000, /* a death within it counts as quick */
	QUICK_DEATHS = 5, /* until the back-off begins */
	BACK_OFF_MAX_MS = 30000,
};

enum state { STARTING, PROBED, IDLE, SERVING, WAITING, LEAVING };

/* Our end of the control pair: one for each start, closed by itself. */
struct control {
	uv_poll_t poll;
	int socket;
	struct process *process; /* NULL: it has no more business with it */
};

struct process {
	const struct runtime *runtime;
	char name[VIEW_NAME + 8];    /* "view NAME", "the refuser" */
	struct launch_worker worker; /* with its own copy of the sockets */
	enum state state;
	bool kept; /* to be kept alive */
	uint32_t measures;
	pid_t pid; /* 0: there is none */
	struct control *control;
	uv_timer_t timer;
	uint64_t started; /* milliseconds of the loop's clock */
	uint64_t alive;   /* when it last said so */
	unsigned restarts;
	struct worker_counts past;   /* of processes before this one */
	struct worker_counts counts; /* its own, as it last said */
	bool awaited;                /* it is asked for them */
	bool logged;                 /* ... for the log */
	unsigned quick_deaths;
	unsigned back_off;
	void (*tried)(void *context, struct process *process, const char *why);
	void *context;
};

static void timer_due(uv_timer_t *timer);

static void
enter(struct process *process, enum state state)
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

/* A process that doesn't read what it is told is found out by its silence. */
static void
say(struct process *process, const struct worker_message *message)
{
	if (process->control != NULL)
		send(process->control->socket, message, sizeof(*message),
		     MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
tell(struct process *process, enum worker_say what)
{
	say(process, &(struct worker_message){.say = what});
}

static void
count(struct process *process, const struct worker_message *message)
{
	struct worker_counts sum = process->past;
	char text[COUNTS_TEXT];

	process->counts = message->counts;
	if (message->say != WORKER_COUNTS)
		return;
	process->awaited = false;
	count_sum(&sum, &process->counts);
	if (process->logged)
		log_info("%s: %s", process->name, counts_text(text, &sum));
	process->logged = false;
}

/* It is gone, and what it has counted isn't. */
static void
keep_counts(struct process *process)
{
	process->counts.tcp_open = 0;
	count_sum(&process->past, &process->counts);
	process->counts = (struct worker_counts){0};
	process->awaited = process->logged = false;
}

static void
hear(struct process *process, const struct worker_message *message)
{
	process->alive = uv_now(process->runtime->loop);
	if (message->say == WORKER_ALIVE || message->say == WORKER_COUNTS)
		count(process, message);
	if (message->say == WORKER_READY && process->state == STARTING) {
		process->measures = message->measures;
		if (process->kept) {
			process_serve(process);
			return;
		}
		enter(process, PROBED);
		tell(process, WORKER_PROBE);
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

static int
process_start(struct process *process)
{
	struct control *control = calloc(1, sizeof(*control));
	int pair[2], saved;

	if (control == NULL
	    || children_reserve(process->runtime->children) < 0) {
		free(control);
		return ERR_MEMORY;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
		free(control);
		return ERR_SYSTEM;
	}
	process->pid =
	    launch_worker(process->runtime->launch, &process->worker, pair[1]);
	saved = errno;
	close(pair[1]);
	if (process->pid < 0) {
		int result = process->pid;

		process->pid = 0;
		close(pair[0]);
		free(control);
		errno = saved;
		return result;
	}
	children_add(process->runtime->children, process->pid, process_gone,
	             process);
	*control = (struct control){.socket = pair[0], .process = process};
	uv_poll_init(process->runtime->loop, &control->poll, pair[0]);
	control->poll.data = control;
	uv_poll_start(&control->poll, UV_READABLE, control_readable);
	process->control = control;
	process->started = uv_now(process->runtime->loop);
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
		keep_counts(process);
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
			tell(process, WORKER_PROBE);
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

int
process_new(struct process **made, const struct runtime *runtime,
            const struct launch_worker *worker,
            void (*tried)(void *context, struct process *process,
                          const char *why),
            void *context)
{
	struct process *process = calloc(1, sizeof(*process));
	struct launch_socket *sockets =
	    calloc(worker->socket_count + 1, sizeof(*sockets));
	int result;

	if (process == NULL || sockets == NULL) {
		free(process);
		free(sockets);
		return ERR_MEMORY;
	}
	if (worker->socket_count > 0)
		memcpy(sockets, worker->sockets,
		       worker->socket_count * sizeof(*sockets));
	*process = (struct process){
	    .runtime = runtime,
	    .worker = *worker,
	    .tried = tried,
	    .context = context,
	};
	snprintf(process->name, sizeof(process->name), "%s%s",
	         worker->view != NULL ? "view " : "the refuser",
	         worker->view != NULL ? worker->view : "");
	if (worker->view != NULL)
		process->worker.view = process->name + strlen("view ");
	process->worker.sockets = sockets;
	uv_timer_init(runtime->loop, &process->timer);
	process->timer.data = process;
	result = process_start(process);
	if (result < 0) {
		process_free(process);
		return result;
	}
	*made = process;
	return 0;
}

void
process_serve(struct process *process)
{
	process->kept = true;
	tell(process, WORKER_SERVE);
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
	tell(process, WORKER_DRAIN);
	leave(process);
}

void
process_kill(struct process *process)
{
	if (process->pid > 0)
		kill(process->pid, SIGKILL);
	leave(process);
}

void
process_follow(struct process *process, const struct process *before)
{
	process->past = before->past;
	count_sum(&process->past, &before->counts);
	process->past.tcp_open = 0;
}

void
process_count(struct process *process, bool logged)
{
	process->awaited = process->control != NULL;
	process->logged = process->logged || logged;
	say(process, &(struct worker_message){.say = WORKER_STATS});
}

void
process_log(struct process *process, enum log_level level)
{
	say(process, &(struct worker_message){
			 .say = WORKER_LOG,
			 .level = level,
		     });
}

uint32_t
process_measures(const struct process *process)
{
	return process->measures;
}

struct process_status
process_status(const struct process *process)
{
	static const char *const states[] = {
	    [STARTING] = "starting", [PROBED] = "starting",
	    [IDLE] = "ready",        [SERVING] = "serving",
	    [WAITING] = "waiting",   [LEAVING] = "leaving",
	};
	struct process_status status = {
	    .state = process->state == STARTING && process->kept
	                 ? "restarting"
	                 : states[process->state],
	    .pid = process->pid,
	    .started = process->started,
	    .restarts = process->restarts,
	    .measures = process->measures,
	    .counting = process->awaited && process->control != NULL,
	    .counts = process->past,
	};

	count_sum(&status.counts, &process->counts);
	return status;
}

bool
process_serves(const struct process *process)
{
	return process->state == SERVING;
}

bool
process_hangs(const struct process *process)
{
	const uint64_t silent = uv_now(process->runtime->loop) - process->alive;

	return process->state == SERVING ? silent >= HANGS_MS
	                                 : process->state == STARTING
	                                       && silent >= START_MS + HANGS_MS;
}

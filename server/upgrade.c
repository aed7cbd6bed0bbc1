/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/gather.h"
#include "server/spawn.h"
#include "server/upgrade.h"

enum {
	SAID_MAX = 1 << 16,
	WAIT_MS = 15000, /* for processes that drain, and a reload */
	WAIT_TICK = 20,
	UPGRADE_WHY = 512,
};

struct upgrade {
	struct upgrade_server server;
	struct gather *trial; /* in course */
	uv_timer_t timer;
	uint64_t until;
};

extern char **environ;

static void
timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void fail(struct upgrade *upgrade, const char *said, const char *format,
                 ...) __attribute__((format(printf, 3, 4)));

static void
fail(struct upgrade *upgrade, const char *said, const char *format, ...)
{
	const struct upgrade_server *server = &upgrade->server;
	char why[UPGRADE_WHY];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(why, sizeof(why), format, arguments);
	va_end(arguments);
	log_error("not upgraded: %s", why);
	server->failed(server->context, why, said);
	uv_close((uv_handle_t *)&upgrade->timer, timer_closed);
}

/* The command line as it was given, with what tells the new one that it isn't
 * the first: room for three more. */
static char **
command_line(const struct config *config, char *number, bool trial)
{
	static char resume[] = "--resume", try[] = "--trial";
	size_t count = 0, at = 0;
	char **argv;

	while (config->argv[count] != NULL)
		count++;
	argv = calloc(count + 4, sizeof(*argv));
	if (argv == NULL)
		return NULL;
	argv[at++] = config->argv[0];
	argv[at++] = resume;
	argv[at++] = number;
	if (trial)
		argv[at++] = try;
	for (size_t i = 1; i < count; i++) {
		if (strcmp(config->argv[i], resume) == 0)
			i++;
		else
			argv[at++] = config->argv[i];
	}
	return argv;
}

static int
write_handover(struct upgrade *upgrade, struct handover_descriptors *open)
{
	struct upgrade_server *server = &upgrade->server;

	server->handover.asker =
	    server->asker(server->context, &server->handover.asker_user);
	server->handover.serving = reload_serving(server->reload);
	return handover_write(&server->handover, open);
}

static void
keep_open(const struct handover_descriptors *open, bool keep)
{
	for (size_t i = 0; i < open->count; i++)
		fcntl(open->items[i], F_SETFD, keep ? 0 : FD_CLOEXEC);
}

/*
 * From here on no signal is lost: it waits for the new one, which lets it
 * through when it can hear it. Comes back where it can't be done.
 */
static void
become(const struct upgrade_server *server, int handover,
       const struct handover_descriptors *open)
{
	sigset_t all, before;
	char number[16], **argv;
	int saved;

	snprintf(number, sizeof(number), "%d", handover);
	argv = command_line(server->config, number, false);
	if (argv == NULL)
		return;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	keep_open(open, true);
	execve(server->runtime->launch->self, argv, environ);
	saved = errno;
	keep_open(open, false);
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(argv);
	errno = saved;
}

static void
go(struct upgrade *upgrade)
{
	const struct upgrade_server *server = &upgrade->server;
	struct handover_descriptors open;
	int handover = write_handover(upgrade, &open);
	const char *why;

	if (handover < 0) {
		fail(upgrade, "", "what there is can't be handed over: %s",
		     err_text(handover));
		return;
	}
	log_info("becoming %s", server->runtime->launch->self);
	become(server, handover, &open);
	why = strerror(errno);
	close(handover);
	free(open.items);
	fail(upgrade, "", "%s can't be run: %s", server->runtime->launch->self,
	     why);
}

/* No other child than those that serve, and no reload. */
static bool
is_alone(const struct upgrade_server *server)
{
	const struct generation *serving = reload_serving(server->reload);
	size_t processes = 0;

	if (serving == NULL || reload_runs(server->reload))
		return false;
	for (size_t i = 0; i <= serving->view_count; i++)
		if (serving->processes[i] != NULL
		    && process_status(serving->processes[i]).pid > 0)
			processes++;
	return server->runtime->children->count == processes;
}

static void
look(uv_timer_t *timer)
{
	struct upgrade *upgrade = timer->data;

	if (is_alone(&upgrade->server)) {
		uv_timer_stop(timer);
		go(upgrade);
	} else if (uv_now(timer->loop) >= upgrade->until) {
		uv_timer_stop(timer);
		fail(upgrade, "",
		     "a reload, or a process that leaves, takes too long: try"
		     " again");
	}
}

static void
trial_done(void *context, const struct gathered *gathered)
{
	struct upgrade *upgrade = context;
	const char *self = upgrade->server.runtime->launch->self;
	char text[GATHER_TEXT], *said;
	const char *failure = gathered_failure(gathered, "trial", text);

	upgrade->trial = NULL;
	if (failure == NULL && gathered->status == 0) {
		upgrade->until = uv_now(upgrade->timer.loop) + WAIT_MS;
		uv_timer_start(&upgrade->timer, look, 0, WAIT_TICK);
		return;
	}
	said = strndup(gathered->text != NULL ? gathered->text : "",
	               gathered->length);
	if (failure == NULL)
		failure = "a trial of it has failed";
	fail(upgrade, said != NULL ? said : "", "%s: %s", self, failure);
	free(said);
}

static pid_t
run_trial(struct upgrade *upgrade, int program, int handover)
{
	const struct launch *launch = upgrade->server.runtime->launch;
	int descriptors[] = {handover};
	char number[16], **argv;
	pid_t pid = ERR_MEMORY;

	snprintf(number, sizeof(number), "%d", SPAWN_FIRST);
	argv = command_line(upgrade->server.config, number, true);
	if (argv != NULL)
		pid = spawn(&(struct spawn){
		    .program = program,
		    .path = launch->self,
		    .argv = argv,
		    .descriptors = descriptors,
		    .count = 1,
		    .uid = (uid_t)-1,
		    .gid = (gid_t)-1,
		    .errors = gather_pipe(upgrade->trial),
		});
	free(argv);
	return pid;
}

/* What is written for it is as of now, and may be otherwise later. */
static pid_t
start_trial(struct upgrade *upgrade)
{
	const char *self = upgrade->server.runtime->launch->self;
	struct handover_descriptors passed;
	int program = open(self, O_PATH | O_CLOEXEC), handover, saved;
	pid_t pid = ERR_SYSTEM;

	if (program < 0)
		return ERR_SYSTEM;
	handover = write_handover(upgrade, &passed);
	if (handover >= 0) {
		pid = run_trial(upgrade, program, handover);
		saved = errno;
		close(handover);
		free(passed.items);
		errno = saved;
	}
	saved = errno;
	close(program);
	errno = saved;
	return handover < 0 ? handover : pid;
}

int
upgrade_start(struct upgrade **made, const struct upgrade_server *server)
{
	struct upgrade *upgrade = calloc(1, sizeof(*upgrade));
	const char *self = server->runtime->launch->self;
	int result;

	if (upgrade == NULL)
		return ERR_MEMORY;
	upgrade->server = *server;
	uv_timer_init(server->runtime->loop, &upgrade->timer);
	upgrade->timer.data = upgrade;
	*made = upgrade;
	result = gather_open(&upgrade->trial, server->runtime, SAID_MAX, 0,
	                     trial_done, upgrade);
	if (result == 0)
		result = gather_begin(upgrade->trial, start_trial(upgrade));
	if (result < 0)
		fail(upgrade, "", "%s can't be tried: %s", self,
		     err_text(result));
	return 0;
}

void
upgrade_cancel(struct upgrade *upgrade)
{
	if (upgrade->trial != NULL)
		gather_cancel(upgrade->trial);
	uv_close((uv_handle_t *)&upgrade->timer, timer_closed);
}

/* SPDX-License-Identifier: ISC */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "lib/version.h"
#include "server/announce.h"
#include "server/control_socket.h"
#include "server/listeners.h"
#include "server/notify.h"
#include "server/orders.h"
#include "server/privilege.h"
#include "server/reload.h"
#include "server/source.h"
#include "server/supervisor.h"
#include "server/takeover.h"

enum {
	STATUS_STOPPED = 0,
	STATUS_FAILED = 1,
	LEAVE_MS = 4500, /* SIGTERM to exit: five seconds at most */
};

/*
 * The supervisor: sockets, image descriptors and children. It opens in the
 * order of its members, and closes from the last to the first.
 */
struct supervisor {
	const struct config *config;
	struct reload_source source;
	struct launch launch;
	struct steering steering;
	struct listeners listeners;
	struct state state;
	struct served served;
	uv_loop_t loop;
	struct children children;
	struct runtime runtime;
	uv_signal_t signals[5];
	uv_timer_t last; /* when what hasn't left is killed */
	struct reload *reload;
	char *control_path; /* NULL: nobody controls it */
	int control;        /* its socket, before the orders have it */
	gid_t control_group;
	struct orders *orders;
	struct status_history history;
	struct takeover takeover; /* of a server before, until ours serves */
	struct notify notify;
	uv_timer_t watchdog;
	bool started;
	bool stopping;
	int status;
};

static const int signal_numbers[] = {SIGCHLD, SIGHUP, SIGTERM, SIGINT, SIGUSR1};

static void
end_when_alone(struct supervisor *supervisor)
{
	if (supervisor->stopping && supervisor->children.count == 0)
		uv_stop(&supervisor->loop);
}

static void
too_late(uv_timer_t *timer)
{
	struct supervisor *supervisor = timer->data;

	children_kill(&supervisor->children);
}

static void
stop(struct supervisor *supervisor, int status)
{
	if (supervisor->stopping)
		return;
	supervisor->stopping = true;
	supervisor->status = status;
	notify_stopping(&supervisor->notify);
	reload_stop(supervisor->reload);
	if (supervisor->orders != NULL)
		orders_stopping(supervisor->orders);
	uv_timer_start(&supervisor->last, too_late, LEAVE_MS, 0);
	end_when_alone(supervisor);
}

static void
stop_ordered(void *context)
{
	stop(context, STATUS_STOPPED);
}

static void
log_counts(const struct supervisor *supervisor)
{
	const struct generation *serving = reload_serving(supervisor->reload);

	if (serving != NULL)
		generation_count(serving, true);
}

static void
signal_came(uv_signal_t *handle, int number)
{
	struct supervisor *supervisor = handle->data;

	switch (number) {
	case SIGCHLD:
		children_collect(&supervisor->children);
		end_when_alone(supervisor);
		break;
	case SIGHUP:
		if (!supervisor->stopping)
			reload_begin(supervisor->reload);
		break;
	case SIGUSR1:
		log_counts(supervisor);
		break;
	default:
		log_info("stopping: SIG%s", sigabbrev_np(number));
		stop(supervisor, STATUS_STOPPED);
		break;
	}
}

static void
remember(struct supervisor *supervisor, const struct reload_result *result)
{
	struct status_history *history = &supervisor->history;
	const uint64_t now = uv_now(&supervisor->loop);

	history->run = result->run;
	history->status = result->status;
	if (result->status == 0) {
		history->reloads += history->serving;
		history->serving = true;
		history->loaded = now;
	} else {
		history->failures++;
		history->failed = now;
		snprintf(history->why, sizeof(history->why), "%s", result->why);
	}
}

/* The manager hears of a reload, not of the load at the start. */
static void
reload_begun(void *context)
{
	const struct supervisor *supervisor = context;

	if (supervisor->started)
		notify_reloading(&supervisor->notify);
}

static void
notify_done(const struct supervisor *supervisor,
            const struct reload_result *result)
{
	const struct notify *notify = &supervisor->notify;
	const struct generation *serving = result->serving;

	notify_ready(notify);
	if (result->status == 0)
		notify_status(notify, "serving %zu views, %u zones",
		              serving->view_count, generation_zones(serving));
	else
		notify_status(notify, "still serving %zu views: %s",
		              serving->view_count, result->why);
}

/* While what serves answers, the manager is told so (generation.h). */
static void
watchdog_due(uv_timer_t *timer)
{
	const struct supervisor *supervisor = timer->data;
	const struct generation *serving = reload_serving(supervisor->reload);

	if (serving == NULL || generation_answers(serving))
		notify_alive(&supervisor->notify);
}

static void
reload_done(void *context, const struct reload_result *result)
{
	struct supervisor *supervisor = context;

	remember(supervisor, result);
	if (supervisor->orders != NULL)
		orders_reloaded(supervisor->orders, result);
	if (result->status != 0 && !supervisor->started) {
		log_error("%s", result->why);
		stop(supervisor, result->status);
		return;
	}
	if (result->status == 0 && supervisor->takeover.root != NULL) {
		takeover_close_others(&supervisor->takeover,
		                      supervisor->config);
		takeover_close(&supervisor->takeover);
	}
	if (result->status != 0)
		announce_failure(result->why, result->serving);
	else
		announce(result->serving, !supervisor->started);
	supervisor->started = true;
	notify_done(supervisor, result);
}

static int
open_listeners(struct supervisor *supervisor)
{
	struct activation activation;
	int result = activation_open(&activation);

	steering_init(&supervisor->steering, supervisor->config);
	if (result == 0 && supervisor->takeover.root != NULL)
		result = takeover_listeners(
		    &supervisor->takeover, &supervisor->listeners,
		    &supervisor->steering, supervisor->config);
	else if (result == 0)
		result = listeners_open(&supervisor->listeners,
		                        &supervisor->steering,
		                        supervisor->config, &activation);
	activation_close(&activation);
	return result < 0 ? STATUS_FAILED : 0;
}

static int
open_state(struct supervisor *supervisor)
{
	const bool site = supervisor->source.kind == IMAGES_SITE;
	const struct config *config = supervisor->config;
	struct state *state = &supervisor->state;

	if (supervisor->takeover.root != NULL
	    && takeover_state(&supervisor->takeover, state, site,
	                      supervisor->launch.uid, supervisor->launch.gid)
	           < 0)
		return STATUS_FAILED;
	if (!site && config->key_count == 0 && config->state == NULL)
		return 0;
	if (state->lock < 0
	    && state_open(state, config->state, site, supervisor->launch.uid,
	                  supervisor->launch.gid)
	           < 0)
		return STATUS_FAILED;
	if (config->key_count == 0)
		return 0;
	supervisor->source.served = &supervisor->served;
	return served_open(&supervisor->served, state->lock, state->path) < 0
	           ? STATUS_FAILED
	           : 0;
}

static int
open_control(struct supervisor *supervisor)
{
	supervisor->control_path = config_control(supervisor->config);
	if (control_socket_group(&supervisor->control_group,
	                         supervisor->config->control_group)
	    < 0)
		return STATUS_FAILED;
	if (supervisor->control_path == NULL)
		return 0;
	if (supervisor->takeover.root != NULL) {
		supervisor->control = takeover_control(&supervisor->takeover);
		return 0;
	}
	supervisor->control = control_socket_open(supervisor->control_path,
	                                          supervisor->control_group);
	return supervisor->control < 0 ? STATUS_FAILED : 0;
}

static int
open_orders(struct supervisor *supervisor)
{
	const struct orders_server server = {
	    .status = {.config = supervisor->config,
	               .loop = &supervisor->loop,
	               .launch = &supervisor->launch,
	               .listeners = supervisor->listeners.items,
	               .listener_count = supervisor->listeners.count,
	               .serve = &supervisor->source,
	               .reload = supervisor->reload,
	               .history = &supervisor->history,
	               .stopping = &supervisor->stopping},
	    .launch = &supervisor->launch,
	    .reload = supervisor->reload,
	    .upgrade = {.runtime = &supervisor->runtime,
	                .config = supervisor->config,
	                .reload = supervisor->reload,
	                .handover = {.upgrades =
	                                 supervisor->history.upgrades + 1,
	                             .launch = &supervisor->launch,
	                             .steering = &supervisor->steering,
	                             .listeners = supervisor->listeners.items,
	                             .listener_count =
	                                 supervisor->listeners.count,
	                             .state = &supervisor->state,
	                             .control_path = supervisor->control_path}},
	    .stop = stop_ordered,
	    .context = supervisor,
	};
	const int socket = supervisor->control;

	supervisor->history.started = uv_now(&supervisor->loop);
	supervisor->control = -1;
	if (socket < 0)
		return 0;
	return orders_open(&supervisor->orders, &supervisor->loop, socket,
	                   supervisor->control_group, &server)
	               < 0
	           ? STATUS_FAILED
	           : 0;
}

static int
open_loop(struct supervisor *supervisor)
{
	uv_loop_t *loop = &supervisor->loop;

	if (uv_loop_init(loop) < 0)
		return STATUS_FAILED;
	supervisor->runtime = (struct runtime){
	    .loop = loop,
	    .children = &supervisor->children,
	    .launch = &supervisor->launch,
	};
	for (size_t i = 0; i < 5; i++) {
		uv_signal_init(loop, &supervisor->signals[i]);
		supervisor->signals[i].data = supervisor;
		uv_signal_start(&supervisor->signals[i], signal_came,
		                signal_numbers[i]);
	}
	uv_timer_init(loop, &supervisor->watchdog);
	supervisor->watchdog.data = supervisor;
	if (supervisor->notify.watchdog > 0)
		uv_timer_start(&supervisor->watchdog, watchdog_due,
		               supervisor->notify.watchdog / 2,
		               supervisor->notify.watchdog / 2);
	uv_timer_init(loop, &supervisor->last);
	supervisor->last.data = supervisor;
	supervisor->reload =
	    reload_new(&supervisor->runtime, &supervisor->source,
	               supervisor->listeners.items, supervisor->listeners.count,
	               reload_begun, reload_done, supervisor);
	return supervisor->reload == NULL ? STATUS_FAILED
	                                  : open_orders(supervisor);
}

/*
 * What serves is taken up when all is there that minds it; then the signals
 * come through that were sent meanwhile.
 */
static int
take_over(struct supervisor *supervisor)
{
	const struct takeover *takeover = &supervisor->takeover;
	struct generation *serving;
	uid_t user;
	int asker;
	sigset_t none;

	if (takeover->root == NULL)
		return 0;
	serving = takeover_serving(takeover, &supervisor->runtime,
	                           &supervisor->listeners);
	if (serving == NULL) {
		log_error("what serves can't be taken over: %s",
		          err_text(ERR_MEMORY));
		return STATUS_FAILED;
	}
	reload_adopt(supervisor->reload, serving);
	supervisor->started = supervisor->history.serving = true;
	supervisor->history.loaded = uv_now(&supervisor->loop);
	asker = takeover_asker(takeover, &user);
	if (supervisor->orders != NULL)
		orders_adopt(supervisor->orders, asker, user);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	log_info("mulliond " MULLION_VERSION " has taken the place of the one"
	         " before");
	return 0;
}

static void
close_handle(uv_handle_t *handle, void *context)
{
	(void)context;
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static void
close_all(struct supervisor *supervisor)
{
	/* Whoever waits for the end sees it when these are gone. */
	listeners_close(&supervisor->listeners);
	steering_close(&supervisor->steering);
	state_close(&supervisor->state);
	if (supervisor->orders != NULL)
		orders_close(supervisor->orders);
	if (supervisor->control >= 0)
		close(supervisor->control);
	if (supervisor->control_path != NULL
	    && (supervisor->control >= 0 || supervisor->orders != NULL))
		unlink(supervisor->control_path);
	free(supervisor->control_path);
	if (supervisor->runtime.loop != NULL) {
		uv_walk(&supervisor->loop, close_handle, NULL);
		uv_run(&supervisor->loop, UV_RUN_DEFAULT);
		uv_loop_close(&supervisor->loop);
	}
	if (supervisor->reload != NULL)
		reload_free(supervisor->reload);
	takeover_close(&supervisor->takeover);
	notify_close(&supervisor->notify);
	children_clear(&supervisor->children);
	launch_clear(&supervisor->launch);
}

/* Sockets, images and pipes of many views: what the hard limit allows. */
static void
raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int
find_source(struct supervisor *supervisor)
{
	struct takeover *takeover = &supervisor->takeover;
	const struct config *config = supervisor->config;
	int status;

	if (config->resume >= 0 && takeover_open(takeover, config->resume) < 0)
		return STATUS_FAILED;
	status = source_find(&supervisor->source, &supervisor->launch, config);
	supervisor->source.state = &supervisor->state;
	if (status != 0 || takeover->root == NULL)
		return status;
	takeover_launch(takeover, &supervisor->launch);
	supervisor->history.upgrades = takeover_upgrades(takeover);
	return 0;
}

int
supervisor_run(const struct config *config)
{
	struct supervisor supervisor = {
	    .config = config,
	    .launch = {.view = -1, .compiler = -1},
	    .state = {.lock = -1},
	    .control = -1,
	};
	int status;

	signal(SIGPIPE, SIG_IGN);
	raise_limit();
	notify_open(&supervisor.notify);
	status = find_source(&supervisor);
	if (status == 0)
		status = open_listeners(&supervisor);
	if (status == 0)
		status = open_state(&supervisor);
	if (status == 0)
		status = open_control(&supervisor);
	if (status == 0)
		status = open_loop(&supervisor);
	if (status == 0 && privilege_drop() < 0)
		status = STATUS_FAILED;
	if (status == 0)
		status = take_over(&supervisor);
	if (status == 0) {
		if (config->force)
			reload_force(supervisor.reload);
		reload_begin(supervisor.reload);
		uv_run(&supervisor.loop, UV_RUN_DEFAULT);
		status = supervisor.status;
	}
	close_all(&supervisor);
	return status;
}

/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/control.h"
#include "server/orders.h"
#include "server/plain_json.h"

enum { COUNT_MS = 1000, COUNT_TICK = 5 };

struct orders {
	struct orders_server server;
	uv_loop_t *loop;
	struct control *control;
	struct upgrade *upgrade; /* in course */
	bool trying;             /* ... and hasn't failed at its first step */
	uv_timer_t timer;        /* looks whether counters have come */
};

/* Takes the object, and puts the head before it. */
static void
reply(struct control_connection *connection, json_t *object, bool last)
{
	json_t *all = json_pack("{sisb}", "version", CONTROL_VERSION, "ok", 1);
	char *text = NULL;

	if (all != NULL && object != NULL
	    && json_object_update(all, object) == 0)
		text = json_dumps(all, JSON_COMPACT);
	json_decref(object);
	json_decref(all);
	if (text == NULL)
		control_refuse(connection, err_text(ERR_MEMORY));
	else
		control_reply(connection, text, last);
}

static void
answer_status(struct orders *orders, struct control_connection *connection,
              bool counters)
{
	const struct status_source *source = &orders->server.status;

	if (counters)
		reply(connection,
		      json_pack("{so}", "views", status_views(source, true)),
		      false);
	else
		reply(connection,
		      json_pack("{sosssoso}", "server", status_server(source),
		                "log-level",
		                control_levels[orders->server.launch->log],
		                "listeners", status_listeners(source), "views",
		                status_views(source, false)),
		      false);
}

static bool
counting(const struct orders *orders)
{
	const struct generation *serving =
	    reload_serving(orders->server.reload);

	return serving != NULL && generation_counting(serving);
}

static bool
wants_counters(const struct control_connection *connection)
{
	const enum control_command command = control_asked(connection)->command;

	return command == CONTROL_STATUS || command == CONTROL_STATS;
}

/* Answers those for whom the counters are there, or have had their time. */
static void
look(uv_timer_t *timer)
{
	struct orders *orders = timer->data;
	const bool wait = counting(orders);
	struct control_connection *one;
	size_t place = 0, left = 0;

	while ((one = control_waiting(orders->control, &place)) != NULL) {
		if (!wants_counters(one))
			continue;
		if (wait && uv_now(orders->loop) < control_awaited(one))
			left++;
		else
			answer_status(orders, one,
			              control_asked(one)->command
			                  == CONTROL_STATS);
	}
	if (left == 0)
		uv_timer_stop(timer);
}

static void
begin_to_count(struct orders *orders, struct control_connection *connection)
{
	const struct generation *serving =
	    reload_serving(orders->server.reload);

	if (serving != NULL)
		generation_count(serving, false);
	control_await(connection, uv_now(orders->loop) + COUNT_MS);
	uv_timer_start(&orders->timer, look, 0, COUNT_TICK);
}

static void
answer_zones(struct orders *orders, struct control_connection *connection)
{
	const struct control_request *request = control_asked(connection);
	size_t more;
	json_t *zones = status_zones(&orders->server.status, request, &more);
	char why[DNAME_TEXT + VIEW_NAME + 64];

	if (json_array_size(zones) > 0 || (*request->zone == '\0' && more > 0)
	    || (*request->zone == '\0' && *request->view == '\0')) {
		reply(connection,
		      json_pack("{sosI}", "zones", zones, "more",
		                (json_int_t)more),
		      false);
		return;
	}
	json_decref(zones);
	snprintf(why, sizeof(why), "no view%s%s has a zone%s%s%s",
	         *request->view != '\0' ? " " : "", request->view,
	         *request->zone != '\0' ? " " : "", request->zone,
	         more > 0 ? " among those that are told" : "");
	control_refuse(connection, why);
}

static void
answer_reload(struct control_connection *connection, int status,
              const char *why, const char *said,
              const struct generation *serving)
{
	if (status == 0)
		reply(connection,
		      json_pack("{sIsIso}", "views",
		                (json_int_t)serving->view_count, "zones",
		                (json_int_t)generation_zones(serving),
		                "diagnostics", plain_json(said)),
		      false);
	else
		reply(connection,
		      json_pack("{sbsosisosb}", "ok", 0, "error",
		                plain_json(why), "status", status,
		                "diagnostics", plain_json(said), "serving",
		                serving != NULL),
		      false);
}

/* It may have failed already, at its first step. */
static void
begin_to_reload(struct orders *orders, struct control_connection *connection)
{
	const struct status_history *history = orders->server.status.history;
	struct reload *reload = orders->server.reload;
	uint64_t run;

	if (control_asked(connection)->force)
		reload_force(reload);
	run = reload_begin(reload);
	control_await(connection, run);
	if (history->run >= run)
		answer_reload(connection, history->status, history->why, "",
		              reload_serving(reload));
}

static bool
is_for_a_run(const struct control_connection *connection)
{
	const enum control_command command = control_asked(connection)->command;

	return command == CONTROL_RELOAD || command == CONTROL_UPGRADE;
}

void
orders_adopt(struct orders *orders, int socket, uid_t user)
{
	if (socket >= 0)
		control_adopt(orders->control, socket, user, CONTROL_UPGRADE,
		              1);
}

static struct control_connection *
find_upgrader(const struct orders *orders)
{
	struct control_connection *one;
	size_t place = 0;

	while ((one = control_waiting(orders->control, &place)) != NULL)
		if (control_asked(one)->command == CONTROL_UPGRADE)
			return one;
	return NULL;
}

static int
upgrade_asker(void *context, uid_t *user)
{
	const struct control_connection *one = find_upgrader(context);

	*user = one != NULL ? control_user(one) : 0;
	return one != NULL ? control_descriptor(one) : -1;
}

static void
upgrade_failed(void *context, const char *why, const char *said)
{
	struct orders *orders = context;
	struct control_connection *one = find_upgrader(orders);

	orders->upgrade = NULL;
	orders->trying = false;
	if (one != NULL)
		answer_reload(one, 1, why, said,
		              reload_serving(orders->server.reload));
}

static void
begin_to_upgrade(struct orders *orders, struct control_connection *connection)
{
	struct upgrade_server server = orders->server.upgrade;
	struct upgrade *upgrade = NULL;

	if (orders->upgrade != NULL
	    || reload_serving(orders->server.reload) == NULL) {
		control_refuse(connection, orders->upgrade != NULL
		                               ? "an upgrade goes on"
		                               : "nothing is served yet");
		return;
	}
	server.handover.control = control_listener(orders->control);
	server.asker = upgrade_asker;
	server.failed = upgrade_failed;
	server.context = orders;
	orders->trying = true;
	if (upgrade_start(&upgrade, &server) < 0)
		control_refuse(connection, err_text(ERR_MEMORY));
	else if (orders->trying)
		orders->upgrade = upgrade;
	orders->trying = false;
}

void
orders_reloaded(struct orders *orders, const struct reload_result *result)
{
	struct control_connection *one;
	size_t place = 0;

	while ((one = control_waiting(orders->control, &place)) != NULL)
		if (is_for_a_run(one) && control_awaited(one) > 0
		    && control_awaited(one) <= result->run)
			answer_reload(one, result->status, result->why,
			              result->said, result->serving);
}

static void
set_log_level(struct orders *orders, enum log_level level)
{
	const struct generation *serving =
	    reload_serving(orders->server.reload);

	orders->server.launch->log = level;
	log_limit(level);
	if (serving != NULL)
		generation_log(serving, level);
}

static void
answer_log_level(struct orders *orders, struct control_connection *connection)
{
	const struct control_request *request = control_asked(connection);

	if (request->leveled)
		set_log_level(orders, request->level);
	reply(connection,
	      json_pack("{ss}", "log-level",
	                control_levels[orders->server.launch->log]),
	      false);
}

static void
note(const struct control_connection *connection, const char *what)
{
	log_info("asked by user %u to %s", control_user(connection), what);
}

/* A member of the group is trusted with the server, not with what a signature
 * vouches for. */
static const char *
forbidden(const struct orders *orders,
          const struct control_connection *connection)
{
	const struct control_request *request = control_asked(connection);

	if (request->command == CONTROL_RELOAD && request->force
	    && !control_owner(connection))
		return "only root and the server's user may go back to an"
		       " older generation";
	if (request->command == CONTROL_UPGRADE && !control_owner(connection))
		return "only root and the server's user may upgrade it";
	if (is_for_a_run(connection) && *orders->server.status.stopping)
		return "the server is stopping";
	return NULL;
}

static void
asked(void *context, struct control_connection *connection,
      const struct control_request *request)
{
	struct orders *orders = context;
	const char *why = forbidden(orders, connection);

	if (why != NULL) {
		control_refuse(connection, why);
		return;
	}
	switch (request->command) {
	case CONTROL_STATUS:
	case CONTROL_STATS:
		begin_to_count(orders, connection);
		break;
	case CONTROL_ZONE_STATUS:
		answer_zones(orders, connection);
		break;
	case CONTROL_RELOAD:
		note(connection, request->force ? "reload by force" : "reload");
		begin_to_reload(orders, connection);
		break;
	case CONTROL_LOG_LEVEL:
		answer_log_level(orders, connection);
		break;
	case CONTROL_UPGRADE:
		note(connection, "upgrade");
		begin_to_upgrade(orders, connection);
		break;
	case CONTROL_STOP:
		note(connection, "stop");
		reply(connection, json_object(), true);
		orders->server.stop(orders->server.context);
		break;
	}
}

void
orders_stopping(struct orders *orders)
{
	struct control_connection *one;
	size_t place = 0;

	while ((one = control_waiting(orders->control, &place)) != NULL)
		if (is_for_a_run(one))
			control_refuse(one, "the server is stopping");
	if (orders->upgrade != NULL)
		upgrade_cancel(orders->upgrade);
	orders->upgrade = NULL;
}

int
orders_open(struct orders **made, uv_loop_t *loop, int socket, gid_t group,
            const struct orders_server *server)
{
	struct orders *orders = calloc(1, sizeof(*orders));

	if (orders == NULL) {
		close(socket);
		return ERR_MEMORY;
	}
	*orders = (struct orders){.server = *server, .loop = loop};
	if (control_open(&orders->control, loop, socket, group, asked, orders)
	    < 0) {
		free(orders);
		return ERR_MEMORY;
	}
	uv_timer_init(loop, &orders->timer);
	orders->timer.data = orders;
	*made = orders;
	return 0;
}

static void
timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
orders_close(struct orders *orders)
{
	control_close(orders->control);
	uv_close((uv_handle_t *)&orders->timer, timer_closed);
}

/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/control.h"
#include "server/plain_json.h"

enum { REST_MS = 1000 /* without a descriptor for one more */ };

struct control_connection {
	struct control *control;
	int socket;
	enum control_peer peer;
	uid_t user;
	enum { READING, WAITING, WRITING, CLOSING } state;
	struct control_request request;
	uint64_t awaits;
	bool last;  /* stays open when it is answered */
	char *text; /* the request, then the answer */
	size_t length;
	size_t done; /* octets of the answer that are sent */
	uv_poll_t poll;
	uv_timer_t timer;
	unsigned handles; /* not closed yet */
};

struct control {
	uv_loop_t *loop;
	int socket;
	gid_t group;
	uv_poll_t poll;
	uv_timer_t rest;
	unsigned handles;
	struct control_connection *connections[CONTROL_CONNECTIONS];
	void (*asked)(void *context, struct control_connection *connection,
	              const struct control_request *request);
	void *context;
};

static void
connection_handle_closed(uv_handle_t *handle)
{
	struct control_connection *connection = handle->data;

	if (--connection->handles > 0)
		return;
	close(connection->socket);
	free(connection->text);
	free(connection);
}

/* Its place is free at once; its memory goes in the loop. */
static void
connection_close(struct control_connection *connection)
{
	struct control *control = connection->control;

	if (connection->state == CLOSING)
		return;
	connection->state = CLOSING;
	for (size_t i = 0; i < CONTROL_CONNECTIONS; i++)
		if (control->connections[i] == connection)
			control->connections[i] = NULL;
	uv_close((uv_handle_t *)&connection->poll, connection_handle_closed);
	uv_close((uv_handle_t *)&connection->timer, connection_handle_closed);
}

static void
too_slow(uv_timer_t *timer)
{
	connection_close(timer->data);
}

static void
sent(struct control_connection *connection)
{
	if (!connection->last) {
		connection_close(connection);
		return;
	}
	uv_poll_stop(&connection->poll);
	uv_timer_stop(&connection->timer);
}

static void
write_some(struct control_connection *connection)
{
	while (connection->done < connection->length) {
		ssize_t wrote = send(connection->socket,
		                     connection->text + connection->done,
		                     connection->length - connection->done,
		                     MSG_DONTWAIT | MSG_NOSIGNAL);

		if (wrote > 0)
			connection->done += (size_t)wrote;
		else if (wrote < 0 && errno == EAGAIN)
			return;
		else if (wrote == 0 || errno != EINTR)
			break;
	}
	if (connection->done < connection->length)
		connection_close(connection);
	else
		sent(connection);
}

static void
take_request(struct control_connection *connection, size_t length)
{
	struct control *control = connection->control;
	char why[CONTROL_WHY];

	connection->state = WAITING;
	uv_timer_stop(&connection->timer);
	if (control_request_read(&connection->request, connection->text, length,
	                         why)
	    < 0)
		control_refuse(connection, why);
	else
		control->asked(control->context, connection,
		               &connection->request);
}

/* The line may come in pieces. Behind it nothing is to come. */
static void
read_some(struct control_connection *connection)
{
	const size_t room = CONTROL_REQUEST - connection->length;
	ssize_t got =
	    recv(connection->socket, connection->text + connection->length,
	         room, MSG_DONTWAIT);
	const char *end;

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		connection_close(connection);
		return;
	}
	end = memchr(connection->text + connection->length, '\n', (size_t)got);
	connection->length += (size_t)got;
	if (end != NULL)
		take_request(connection, (size_t)(end - connection->text));
	else if (connection->length == CONTROL_REQUEST)
		control_refuse(connection, "the request is too long");
}

static void
happened(uv_poll_t *poll, int status, int events)
{
	struct control_connection *connection = poll->data;

	if (status < 0 || (events & UV_DISCONNECT && !(events & UV_READABLE)))
		connection_close(connection);
	else if (connection->state == WRITING)
		write_some(connection);
	else if (connection->state == READING)
		read_some(connection);
	/* While it waits it has nothing more to say, and may only hang up. */
	if (connection->state == WAITING)
		uv_poll_start(poll, UV_DISCONNECT, happened);
}

static struct control_connection *
connection_new(struct control *control, int socket, enum control_peer peer,
               uid_t user)
{
	struct control_connection *connection = calloc(1, sizeof(*connection));
	char *text = malloc(CONTROL_REQUEST);

	if (connection == NULL || text == NULL) {
		free(connection);
		free(text);
		return NULL;
	}
	*connection = (struct control_connection){
	    .control = control,
	    .socket = socket,
	    .peer = peer,
	    .user = user,
	    .text = text,
	    .handles = 2,
	};
	uv_poll_init(control->loop, &connection->poll, socket);
	uv_timer_init(control->loop, &connection->timer);
	connection->poll.data = connection->timer.data = connection;
	uv_poll_start(&connection->poll, UV_READABLE, happened);
	uv_timer_start(&connection->timer, too_slow, CONTROL_READ_MS, 0);
	return connection;
}

/* A place for one more of such, or NULL. */
static struct control_connection **
find_place(struct control *control, enum control_peer peer)
{
	struct control_connection **place = NULL;
	unsigned members = 0;

	for (size_t i = 0; i < CONTROL_CONNECTIONS; i++) {
		struct control_connection *one = control->connections[i];

		if (one == NULL)
			place = &control->connections[i];
		else if (one->peer == CONTROL_MEMBER)
			members++;
	}
	return peer == CONTROL_MEMBER && members >= CONTROL_MEMBERS ? NULL
	                                                            : place;
}

/* The refused aren't waited for. */
static void
turn_away(int socket, const char *why)
{
	char text[CONTROL_WHY + 64];
	int length =
	    snprintf(text, sizeof(text),
	             "{\"version\": %d, \"ok\": false, \"error\": \"%s\"}\n",
	             CONTROL_VERSION, why);

	send(socket, text, (size_t)length, MSG_DONTWAIT | MSG_NOSIGNAL);
	close(socket);
}

static void
admit(struct control *control, int socket)
{
	uid_t user;
	enum control_peer peer =
	    control_socket_peer(socket, control->group, &user);
	struct control_connection **place = find_place(control, peer);

	if (peer == CONTROL_STRANGER) {
		turn_away(socket, "only root, the server's user and"
		                  " \\\"control-group\\\" may control it");
	} else if (place == NULL) {
		turn_away(socket, "too many connections: try again");
	} else {
		*place = connection_new(control, socket, peer, user);
		if (*place == NULL)
			close(socket);
	}
}

static void listen_again(uv_timer_t *timer);

static void
connected(uv_poll_t *poll, int status, int events)
{
	struct control *control = poll->data;
	int socket;

	(void)events;
	if (status < 0)
		return;
	socket =
	    accept4(control->socket, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (socket >= 0) {
		admit(control, socket);
	} else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
		uv_poll_stop(poll);
		uv_timer_start(&control->rest, listen_again, REST_MS, 0);
	}
}

static void
listen_again(uv_timer_t *timer)
{
	struct control *control = timer->data;

	uv_poll_start(&control->poll, UV_READABLE, connected);
}

int
control_open(struct control **made, uv_loop_t *loop, int socket, gid_t group,
             void (*asked)(void *context, struct control_connection *connection,
                           const struct control_request *request),
             void *context)
{
	struct control *control = calloc(1, sizeof(*control));

	if (control == NULL) {
		close(socket);
		return ERR_MEMORY;
	}
	*control = (struct control){
	    .loop = loop,
	    .socket = socket,
	    .group = group,
	    .handles = 2,
	    .asked = asked,
	    .context = context,
	};
	uv_poll_init(loop, &control->poll, socket);
	uv_timer_init(loop, &control->rest);
	control->poll.data = control->rest.data = control;
	uv_poll_start(&control->poll, UV_READABLE, connected);
	*made = control;
	return 0;
}

void
control_adopt(struct control *control, int socket, uid_t user,
              enum control_command command, uint64_t awaits)
{
	struct control_connection *connection =
	    connection_new(control, socket, CONTROL_OWNER, user);

	if (connection == NULL) {
		close(socket);
		return;
	}
	control->connections[0] = connection;
	connection->state = WAITING;
	connection->request.command = command;
	connection->awaits = awaits;
	uv_timer_stop(&connection->timer);
	uv_poll_start(&connection->poll, UV_DISCONNECT, happened);
}

int
control_descriptor(const struct control_connection *connection)
{
	return connection->socket;
}

int
control_listener(const struct control *control)
{
	return control->socket;
}

static void
control_handle_closed(uv_handle_t *handle)
{
	struct control *control = handle->data;

	if (--control->handles > 0)
		return;
	close(control->socket);
	free(control);
}

void
control_close(struct control *control)
{
	for (size_t i = 0; i < CONTROL_CONNECTIONS; i++)
		if (control->connections[i] != NULL)
			connection_close(control->connections[i]);
	uv_close((uv_handle_t *)&control->poll, control_handle_closed);
	uv_close((uv_handle_t *)&control->rest, control_handle_closed);
}

uid_t
control_user(const struct control_connection *connection)
{
	return connection->user;
}

bool
control_owner(const struct control_connection *connection)
{
	return connection->peer == CONTROL_OWNER;
}

const struct control_request *
control_asked(const struct control_connection *connection)
{
	return &connection->request;
}

void
control_reply(struct control_connection *connection, char *text, bool last)
{
	free(connection->text);
	connection->text = text;
	connection->length = text == NULL ? 0 : strlen(text);
	connection->last = last;
	connection->state = WRITING;
	uv_timer_start(&connection->timer, too_slow, CONTROL_WRITE_MS, 0);
	uv_poll_start(&connection->poll, UV_WRITABLE, happened);
}

void
control_refuse(struct control_connection *connection, const char *why)
{
	json_t *answer = json_pack("{sisbso}", "version", CONTROL_VERSION, "ok",
	                           0, "error", plain_json(why));
	char *text = answer == NULL ? NULL : json_dumps(answer, 0);

	json_decref(answer);
	control_reply(connection, text, false);
}

void
control_await(struct control_connection *connection, uint64_t number)
{
	connection->awaits = number;
}

uint64_t
control_awaited(const struct control_connection *connection)
{
	return connection->awaits;
}

struct control_connection *
control_waiting(const struct control *control, size_t *place)
{
	while (*place < CONTROL_CONNECTIONS) {
		struct control_connection *one =
		    control->connections[(*place)++];

		if (one != NULL && one->state == WAITING)
			return one;
	}
	return NULL;
}

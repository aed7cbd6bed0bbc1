/* SPDX-License-Identifier: ISC */
#ifndef MULLION_CONTROL_H
#define MULLION_CONTROL_H

#include <stdint.h>
#include <uv.h>

#include "server/control_request.h"
#include "server/control_socket.h"

/*
 * Who controls the server: connections to its Unix socket. Each asks one thing
 * and is told one thing, a JSON document, at whose end it is closed:
 *
 *   accepted --> READING ------> WAITING ----------> WRITING --> closed
 *                 a line, 5 s     for the answer,      10 s
 *                                 as long as it takes
 *
 * Nobody can hold the supervisor up: nothing blocks, a request has a length
 * and a time, an answer a time, and connections have a number. Half of them are
 * the owner's, whatever the group's members do. Whoever waits and hangs up is
 * forgotten.
 */
enum {
	CONTROL_CONNECTIONS = 16,
	CONTROL_MEMBERS = 8, /* of these, for members of the group */
	CONTROL_READ_MS = 5000,
	CONTROL_WRITE_MS = 10000,
};

struct control;
struct control_connection;

/*
 * socket: control_socket_open()'s, the control's from now on, also when this
 * fails. asked is called with a request; sooner or later it is to be answered
 * by control_reply(). ERR_MEMORY.
 */
int
control_open(struct control **control, uv_loop_t *loop, int socket, gid_t group,
             void (*asked)(void *context, struct control_connection *connection,
                           const struct control_request *request),
             void *context);

/*
 * A connection that waits, taken from a server before this one, for the end of
 * the command that has made this one of it. It is the control's, or closed.
 */
void control_adopt(struct control *control, int socket, uid_t user,
                   enum control_command command, uint64_t awaits);

/* The sockets: the one that is connected to, and a connection's. */
int control_listener(const struct control *control);
int control_descriptor(const struct control_connection *connection);

/* Closes all; the memory goes in the loop. */
void control_close(struct control *control);

/* The user at its other end; whether that is root or the server's own, and not
 * a member of the group. */
uid_t control_user(const struct control_connection *connection);
bool control_owner(const struct control_connection *connection);

/* What it has asked. */
const struct control_request *
control_asked(const struct control_connection *connection);

/*
 * Answers with the text, which is free()d; NULL: there was no memory for one.
 * The connection is no more the caller's. last: nothing is closed behind it,
 * so that who asked for the end sees it.
 */
void
control_reply(struct control_connection *connection, char *text, bool last);

/* The same of what can't be done: {"version": 1, "ok": false, "error": WHY}. */
void control_refuse(struct control_connection *connection, const char *why);

/* A number of the caller's own, 0 at first: what the connection waits for. */
void control_await(struct control_connection *connection, uint64_t number);

uint64_t control_awaited(const struct control_connection *connection);

/* Those that wait, one after the other, from *place 0 on; NULL behind the last.
 * The one before may have been answered meanwhile. */
struct control_connection *
control_waiting(const struct control *control, size_t *place);

#endif

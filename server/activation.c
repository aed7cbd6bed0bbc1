/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/activation.h"

enum { FIRST = 3, COUNT_MAX = 4096 };

/* The variable's number, or 0. */
static unsigned long
number_of(const char *variable)
{
	const char *text = getenv(variable);
	char *end;
	unsigned long number;

	if (text == NULL || *text < '0' || *text > '9')
		return 0;
	number = strtoul(text, &end, 10);
	return *end == '\0' ? number : 0;
}

/* Names stand between colons, in the descriptors' order. */
static void
take_names(struct activation *activation)
{
	const char *names = getenv("LISTEN_FDNAMES");

	for (size_t i = 0; i < activation->count; i++) {
		const int length = names != NULL ? (int)strcspn(names, ":") : 0;
		char *name = activation->items[i].name;

		snprintf(name, sizeof(activation->items[i].name), "%.*s",
		         length, length > 0 ? names : "");
		if (names != NULL)
			names += length + (names[length] == ':');
	}
}

static int
look(struct activation_socket *socket)
{
	struct sockaddr_storage address = {0};
	socklen_t size = sizeof(socket->type);

	fcntl(socket->descriptor, F_SETFD, FD_CLOEXEC);
	if (getsockopt(socket->descriptor, SOL_SOCKET, SO_TYPE, &socket->type,
	               &size)
	    < 0)
		return ERR_SYSTEM;
	size = sizeof(address);
	if (getsockname(socket->descriptor, (struct sockaddr *)&address, &size)
	    < 0)
		return ERR_SYSTEM;
	if (socket->type != SOCK_DGRAM && socket->type != SOCK_STREAM)
		return ERR_MALFORMED;
	return endpoint_from_address(&socket->at, &address, size);
}

static int
look_at_all(struct activation *activation)
{
	for (size_t i = 0; i < activation->count; i++) {
		struct activation_socket *one = &activation->items[i];
		int result;

		one->descriptor = FIRST + (int)i;
		result = look(one);
		if (result < 0) {
			log_error("descriptor %d%s%s, which was passed, is no"
			          " socket of UDP or TCP (%s): a unit has"
			          " ListenDatagram= and ListenStream= with an"
			          " address and a port",
			          one->descriptor, *one->name ? " " : "",
			          one->name, err_text(result));
			return ERR_REPORTED;
		}
	}
	return 0;
}

int
activation_open(struct activation *activation)
{
	const unsigned long count = number_of("LISTEN_FDS");
	const bool ours = number_of("LISTEN_PID") == (unsigned long)getpid();
	int result = 0;

	*activation = (struct activation){0};
	if (ours && count > COUNT_MAX) {
		log_error("LISTEN_FDS is %lu, %d at most", count, COUNT_MAX);
		result = ERR_REPORTED;
	} else if (ours && count > 0) {
		activation->items = calloc(count, sizeof(*activation->items));
		activation->count = activation->items != NULL ? count : 0;
		take_names(activation);
		result = look_at_all(activation);
	}
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return result;
}

void
activation_close(struct activation *activation)
{
	for (size_t i = 0; i < activation->count; i++)
		if (!activation->items[i].taken)
			close(activation->items[i].descriptor);
	free(activation->items);
	*activation = (struct activation){0};
}

static bool
fits(const struct activation_socket *one, const struct endpoint *endpoint,
     int type)
{
	return !one->taken && one->type == type
	       && endpoint_equal(&one->at, endpoint);
}

size_t
activation_count(const struct activation *activation,
                 const struct endpoint *endpoint, int type)
{
	size_t count = 0;

	for (size_t i = 0; i < activation->count; i++)
		count += fits(&activation->items[i], endpoint, type);
	return count;
}

int
activation_take(struct activation *activation, const struct endpoint *endpoint,
                int type)
{
	size_t i = 0;

	while (i < activation->count
	       && !fits(&activation->items[i], endpoint, type))
		i++;
	assert(i < activation->count);
	activation->items[i].taken = true;
	return activation->items[i].descriptor;
}

int
activation_check(const struct activation *activation)
{
	int result = 0;

	for (size_t i = 0; i < activation->count; i++) {
		const struct activation_socket *one = &activation->items[i];

		if (one->taken)
			continue;
		log_error("a socket for %s over %s was passed%s%s%s, and no"
		          " listener is there: add it to \"listen\", with its"
		          " view, or take it out of the unit",
		          one->at.text, one->type == SOCK_DGRAM ? "UDP" : "TCP",
		          *one->name ? " (" : "", one->name,
		          *one->name ? ")" : "");
		result = ERR_REPORTED;
	}
	return result;
}

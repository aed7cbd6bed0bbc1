/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/listeners.h"

struct socket_options
listeners_options(const struct config *config, const struct endpoint *endpoint)
{
	return (struct socket_options){
	    .six_only = config_is_six_only(config, endpoint),
	    .receive_buffer = config->receive_buffer,
	};
}

static int
fail(const struct endpoint *endpoint)
{
	if (errno == EADDRINUSE)
		log_error("%s is in use by another process: stop that one, or"
		          " listen elsewhere",
		          endpoint->text);
	else if (errno == EACCES)
		log_error("%s: only root may listen on a port below 1024",
		          endpoint->text);
	else if (errno == EADDRNOTAVAIL)
		log_error("%s: this host doesn't have that address",
		          endpoint->text);
	else
		log_error("%s can't be listened on: %s", endpoint->text,
		          strerror(errno));
	return ERR_REPORTED;
}

static void
tell_receive_buffer(const struct config *config, const struct listener *first)
{
	int given = listener_receive_buffer(first);

	if (config->receive_buffer > 0 && given >= 0
	    && (unsigned)given < config->receive_buffer)
		log_warning("receive buffers have %d octets, not the %u that"
		            " are wanted: raise net.core.rmem_max",
		            given, config->receive_buffer);
}

/* Sockets were passed for it: of both types, or it is a mistake. */
static bool
is_passed(const struct activation *activation, const struct endpoint *endpoint)
{
	return activation_count(activation, endpoint, SOCK_DGRAM) > 0
	       || activation_count(activation, endpoint, SOCK_STREAM) > 0;
}

static int
check_passed(size_t udp, size_t tcp, const struct config_listener *listener)
{
	const char *at = listener->endpoint.text;

	if (udp == 0)
		log_error("%s was passed for TCP alone: the unit wants"
		          " ListenDatagram= for it, too",
		          at);
	else if (tcp != 1)
		log_error("%s was passed %s: the unit wants ListenStream= for"
		          " it, once",
		          at, tcp == 0 ? "for UDP alone" : "twice for TCP");
	else if (listener->view_count > 1)
		log_error("%s was passed, and several views are to share it:"
		          " give each a listener of its own, or let mulliond"
		          " open this one",
		          at);
	else
		return 0;
	return ERR_REPORTED;
}

static int
open_passed(struct listener *listener, struct steering *steering,
            const struct config_listener *config,
            const struct socket_options *options, struct activation *activation)
{
	const struct endpoint *at = &config->endpoint;
	const size_t udp = activation_count(activation, at, SOCK_DGRAM);
	const size_t tcp = activation_count(activation, at, SOCK_STREAM);
	int *sockets, result = check_passed(udp, tcp, config);

	if (result < 0)
		return result;
	sockets = calloc(udp, sizeof(*sockets));
	if (sockets == NULL)
		return fail(at);
	for (size_t i = 0; i < udp; i++)
		sockets[i] = activation_take(activation, at, SOCK_DGRAM);
	result = listener_open_passed(
	    listener, steering, config, options, sockets, udp,
	    activation_take(activation, at, SOCK_STREAM));
	free(sockets);
	if (result == ERR_RANGE) {
		log_error("%s was passed with another value of BindIPv6Only="
		          " than it has here: [::] takes IPv4, too, unless"
		          " 0.0.0.0 is listened on beside it",
		          at->text);
		return ERR_REPORTED;
	}
	return result < 0 ? fail(at) : 0;
}

/* All are probed before the first is opened: the second may lie within what
 * the first, a wildcard, has. */
static int
probe_all(const struct config *config, const struct activation *activation)
{
	for (size_t i = 0; i < config->listener_count; i++) {
		const struct endpoint *at = &config->listeners[i].endpoint;
		struct socket_options options = listeners_options(config, at);

		if (!is_passed(activation, at)
		    && sockets_probe(at, &options) < 0)
			return fail(at);
	}
	return 0;
}

int
listeners_open(struct listeners *listeners, struct steering *steering,
               const struct config *config, struct activation *activation)
{
	int result = probe_all(config, activation);

	listeners->items =
	    calloc(config->listener_count + 1, sizeof(*listeners->items));
	if (listeners->items == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; result == 0 && i < config->listener_count; i++) {
		const struct config_listener *one = &config->listeners[i];
		struct listener *listener = &listeners->items[i];
		struct socket_options options =
		    listeners_options(config, &one->endpoint);

		if (is_passed(activation, &one->endpoint))
			result = open_passed(listener, steering, one, &options,
			                     activation);
		else if (listener_open(listener, steering, one, &options) < 0)
			result = fail(&one->endpoint);
		if (result == 0)
			listeners->count++;
	}
	if (result == 0)
		result = activation_check(activation);
	if (listeners->count > 0)
		tell_receive_buffer(config, &listeners->items[0]);
	return result;
}

void
listeners_close(struct listeners *listeners)
{
	for (size_t i = 0; i < listeners->count; i++)
		listener_close(&listeners->items[i]);
	free(listeners->items);
	*listeners = (struct listeners){0};
}

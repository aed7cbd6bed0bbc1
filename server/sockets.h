/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SOCKETS_H
#define MULLION_SOCKETS_H

#include <stdbool.h>

#include "server/endpoint.h"

/*
 * Sockets as the view processes get them: bound, with every option set.
 *
 * Those that are bound to the endpoint have SO_REUSEPORT, since several of ours
 * share it; so that nobody else of the same user can join, sockets_probe()
 * goes first.
 *
 * Those that are bound apart get packets from sk_lookup (steer_lookup.h) alone:
 * each has an address to itself, of 0.0.0.0/8, with the endpoint's port, which
 * answers leave from; their address the sender says (listener_source()). That
 * is "this network" (RFC 1122 section 3.2.1.3), never a packet's destination
 * (RFC 6890); no route leads there.
 */
struct socket_options {
	bool six_only;           /* [::] beside 0.0.0.0: IPv4 is another's */
	unsigned receive_buffer; /* octets, 0: a default */
};

/*
 * Binds once without SO_REUSEPORT, UDP and TCP, and closes again: ERR_SYSTEM
 * and errno EADDRINUSE when anybody has the port. Between this and the true
 * bind a process of the same user could slip in; that of another couldn't,
 * nor after it.
 */
int sockets_probe(const struct endpoint *endpoint,
                  const struct socket_options *options);

/*
 * The descriptor of a bound UDP socket, or ERR_SYSTEM. A mute one has the
 * port, but the kernel drops what comes, so that nothing waits in it for a
 * reader that it isn't for.
 */
int sockets_udp(const struct endpoint *endpoint,
                const struct socket_options *options, bool mute);
int sockets_mute(int socket);
int sockets_unmute(int socket);

/* The descriptor of a bound TCP socket, or ERR_SYSTEM: it has the port, and
 * whoever connects is turned away until it listens. */
int sockets_tcp(const struct endpoint *endpoint,
                const struct socket_options *options);
int sockets_listen(int socket);

/*
 * The same, bound apart; the TCP socket listens. *number: the last of the
 * addresses that was tried, to go on from. ERR_SYSTEM.
 */
int sockets_udp_apart(const struct endpoint *endpoint,
                      const struct socket_options *options, unsigned *number);
int sockets_tcp_apart(const struct endpoint *endpoint,
                      const struct socket_options *options, unsigned *number);

/*
 * Sockets that somebody else has bound, and with options of theirs, are made
 * such as these. ERR_RANGE: an IPv6 one takes IPv4 where it is not to, or
 * doesn't where it is; ERR_SYSTEM.
 */
int sockets_passed_udp(int socket, const struct endpoint *endpoint,
                       const struct socket_options *options);
int sockets_passed_tcp(int socket, const struct endpoint *endpoint,
                       const struct socket_options *options);

/* From now on no other socket can be bound where this one is. */
int sockets_alone(int socket);

/* Octets that the kernel really gives to the receive buffer. */
int sockets_receive_buffer(int socket);

#endif

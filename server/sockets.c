/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/sockets.h"

enum {
	RECEIVE_BUFFER = 1 << 20, /* some thousand queries' worth */
	BACKLOG = 511,
	APART_TRIES = 1 << 16, /* addresses that other servers may have */
};

static int
set(int socket, int level, int option, int value)
{
	return setsockopt(socket, level, option, &value, sizeof(value));
}

static int
close_failed(int socket)
{
	int saved = errno;

	close(socket);
	errno = saved;
	return ERR_SYSTEM;
}

/* A socket of the endpoint's family that isn't bound yet. */
static int
make(const struct endpoint *endpoint, const struct socket_options *options,
     int type)
{
	const int family = endpoint->address.ss_family;
	int made = socket(family, type | SOCK_CLOEXEC, 0);

	if (made < 0)
		return ERR_SYSTEM;
	if (family == AF_INET6
	    && set(made, IPPROTO_IPV6, IPV6_V6ONLY, options->six_only) < 0)
		return close_failed(made);
	return made;
}

static int
bind_to(int socket, const struct endpoint *endpoint)
{
	return bind(socket, (const struct sockaddr *)&endpoint->address,
	            endpoint->size);
}

static int
probe(const struct endpoint *endpoint, const struct socket_options *options,
      int type)
{
	int made = make(endpoint, options, type);

	if (made < 0)
		return ERR_SYSTEM;
	/* For TCP: connections that linger in TIME_WAIT are no obstacle. */
	if ((type == SOCK_STREAM && set(made, SOL_SOCKET, SO_REUSEADDR, 1) < 0)
	    || bind_to(made, endpoint) < 0
	    || (type == SOCK_STREAM && listen(made, 1) < 0))
		return close_failed(made);
	close(made);
	return 0;
}

int
sockets_probe(const struct endpoint *endpoint,
              const struct socket_options *options)
{
	int result = probe(endpoint, options, SOCK_DGRAM);

	return result < 0 ? result : probe(endpoint, options, SOCK_STREAM);
}

int
sockets_mute(int socket)
{
	struct sock_filter drop[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
	struct sock_fprog program = {.len = 1, .filter = drop};

	return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program,
	                  sizeof(program))
	               < 0
	           ? ERR_SYSTEM
	           : 0;
}

int
sockets_unmute(int socket)
{
	return set(socket, SOL_SOCKET, SO_DETACH_FILTER, 0) < 0 ? ERR_SYSTEM
	                                                        : 0;
}

/* Past net.core.rmem_max where the process may, else up to it. */
static void
set_receive_buffer(int socket, unsigned octets)
{
	const int size = octets != 0 ? (int)octets : RECEIVE_BUFFER;

	if (set(socket, SOL_SOCKET, SO_RCVBUFFORCE, size) < 0)
		set(socket, SOL_SOCKET, SO_RCVBUF, size);
}

/*
 * Answers must come from the address that was asked. Where that isn't the one
 * that the socket is bound to, it tells it. Path-MTU discovery is off, so that
 * a forged "packet too big" can't make the kernel cut answers into fragments. A
 * dual-stack socket has the options of both families.
 */
static int
set_udp(int socket, const struct endpoint *endpoint,
        const struct socket_options *options, bool tells)
{
	const bool six = endpoint->address.ss_family == AF_INET6;

	set_receive_buffer(socket, options->receive_buffer);
	if (!six || !options->six_only)
		set(socket, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT);
	if (six)
		set(socket, IPPROTO_IPV6, IPV6_MTU_DISCOVER,
		    IPV6_PMTUDISC_OMIT);
	if (!tells)
		return 0;
	return six ? set(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
	           : set(socket, IPPROTO_IP, IP_PKTINFO, 1);
}

int
sockets_udp(const struct endpoint *endpoint,
            const struct socket_options *options, bool mute)
{
	int made = make(endpoint, options, SOCK_DGRAM);

	if (made < 0)
		return ERR_SYSTEM;
	if (set(made, SOL_SOCKET, SO_REUSEPORT, 1) < 0
	    || (mute && sockets_mute(made) < 0)
	    || set_udp(made, endpoint, options, endpoint_is_wildcard(endpoint))
	           < 0
	    || bind_to(made, endpoint) < 0)
		return close_failed(made);
	return made;
}

/*
 * Without SO_REUSEADDR nobody who has it can take the port before we listen.
 * But where connections of another server linger in TIME_WAIT there, it must
 * be: sockets_probe() has seen that nothing else is in the way.
 */
int
sockets_tcp(const struct endpoint *endpoint,
            const struct socket_options *options)
{
	int made = make(endpoint, options, SOCK_STREAM | SOCK_NONBLOCK);

	if (made < 0)
		return ERR_SYSTEM;
	if (set(made, SOL_SOCKET, SO_REUSEPORT, 1) < 0)
		return close_failed(made);
	if (bind_to(made, endpoint) == 0)
		return made;
	if (errno != EADDRINUSE || set(made, SOL_SOCKET, SO_REUSEADDR, 1) < 0
	    || bind_to(made, endpoint) < 0)
		return close_failed(made);
	return made;
}

/* Connections inherit SO_REUSEADDR, and keep it in TIME_WAIT, so that they
 * aren't in the way of the next server. On a socket that listens already it
 * lets nobody else take the port. */
int
sockets_listen(int socket)
{
	if (listen(socket, BACKLOG) < 0
	    || set(socket, SOL_SOCKET, SO_REUSEADDR, 1) < 0)
		return ERR_SYSTEM;
	return 0;
}

/* An IPv6 socket takes the IPv4 address mapped: bound to one of IPv6 it would
 * be closed to IPv4, which [::] is to take. */
static struct endpoint
apart(const struct endpoint *endpoint, unsigned number)
{
	const in_addr_t address = htonl(number % 0xffffff + 1);
	struct endpoint at = *endpoint;
	struct sockaddr_in *four = (void *)&at.address;
	struct sockaddr_in6 *six = (void *)&at.address;

	if (at.address.ss_family == AF_INET) {
		four->sin_addr.s_addr = address;
		return at;
	}
	six->sin6_scope_id = 0;
	six->sin6_addr = (struct in6_addr){.s6_addr = {[10] = 0xff, 0xff}};
	memcpy(&six->sin6_addr.s6_addr[12], &address, sizeof(address));
	return at;
}

/*
 * The host needn't have the address, and the listener's own wildcard, which
 * includes it, mustn't be in the way (SO_REUSEPORT). Both are taken back when
 * the socket is bound: then another's can't be bound there, and whoever holds
 * this one can't send from any address.
 */
static int
bind_apart(int socket, const struct endpoint *at, bool six)
{
	const int level = six ? IPPROTO_IPV6 : IPPROTO_IP;
	const int option = six ? IPV6_FREEBIND : IP_FREEBIND;

	if (set(socket, SOL_SOCKET, SO_REUSEPORT, 1) < 0
	    || set(socket, level, option, 1) < 0 || bind_to(socket, at) < 0
	    || set(socket, level, option, 0) < 0)
		return ERR_SYSTEM;
	return 0;
}

static int
try_apart(const struct endpoint *at, const struct socket_options *options,
          int type, bool tells)
{
	const bool six = at->address.ss_family == AF_INET6;
	int made = make(at, options, type);

	if (made < 0)
		return ERR_SYSTEM;
	if ((type == SOCK_DGRAM && set_udp(made, at, options, tells) < 0)
	    || bind_apart(made, at, six) < 0
	    || (type != SOCK_DGRAM && sockets_listen(made) < 0)
	    || sockets_alone(made) < 0)
		return close_failed(made);
	return made;
}

static int
make_apart(const struct endpoint *endpoint,
           const struct socket_options *options, int type, unsigned *number)
{
	const struct socket_options both = {
	    .receive_buffer = options->receive_buffer,
	};
	const bool tells = endpoint_is_wildcard(endpoint);
	int made = ERR_SYSTEM;

	for (int i = 0; made < 0 && i < APART_TRIES; i++) {
		struct endpoint at = apart(endpoint, ++*number);

		made = try_apart(&at, &both, type, tells);
		if (made < 0 && errno != EADDRINUSE)
			return made;
	}
	return made;
}

int
sockets_udp_apart(const struct endpoint *endpoint,
                  const struct socket_options *options, unsigned *number)
{
	return make_apart(endpoint, options, SOCK_DGRAM, number);
}

int
sockets_tcp_apart(const struct endpoint *endpoint,
                  const struct socket_options *options, unsigned *number)
{
	return make_apart(endpoint, options, SOCK_STREAM | SOCK_NONBLOCK,
	                  number);
}

/* What can't be changed in a socket that is bound. */
static int
check_family(int socket, const struct endpoint *endpoint,
             const struct socket_options *options)
{
	int only = 0;
	socklen_t size = sizeof(only);

	if (endpoint->address.ss_family != AF_INET6)
		return 0;
	if (getsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &only, &size) < 0)
		return ERR_SYSTEM;
	/* It matters where it is bound to all addresses. */
	return endpoint_is_wildcard(endpoint)
	               && (only != 0) != options->six_only
	           ? ERR_RANGE
	           : 0;
}

static int
set_flag(int socket, int flag, bool on)
{
	int flags = fcntl(socket, F_GETFL);

	if (flags < 0)
		return ERR_SYSTEM;
	flags = on ? flags | flag : flags & ~flag;
	return fcntl(socket, F_SETFL, flags) < 0 ? ERR_SYSTEM : 0;
}

int
sockets_passed_udp(int socket, const struct endpoint *endpoint,
                   const struct socket_options *options)
{
	int result = check_family(socket, endpoint, options);

	if (result == 0)
		result = set_flag(socket, O_NONBLOCK, false);
	return result < 0 ? result
	                  : set_udp(socket, endpoint, options,
	                            endpoint_is_wildcard(endpoint));
}

int
sockets_passed_tcp(int socket, const struct endpoint *endpoint,
                   const struct socket_options *options)
{
	int result = check_family(socket, endpoint, options);

	if (result == 0)
		result = set_flag(socket, O_NONBLOCK, true);
	return result < 0 ? result : sockets_listen(socket);
}

int
sockets_alone(int socket)
{
	return set(socket, SOL_SOCKET, SO_REUSEPORT, 0) < 0 ? ERR_SYSTEM : 0;
}

int
sockets_receive_buffer(int socket)
{
	int size = 0;
	socklen_t length = sizeof(size);

	if (getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, &length) < 0)
		return ERR_SYSTEM;
	return size / 2; /* the kernel counts its own half in */
}

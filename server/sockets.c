/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/sockets.h"

enum {
	RECEIVE_BUFFER = 1 << 20, /* some thousand queries' worth */
	BACKLOG = 511,
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

static int
mute_socket(int socket)
{
	struct sock_filter drop[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
	struct sock_fprog program = {.len = 1, .filter = drop};

	return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program,
	                  sizeof(program));
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
 * A wildcard's answers must come from the address that was asked, so its
 * sockets tell it. Path-MTU discovery is off, so that a forged "packet too
 * big" can't make the kernel cut answers into fragments. A dual-stack socket
 * has the options of both families.
 */
static int
set_udp(int socket, const struct endpoint *endpoint,
        const struct socket_options *options)
{
	const bool six = endpoint->address.ss_family == AF_INET6;

	set_receive_buffer(socket, options->receive_buffer);
	if (!six || !options->six_only)
		set(socket, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT);
	if (six)
		set(socket, IPPROTO_IPV6, IPV6_MTU_DISCOVER,
		    IPV6_PMTUDISC_OMIT);
	if (!endpoint_is_wildcard(endpoint))
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
	    || (mute && mute_socket(made) < 0)
	    || set_udp(made, endpoint, options) < 0
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

int
sockets_receive_buffer(int socket)
{
	int size = 0;
	socklen_t length = sizeof(size);

	if (getsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, &length) < 0)
		return ERR_SYSTEM;
	return size / 2; /* the kernel counts its own half in */
}

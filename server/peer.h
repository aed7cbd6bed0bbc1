/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PEER_H
#define MULLION_PEER_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

#include "lib/net.h"

/* Who sent a packet or made a connection, as the kernel says it. */
union peer {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
};

/* Its address; a client of IPv4 is one on a dual-stack socket too. */
static inline struct net_address
peer_address(const union peer *peer)
{
	if (peer->any.sa_family == AF_INET)
		return net_address_from_octets(
		    (const uint8_t *)&peer->four.sin_addr, 4);
	return net_address_from_octets(peer->six.sin6_addr.s6_addr, 16);
}

/* Its port, in host order. */
static inline uint16_t
peer_port(const union peer *peer)
{
	return ntohs(peer->any.sa_family == AF_INET ? peer->four.sin_port
	                                            : peer->six.sin6_port);
}

#endif

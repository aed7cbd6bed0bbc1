/* SPDX-License-Identifier: ISC */
#ifndef MULLION_PROC_H
#define MULLION_PROC_H

#include "zones/site.h"

/*
 * What listens on a host, and which addresses it has, as Linux tells it in
 * /proc/net (proc(5)): no socket is needed to ask. A copy of these files from
 * another host, or another network namespace's in /proc/PID/net, is as good.
 */
struct proc_listener {
	struct net_address address; /* all octets 0: every one of the family */
	uint16_t port;
	enum port_protocol protocol;
	const struct place *place; /* its line */
};

struct proc_host {
	struct net_address *addresses; /* ascending, each once */
	size_t address_count;
	struct proc_listener *listeners; /* in the order of the files */
	size_t listener_count;
};

/*
 * Reads tcp, tcp6, udp, udp6, fib_trie and if_inet6 of the folder, of which
 * those of IPv6 may be missing. A UDP socket that isn't connected listens.
 * ERR_SYSTEM or ERR_MALFORMED, and *failed names the file.
 */
int proc_read(struct proc_host *host, struct arena *arena, const char *folder,
              const char **failed);

/* 0.0.0.0 or :: */
bool proc_is_wildcard(const struct net_address *address);

#endif

/* SPDX-License-Identifier: ISC */
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "lib/log.h"
#include "server/host_warning.h"

enum { NAMED = 4, TEXT = 400 };

static bool
read_address(struct net_address *address, const struct ifaddrs *one)
{
	if (one->ifa_addr == NULL || one->ifa_flags & IFF_LOOPBACK)
		return false;
	if (one->ifa_addr->sa_family == AF_INET) {
		const struct sockaddr_in *four = (const void *)one->ifa_addr;

		*address = net_address_from_octets(
		    (const uint8_t *)&four->sin_addr, 4);
		return true;
	}
	if (one->ifa_addr->sa_family == AF_INET6) {
		const struct sockaddr_in6 *six = (const void *)one->ifa_addr;

		*address = net_address_from_octets(six->sin6_addr.s6_addr, 16);
		return true;
	}
	return false;
}

static void
warn_view(const struct view_report *view, const struct ifaddrs *all)
{
	char text[TEXT] = "", address_text[NET_TEXT];
	struct net_address address;
	size_t length = 0, found = 0;

	for (; all != NULL; all = all->ifa_next) {
		if (!read_address(&address, all)
		    || view_report_find(view, &address) == NULL)
			continue;
		if (++found > NAMED)
			continue;
		length += (size_t)snprintf(
		    text + length, sizeof(text) - length, "%s%s (%s)",
		    found > 1 ? ", " : "",
		    net_address_to_text(address_text, &address), all->ifa_name);
	}
	if (found > 0)
		log_warning("view %s: this host's own address %s%s lies in its"
		            " networks, so what a NAT or a proxy on this host"
		            " forwards will look internal",
		            view->name, text, found > NAMED ? ", ..." : "");
}

void
host_warning(const struct view_report *const *views, size_t count)
{
	struct ifaddrs *all;

	if (getifaddrs(&all) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (!views[i]->external)
			warn_view(views[i], all);
	freeifaddrs(all);
}

/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/ports.h"
#include "zones/service/policy.h"
#include "zones/special.h"
#include "zones/verify/proc.h"
#include "zones/verify/verify.h"

/*
 * Each listener at each address of the host that it can be reached at is
 * looked for among the openings. Where there is none, what is wrong is told by
 * what else is declared: the same port at another of the host's addresses, by
 * an internal service or a public one, or nothing.
 */
struct comparison {
	const struct verify *verify;
	const struct site *site;
	struct arena *arena;
	struct proc_host host;
	struct policy policy;
};

/* Clients get their ports from here, by default: what has one of UDP may be
 * somebody who asked a question, and isn't known as a listener. */
enum { CLIENT_FIRST = 32768, CLIENT_LAST = 60999 };

static bool
is_host_address(const struct comparison *c, const struct net_address *address)
{
	for (size_t i = 0; i < c->host.address_count; i++)
		if (net_address_compare(&c->host.addresses[i], address) == 0)
			return true;
	return false;
}

/* A service has the address: some, or, of them, one that a view of external
 * trust knows. */
static bool
is_declared(const struct comparison *c, const struct net_address *address,
            bool public)
{
	for (size_t i = 0; i < c->policy.count; i++)
		if (opening_has_address(&c->policy.openings[i], address)
		    && (!public
		        || service_is_public(c->site,
		                             c->policy.openings[i].service)))
			return true;
	return false;
}

/* Nobody outside of the host, or of its link, reaches these. */
static bool
is_local(const struct net_address *address)
{
	static const uint8_t loopback[16] = {[15] = 1};

	if (address->family == 4)
		return address->octets[0] == 127;
	return memcmp(address->octets, loopback, 16) == 0
	       || (address->octets[0] == 0xfe
	           && (address->octets[1] & 0xc0) == 0x80);
}

/* The opening of the address at the listener's port, or NULL. */
static const struct opening *
find_opening(const struct comparison *c, const struct proc_listener *listener,
             const struct net_address *address)
{
	for (size_t i = 0; i < c->policy.count; i++) {
		const struct opening *opening = &c->policy.openings[i];

		if (policy_opens(opening, address, listener->port,
		                 listener->protocol))
			return opening;
	}
	return NULL;
}

/* The same at another address of the host; *other is that address. */
static const struct opening *
find_elsewhere(const struct comparison *c, const struct proc_listener *listener,
               const struct net_address **other)
{
	for (size_t i = 0; i < c->host.address_count; i++) {
		const struct opening *opening =
		    find_opening(c, listener, &c->host.addresses[i]);

		*other = &c->host.addresses[i];
		if (opening != NULL)
			return opening;
	}
	return NULL;
}

/* A port that views of internal trust have for themselves. */
static bool
in_internal_space(const struct comparison *c,
                  const struct proc_listener *listener)
{
	bool internal = false;

	for (size_t i = 0; i < c->site->view_count; i++) {
		const struct view *view = &c->site->views[i];

		for (size_t j = 0; j < view->port_count; j++) {
			const struct ports *ports = &view->ports[j];

			if ((ports->protocols & listener->protocol) == 0
			    || listener->port < ports->first
			    || listener->port > ports->last)
				continue;
			if (view->external)
				return false;
			internal = true;
		}
	}
	return internal;
}

static const char *
address_text(const struct comparison *c, const struct net_address *address)
{
	return net_address_to_text(arena_alloc(c->arena, NET_TEXT), address);
}

static const char *
port_text(const struct comparison *c, const struct proc_listener *listener)
{
	return arena_format(c->arena, "%u/%s", listener->port,
	                    listener->protocol == PORT_TCP ? "tcp" : "udp");
}

static bool
is_public_address(const struct comparison *c, const struct net_address *address)
{
	return special_find(address).kind == SPECIAL_NONE
	       || is_declared(c, address, true);
}

static void
report_elsewhere(const struct comparison *c,
                 const struct proc_listener *listener,
                 const struct net_address *address,
                 const struct opening *elsewhere,
                 const struct net_address *other)
{
	bool internal = is_public_address(c, address)
	                && !service_is_public(c->site, elsewhere->service);

	report_add_other(
	    c->verify->report,
	    internal ? RULE_INTERNAL_LISTENER : RULE_LISTENER_ADDRESS,
	    listener->place, elsewhere->service->place,
	    internal ? "%s of the %s \"%s\" (" REPORT_OTHER
		       ") is open at %s, a public address: bind it to %s alone"
		     : "%s of the %s \"%s\" (" REPORT_OTHER
		       ") is open at %s, where it isn't declared: bind it to "
		       "%s alone, or add the host",
	    port_text(c, listener), internal ? "internal service" : "service",
	    elsewhere->service->id, address_text(c, address),
	    address_text(c, other));
}

static void
report_undeclared(const struct comparison *c,
                  const struct proc_listener *listener,
                  const struct net_address *address)
{
	const char *port = port_text(c, listener);
	const char *text = address_text(c, address);

	if (is_public_address(c, address) && in_internal_space(c, listener))
		report_add(c->verify->report, RULE_INTERNAL_LISTENER,
		           listener->place,
		           "%s, of an internal port space, is open at %s, a "
		           "public address: stop what listens, or bind it to "
		           "an inner address",
		           port, text);
	else
		report_add(c->verify->report, RULE_UNDECLARED_LISTENER,
		           listener->place,
		           "%s is open at %s, and no service is declared "
		           "there: stop what listens, or declare it",
		           port, text);
}

static void
check_at(const struct comparison *c, const struct proc_listener *listener,
         const struct net_address *address)
{
	const struct opening *elsewhere;
	const struct net_address *other;

	if (find_opening(c, listener, address) != NULL
	    || (is_local(address) && !is_declared(c, address, false)))
		return;
	elsewhere = find_elsewhere(c, listener, &other);
	if (elsewhere != NULL)
		report_elsewhere(c, listener, address, elsewhere, other);
	else if (listener->protocol != PORT_UDP || listener->port < CLIENT_FIRST
	         || listener->port > CLIENT_LAST)
		report_undeclared(c, listener, address);
}

/* Another listener has 0.0.0.0 at the port of this one, of [::], which so
 * leaves IPv4 to it. */
static bool
has_other_half(const struct comparison *c, const struct proc_listener *six)
{
	for (size_t i = 0; i < c->host.listener_count; i++) {
		const struct proc_listener *listener = &c->host.listeners[i];

		if (listener->address.family == 4 && listener->port == six->port
		    && listener->protocol == six->protocol
		    && proc_is_wildcard(&listener->address))
			return true;
	}
	return false;
}

/* A socket of [::] hears IPv4 too (bindv6only is 0 unless somebody sets it),
 * if no other does. */
static bool
listens_at(const struct comparison *c, const struct proc_listener *listener,
           const struct net_address *address)
{
	if (!proc_is_wildcard(&listener->address))
		return net_address_compare(&listener->address, address) == 0;
	if (listener->address.family == address->family)
		return true;
	return listener->address.family == 6 && !has_other_half(c, listener);
}

static void
check_listener(const struct comparison *c, const struct proc_listener *listener)
{
	/* One that the host hasn't (bound ahead of it, or where a kernel's
	 * program steers to) is reached by nobody. */
	if (!proc_is_wildcard(&listener->address)) {
		if (is_host_address(c, &listener->address))
			check_at(c, listener, &listener->address);
		return;
	}
	for (size_t i = 0; i < c->host.address_count; i++)
		if (listens_at(c, listener, &c->host.addresses[i]))
			check_at(c, listener, &c->host.addresses[i]);
}

static bool
is_heard(const struct comparison *c, const struct net_address *address,
         uint16_t port, enum port_protocol protocol)
{
	for (size_t i = 0; i < c->host.listener_count; i++) {
		const struct proc_listener *listener = &c->host.listeners[i];

		if (listener->port == port && listener->protocol == protocol
		    && listens_at(c, listener, address))
			return true;
	}
	return false;
}

static void
check_port(const struct comparison *c, const struct opening *opening,
           const struct net_address *address, const struct ports *ports)
{
	static const enum port_protocol protocols[] = {PORT_TCP, PORT_UDP};

	for (size_t i = 0; i < 2; i++)
		if ((ports->protocols & protocols[i]) != 0
		    && !is_heard(c, address, ports->first, protocols[i]))
			report_in_view(c->verify->report, RULE_MISSING_LISTENER,
			               ports->place, opening->view,
			               opening->service->id,
			               "nothing listens at %s %u/%s, where "
			               "\"%s\" is declared",
			               address_text(c, address), ports->first,
			               protocols[i] == PORT_TCP ? "tcp" : "udp",
			               opening->service->id);
}

/* Of a range of ports some may be in use at a time, and none need be. */
static void
check_opening(const struct comparison *c, const struct opening *opening)
{
	for (size_t i = 0; i < opening->address_count; i++) {
		const struct net_address *address = &opening->addresses[i];

		for (size_t j = 0;
		     is_host_address(c, address) && j < opening->port_count;
		     j++)
			if (opening->ports[j].first == opening->ports[j].last)
				check_port(c, opening, address,
				           &opening->ports[j]);
	}
}

int
verify_listeners(const struct verify *verify, const char *folder,
                 const char **failed)
{
	struct comparison c = {.verify = verify,
	                       .site = &verify->checked->site,
	                       .arena = verify->arena};
	int code = proc_read(&c.host, c.arena, folder, failed);

	if (code < 0)
		return code;
	policy_build(&c.policy, c.arena, c.site, verify->checked->trees);
	for (size_t i = 0; i < c.host.listener_count; i++)
		check_listener(&c, &c.host.listeners[i]);
	for (size_t i = 0; i < c.policy.count; i++)
		check_opening(&c, &c.policy.openings[i]);
	return 0;
}

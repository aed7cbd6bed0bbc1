/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/steering.h"

void
steering_init(struct steering *steering, const struct config *config)
{
	*steering = (struct steering){.config = config};
}

void
steering_close(struct steering *steering)
{
	steer_lookup_close(steering->lookup);
	steering->lookup = NULL;
}

size_t
steering_enter(struct steering *steering)
{
	return steering->listeners++;
}

static const char *
advice(int result)
{
	if (result == ERR_NOTHING)
		return "mulliond was built without clang";
	if (result == ERR_ROOM)
		return "there are too many listeners";
	if (result == ERR_SYSTEM && errno == EPERM)
		return "it takes root, or CAP_BPF and CAP_NET_ADMIN";
	if (result == ERR_SYSTEM && errno == EINVAL)
		return "this kernel doesn't know it, Linux 5.9 does";
	return err_text(result);
}

static void
decide(struct steering *steering, char *why)
{
	const enum config_steering wanted = steering->config->steering;
	int result;

	if (steering->decided || wanted == CONFIG_STEERING_CLASSIC)
		return;
	result = steer_lookup_open(&steering->lookup, steering->config);
	if (result < 0) {
		snprintf(why, STEERING_WHY, "no steering by sk_lookup: %s",
		         advice(result));
		steering_close(steering);
	}
	if (wanted == CONFIG_STEERING_LOOKUP)
		return;
	steering->decided = true;
	if (result < 0)
		log_info("%s; classic BPF steers instead, where views share a"
		         " listener, and doesn't keep view processes from"
		         " sending to others than their clients",
		         why);
}

/* A link-local address is one on its link alone, and sk_lookup isn't told the
 * link before Linux 5.17. */
static bool
is_link_local(const struct endpoint *endpoint)
{
	const struct sockaddr_in6 *six = (const void *)&endpoint->address;

	return six->sin6_family == AF_INET6
	       && IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr);
}

int
steering_choose(struct steering *steering, const struct endpoint *endpoint,
                enum steering_kind *kind, char *why)
{
	const enum config_steering wanted = steering->config->steering;

	if (wanted == CONFIG_STEERING_LOOKUP && is_link_local(endpoint)) {
		snprintf(why, STEERING_WHY,
		         "%s is link-local, which sk_lookup doesn't steer:"
		         " give views listeners of their own there",
		         endpoint->text);
		return ERR_NOTHING;
	}
	if (steering->lookup == NULL)
		decide(steering, why);
	*kind = steering->lookup != NULL && !is_link_local(endpoint)
	            ? STEERING_LOOKUP
	            : STEERING_CLASSIC;
	if (*kind == STEERING_CLASSIC && wanted == CONFIG_STEERING_LOOKUP)
		return ERR_SYSTEM;
	return 0;
}

bool
steering_limits(struct steering *steering, const struct endpoint *endpoint)
{
	char why[STEERING_WHY];

	if (steering->lookup == NULL)
		decide(steering, why);
	if (steering->lookup == NULL && !steering->told
	    && steering->config->steering == CONFIG_STEERING_LOOKUP) {
		log_warning("view processes aren't kept from sending to others"
		            " than their clients: %s",
		            why);
		steering->told = true;
	}
	return steering->lookup != NULL && !is_link_local(endpoint)
	       && steer_lookup_limits(steering->lookup);
}

int
steering_follow(struct steering *steering, const struct steer_links *links)
{
	int result = steer_lookup_follow_links(&steering->lookup,
	                                       steering->config, links);

	if (result < 0) {
		log_error("no steering by sk_lookup: %s", advice(result));
		return ERR_REPORTED;
	}
	steering->decided = steering->behind = true;
	return 0;
}

bool
steering_switch(struct steering *steering)
{
	if (!steering->behind)
		return false;
	if (steer_lookup_switch(steering->lookup) < 0) {
		log_error("steering can't be renewed: %s; the sk_lookup program"
		          " of the mulliond before steers on",
		          err_text(ERR_SYSTEM));
		return false;
	}
	steering->behind = false;
	return true;
}

const char *
steering_text(enum steering_kind kind)
{
	switch (kind) {
	case STEERING_CLASSIC:
		return "classic BPF";
	case STEERING_LOOKUP:
	case STEERING_STRANGERS:
		return "sk_lookup";
	case STEERING_NONE:
		break;
	}
	return "none";
}

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPORT_RESOLVER_H
#define MULLION_EXPORT_RESOLVER_H

#include "zones/export/export.h"

/* What the formats for resolvers have in common. */

/* Says whom mullion answers: the header of each of them. */
void resolver_header(const struct export *export);

/*
 * The domain's name for the configuration, after a comment that says where it
 * comes from and what is done about it. NULL, and a comment that says so, for
 * a name that the program can't be told about: more is what it takes beside
 * letters, digits, hyphens and underscores.
 */
const char *resolver_domain(const struct export *export, const char *indent,
                            const struct domain *domain, const char *more);

/* Whether mullion is asked for it. */
static inline bool
resolver_asks(const struct domain *domain)
{
	return domain->way != DOMAIN_DENIED;
}

/* "192.0.2.1@53", with what the program has for "@"; address brackets stand
 * around an IPv6 address where brackets is true. In the arena. */
const char *resolver_server(const struct export *export,
                            const struct export_server *server, const char *at,
                            bool brackets);

/* All of them, each as such, with a blank between them. */
const char *
resolver_servers(const struct export *export, const char *at, bool brackets);

#endif

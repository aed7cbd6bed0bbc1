/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SPF_H
#define MULLION_SPF_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/net.h"

/*
 * The addresses in an SPF record (RFC 7208 sections 4.5, 4.6.1 and 5.6): its
 * ip4 and ip6 mechanisms, whatever their qualifier. Any other text has none.
 *
 *   v=spf1 mx ip4:192.0.2.0/24 -IP6:2001:db8::1 -all
 *             ^^^^^^^^^^^^^^^^  ^^^^^^^^^^^^^^^^
 */
struct spf {
	const char *at;
	const char *end;
};

/* text is length octets; false when it is no SPF record. */
bool spf_begin(struct spf *spf, const char *text, size_t length);

/* The next mechanism's network, without host bits; false when there is no
 * other. One whose address doesn't parse is passed over. */
bool spf_next(struct spf *spf, struct net_prefix *prefix);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SERVICE_CHECK_H
#define MULLION_SERVICE_CHECK_H

#include "zones/service/policy.h"

/* [duplicate-service]: at the second of one id, in the order of paths. Done
 * when the specs are read. */
void service_check_ids(const struct site *site);

/*
 * The other rules of section 4, when all views are built (trees[i] is of view
 * i): [host-address], [no-clients], [clients-outside], [port-outside-space],
 * and shared.c's [shared-port] and [shared-host].
 */
void service_check(const struct site *site, const struct tree *trees);

/* shared.c */
void service_check_shared(const struct site *site, const struct policy *policy);

#endif

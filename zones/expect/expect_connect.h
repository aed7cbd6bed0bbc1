/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPECT_CONNECT_H
#define MULLION_EXPECT_CONNECT_H

#include "zones/expect/expect.h"
#include "zones/service/policy.h"

/*
 * Runs the test of a connection, of a client of the view (NULL: of none). A
 * host that is named has, where the connection is to be allowed, the addresses
 * that the client's view gives it, and all of them must let the client in. To
 * be denied, none may of those that the name has in any view: who isn't told
 * an address can still try it. Returns NULL when the test holds, or what is
 * wrong, in the arena.
 */
const char *expect_connect(struct arena *arena, const struct checked *checked,
                           const struct policy *policy,
                           const struct expectation *test,
                           const struct view *view);

#endif

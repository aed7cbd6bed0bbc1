/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPLAIN_H
#define MULLION_EXPLAIN_H

#include <stdio.h>

#include "lib/dname.h"
#include "lib/net.h"
#include "lib/query.h"
#include "zones/checked.h"

/*
 * What a client would be answered, and why, without a server: the view is
 * compiled in memory and asked by answer(), as a server does.
 */
struct explain_question {
	struct net_address source;
	uint8_t name[DNAME_MAX];
	uint16_t type;
};

/* Prints it. The site has no errors. An error of enum err when the image
 * can't be made or its answer doesn't read. */
int explain(struct checked *checked, const struct explain_question *question,
            FILE *out);

/* Prints which view the client belongs to, and the network, its or that of
 * `refuse`, which makes it so. Returns the view, or NULL. */
const struct view *explain_client(const struct checked *checked,
                                  const struct net_address *source, FILE *out);

/*
 * Asks the image, or nothing for a client without a view (NULL), by answer(),
 * over TCP, where no answer is cut short. The answer is in message, which has
 * room for WIRE_MESSAGE octets.
 */
void explain_ask(struct query *query, const struct image *image,
                 uint8_t *message, const struct explain_question *question);

/* "NXDOMAIN" */
const char *explain_rcode(uint16_t rcode);

/*
 * The second half: the steps that led to the answer, each a line, as the
 * zone's tree shows them. tree is of the view that was asked, NULL when the
 * client has none.
 */
void explain_why(const struct checked *checked, const struct tree *tree,
                 const struct explain_question *question, FILE *out);

#endif

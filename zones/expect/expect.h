/* SPDX-License-Identifier: ISC */
#ifndef MULLION_EXPECT_H
#define MULLION_EXPECT_H

#include "zones/cli.h"
#include "zones/explain.h"
#include "zones/service/connect.h"

/*
 * A site's own tests: what clients are to be answered, and what they may
 * connect to. Each is a question, as `mullion explain` asks it, or a
 * connection, as the site's services let it through or not.
 *
 *   from             the client
 *   query            the name and type that it asks for, or
 *   connect          the host, port and protocol that it connects to
 *   expect           an outcome, and for OUTCOME_DATA the records
 */
enum outcome {
	OUTCOME_DATA,     /* records of the type that was asked for */
	OUTCOME_NODATA,   /* RFC 2308 section 2.2 */
	OUTCOME_NXDOMAIN, /* the last name of a chain doesn't exist */
	OUTCOME_REFUSED,
	OUTCOME_REFERRAL, /* the name, or the chain's last, is delegated */
	OUTCOME_OTHER,    /* none of these: never expected */
	OUTCOME_ALLOWED,  /* of a connection */
	OUTCOME_DENIED,
};

struct expectation {
	struct explain_question question; /* of a connection: the source */
	bool connect;
	struct connect_target target;
	enum outcome outcome;
	struct rdatum *data; /* a set: in any order */
	size_t count;
	const struct place *place; /* of the value of `expect` */
};

/* "NODATA"; "" for those that have no word. */
const char *outcome_text(enum outcome outcome);

/* The outcome of that word, of a connection or a question, or ERR_NOTHING. */
int outcome_from_text(const char *text, bool connect);

/*
 * Runs the tests against the images of the views that they are about, which
 * are built for it and stay with checked (checked_image()). The site has no
 * errors and its serials are chosen. A test that doesn't hold is reported as
 * [test-failed]: EXIT_FINDINGS then. EXIT_USAGE: an image can't be made, a
 * message is on standard error.
 */
enum exit_status expect_run(struct checked *checked);

#endif

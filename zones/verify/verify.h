/* SPDX-License-Identifier: ISC */
#ifndef MULLION_VERIFY_H
#define MULLION_VERIFY_H

#include "zones/checked.h"
#include "zones/view_set.h"

/*
 * What is live beside what was declared: answers of name servers, and what
 * listens on a host. Findings go to a report of their own, by rules that
 * `check` doesn't have.
 */
struct verify_server {
	const char *text;   /* as messages call it */
	const char *server; /* its address, and port */
	unsigned port;
	struct view_set views;      /* that its listener serves; none: all */
	const char *source;         /* who asks: an address of this host */
	struct net_address address; /* the same */
};

struct verify {
	struct checked *checked; /* without errors, serials chosen */
	struct report *report;
	struct arena *arena;
	unsigned patience;  /* milliseconds for an answer */
	bool serials_known; /* they are those of the images that are served */
};

/*
 * questions.c: all that is asked in a view (NULL: by a client without one),
 * in canonical order: each type of each name that the view answers for, a name
 * below each wildcard, and the same of all other views, which must get what
 * one gets who has never heard of them.
 */
struct verify_question {
	const uint8_t *name;       /* wire form, lower case */
	const struct rrset *rrset; /* what it is asked for: type, and place */
	bool own;                  /* the view has it */
};

struct verify_questions {
	struct verify_question *items;
	size_t count;
};

void verify_questions(struct verify_questions *questions,
                      const struct verify *verify, const struct view *view);

/* The message that asks, its id 0, into message, which has room for
 * VERIFY_MESSAGE octets. Returns its length. */
enum { VERIFY_MESSAGE = 512 };

size_t verify_message(uint8_t *message, const struct verify_question *question);

/*
 * live.c: asks a server all that and compares: [answer-differs],
 * [answer-octets], [no-answer]. ERR_REPORTED: it couldn't be asked, which is
 * said on standard error, or an image can't be made.
 */
int
verify_live(const struct verify *verify, const struct verify_server *server);

/*
 * listeners.c: compares what listens on the host, by the files tcp, tcp6, udp,
 * udp6, fib_trie and if_inet6 of folder (/proc/net), with the services of its
 * addresses: [undeclared-listener], [listener-address], [internal-listener],
 * [missing-listener]. ERR_SYSTEM: a file can't be read, and *failed names it;
 * ERR_MALFORMED: it isn't of its form.
 */
int verify_listeners(const struct verify *verify, const char *folder,
                     const char **failed);

#endif

/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_STREAM_H
#define MULLION_TEST_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "test/ask.h"
#include "test/packet.h"

/*
 * A steady stream of questions to a live server, from clients of several views
 * at once, each answer looked at. Each version of the site that is asked says
 * its number in every record of one chain, and beside it the view:
 *
 *   alias CNAME at-version-0007   at-version-0007 TXT "version-0007 view-in"
 *                                                     "version-0007 view-in"
 *
 * so an answer that is of two versions, or of a view that isn't the client's,
 * is seen. One thread: while something else is run, nobody is asked, and what
 * has come meanwhile is read before anything counts as lost.
 */
enum {
	STREAM_CLIENTS = 4,
	STREAM_SOCKETS = 8,     /* of each client */
	STREAM_OUTSTANDING = 8, /* questions on their way, for each socket */
	STREAM_PATIENCE = 3000, /* milliseconds; then it is lost */
};

/* The views of the site, and a client of each; the last belongs to none. */
enum stream_view { STREAM_IN, STREAM_LAB, STREAM_OUT, STREAM_NOBODY };

struct stream_client {
	const char *address;
	int view; /* whose answers are right; REFUSED for STREAM_NOBODY */
	int also; /* another, while the site changes; otherwise the same */
	struct asker {
		int s;
		/* by id: when each counts as lost; 0: none */
		uint64_t due[STREAM_OUTSTANDING];
	} askers[STREAM_SOCKETS];
	unsigned answers;
	unsigned lost;     /* over UDP */
	unsigned tcp_lost; /* connections that ended without an answer */
	unsigned mixed;    /* of two versions, or of another's view */
	unsigned refused;  /* and shouldn't be */
	uint64_t heard;    /* when the last answer came */
	unsigned gap;      /* milliseconds, the longest without one */
};

struct stream {
	struct endpoint to;
	struct packet packet;
	struct stream_client clients[STREAM_CLIENTS];
	size_t client_count;
	bool tcp;   /* asks over TCP too, which waits for the answer */
	int newest; /* the last answer's version */
	int wanted;
	unsigned others; /* answers of another version than `wanted` */
};

/* Writes the site of this version, each file whole: the views, of which lab
 * may be left out, and a zone. */
bool stream_write_site(const char *folder, int version, bool lab);

/* A file of the folder, written whole under another name and renamed. */
bool stream_write_file(const char *folder, const char *name, const char *text);

/* Clients of the first `count` views, for a server on 127.0.0.1. */
bool stream_open(struct stream *stream, uint16_t port, size_t count);
void stream_close(struct stream *stream);

/* Waits until the server answers each of the clients. */
bool stream_ready(struct stream *stream, struct live *live);

/* Asks for so many milliseconds; or until the version was answered, whether it
 * was in that time. */
void stream_run(struct stream *stream, int milliseconds);
bool stream_until(struct stream *stream, int version, int milliseconds);

/* Asks until nothing but the version is answered, for an eighth of a second;
 * whether that is so in time. */
bool stream_settle(struct stream *stream, int version, int milliseconds);

/* Asks nothing new, and waits until all is answered or lost; of those clients
 * for a moment only, and the rest is lost. */
void stream_drain(struct stream *stream, const bool hopeless[STREAM_CLIENTS]);

/* Sums, of all clients but the one of this view, -1 for none. */
unsigned stream_lost(const struct stream *stream, int except);
unsigned stream_wrong(const struct stream *stream); /* mixed, refused */
unsigned stream_answers(const struct stream *stream);

/* The longest time without an answer begins anew. */
void stream_forget_gaps(struct stream *stream);

#endif

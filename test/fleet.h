/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TEST_FLEET_H
#define MULLION_TEST_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The names of a made-up company's machines and services, as many as wanted,
 * to measure with. Nothing is stored: all about name number i follows from i,
 * by a generator of random numbers that i seeds, so the same fleet is the
 * same everywhere. Names are spread evenly over zones:
 *
 *   zone 0: bench.test.                  or, of several:
 *           z00000.bench.test.           z00001.bench.test. ...
 *   names   0 ... names - 1                  names ... 2 * names - 1
 *
 * In a thousand names there are, as in the DNS inside a company:
 */
enum fleet_kind {
	FLEET_HOST,    /* 620  A, of one in ten several */
	FLEET_DUAL,    /* 100  A and AAAA */
	FLEET_ALIAS,   /* 100  CNAME of a host of the zone */
	FLEET_SERVICE, /*  90  SRV, one to three of such hosts */
	FLEET_TEXT,    /*  40  TXT */
	FLEET_MAIL,    /*  30  MX, two of such hosts */
	FLEET_WILD,    /*  10  a wildcard with A */
	FLEET_CUT,     /*  10  a delegation, two NS with glue */
	FLEET_KINDS,
};

struct fleet {
	uint32_t zones;
	uint32_t names; /* in each zone, the apex and its servers apart */
};

enum { FLEET_TEXT_MAX = 128, FLEET_RECORDS = 5 };

/* owner is relative to the zone, "" for its apex; names in data are not. */
struct fleet_record {
	char owner[FLEET_TEXT_MAX];
	uint32_t ttl;
	const char *type;
	char data[FLEET_TEXT_MAX];
};

enum fleet_kind fleet_kind(const struct fleet *fleet, uint32_t i);

/* The records of name i, those of an RRset in a row; returns how many. */
unsigned fleet_records(const struct fleet *fleet, uint32_t i,
                       struct fleet_record records[FLEET_RECORDS]);

/* SOA and NS of a zone, and addresses for these. */
unsigned fleet_apex(const struct fleet *fleet, uint32_t zone,
                    struct fleet_record records[FLEET_RECORDS]);

/* The zone's name, with its final dot. */
void
fleet_zone(const struct fleet *fleet, uint32_t zone, char text[FLEET_TEXT_MAX]);

/* The host that name i, an alias, leads to. */
uint32_t fleet_target(const struct fleet *fleet, uint32_t i);

/* The first name of the kind from name i on, round and round; i if there is
 * none. */
uint32_t
fleet_find(const struct fleet *fleet, uint32_t i, enum fleet_kind kind);

/*
 * What may be asked, how often in a thousand questions, and what comes back.
 */
enum fleet_ask {
	ASK_HIT,      /* 400  A of a host */
	ASK_HIT6,     /*  80  AAAA of one that has both */
	ASK_NODATA,   /*  70  AAAA of a host that has none */
	ASK_NXDOMAIN, /* 150 */
	ASK_WILDCARD, /*  50  below one */
	ASK_REFERRAL, /*  50  below a cut */
	ASK_CNAME,    /*  75  A of an alias */
	ASK_SRV,      /*  70 */
	ASK_TXT,      /*  30 */
	ASK_MX,       /*  25 */
	ASK_KINDS,
};

struct fleet_question {
	char name[FLEET_TEXT_MAX];
	const char *type;
	const char *rcode;
	bool authoritative;
	unsigned answers;             /* records in the answer section */
	char address[FLEET_TEXT_MAX]; /* an A among them, or "-" */
};

/* Short, for a file's name. */
const char *fleet_ask_name(enum fleet_ask ask);

/* Question number n of the kind, and what kind number n is of a mixture. */
void fleet_ask(const struct fleet *fleet, enum fleet_ask ask, uint32_t n,
               struct fleet_question *question);
enum fleet_ask fleet_ask_mixed(uint32_t n);

#endif

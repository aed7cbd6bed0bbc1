/* SPDX-License-Identifier: ISC */
#ifndef MULLION_MESSAGE_H
#define MULLION_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/dname.h"
#include "zones/arena.h"
#include "zones/rdata.h"

/*
 * A DNS message read record by record, compressed names written out: what
 * `explain` prints of an answer, and how `show` reads the RRsets of an image.
 * Set octets, size, arena, and `at` to where the first record begins.
 */
struct message {
	const uint8_t *octets;
	size_t size;
	size_t at;
	struct arena *arena; /* for RDATA */
};

struct message_record {
	uint8_t owner[DNAME_MAX];
	uint16_t type;
	uint16_t class;
	uint32_t ttl;
	struct rdatum rdatum;
};

/* The next record. ERR_SHORT or ERR_MALFORMED. */
int message_next(struct message *message, struct message_record *record);

/*
 * The name at octet `at`, pointers followed, into name[DNAME_MAX]. Returns
 * the octets that it takes there. ERR_SHORT or ERR_MALFORMED.
 */
int message_name(const struct message *message, size_t at, uint8_t *name);

/*
 * A query for the name and type in class IN, without EDNS and with id 0, into
 * octets of at least MESSAGE_QUERY. Returns its length.
 */
enum { MESSAGE_QUERY = 12 + DNAME_MAX + 4 };

size_t message_query(uint8_t *octets, const uint8_t *name, uint16_t type);

#endif

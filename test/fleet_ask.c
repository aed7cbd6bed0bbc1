/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "test/fleet.h"
#include "test/random.h"

static const struct {
	unsigned share; /* in a thousand */
	const char *name;
	enum fleet_kind kind; /* of the names that are asked for */
	const char *type;
} asks[ASK_KINDS] = {
    [ASK_HIT] = {400, "hit", FLEET_HOST, "A"},
    [ASK_HIT6] = {80, "hit6", FLEET_DUAL, "AAAA"},
    [ASK_NODATA] = {70, "nodata", FLEET_HOST, "AAAA"},
    [ASK_NXDOMAIN] = {150, "nxdomain", FLEET_HOST, "A"},
    [ASK_WILDCARD] = {50, "wildcard", FLEET_WILD, "A"},
    [ASK_REFERRAL] = {50, "referral", FLEET_CUT, "A"},
    [ASK_CNAME] = {75, "cname", FLEET_ALIAS, "A"},
    [ASK_SRV] = {70, "srv", FLEET_SERVICE, "SRV"},
    [ASK_TXT] = {30, "txt", FLEET_TEXT, "TXT"},
    [ASK_MX] = {25, "mx", FLEET_MAIL, "MX"},
};

/* Of question n; apart from the names' own. */
static struct random
random_of(uint32_t n)
{
	return (struct random){UINT64_C(1) << 63 | (uint64_t)n << 20};
}

const char *
fleet_ask_name(enum fleet_ask ask)
{
	return asks[ask].name;
}

enum fleet_ask
fleet_ask_mixed(uint32_t n)
{
	struct random random = random_of(n);
	unsigned drawn = random_below(&random, 1000), ask = 0;

	while (drawn >= asks[ask].share)
		drawn -= asks[ask++].share;
	return ask;
}

/* Asks for the type at `owner`, relative to the zone of name i. */
static void
ask_at(struct fleet_question *question, const struct fleet *fleet, uint32_t i,
       const char *owner, const char *type)
{
	char zone[FLEET_TEXT_MAX];

	fleet_zone(fleet, i / fleet->names, zone);
	snprintf(question->name, FLEET_TEXT_MAX, "%.63s.%.63s", owner, zone);
	question->type = type;
}

/* What name i has of the type is in the answer. */
static void
expect(struct fleet_question *question, const struct fleet *fleet, uint32_t i,
       const char *type)
{
	struct fleet_record records[FLEET_RECORDS];
	unsigned count = fleet_records(fleet, i, records);

	for (unsigned r = 0; r < count; r++) {
		if (strcmp(records[r].type, type) != 0)
			continue;
		question->answers++;
		if (strcmp(type, "A") == 0)
			memcpy(question->address, records[r].data,
			       FLEET_TEXT_MAX);
	}
}

/* Name i is asked for what it has. */
static void
ask_name(struct fleet_question *question, const struct fleet *fleet, uint32_t i,
         const char *type)
{
	struct fleet_record records[FLEET_RECORDS];

	fleet_records(fleet, i, records);
	ask_at(question, fleet, i, records[0].owner, type);
	expect(question, fleet, i, type);
}

static void
ask_alias(struct fleet_question *question, const struct fleet *fleet,
          uint32_t i)
{
	ask_name(question, fleet, i, "CNAME");
	question->type = "A";
	expect(question, fleet, fleet_target(fleet, i), "A");
}

/* A name that isn't there, made from that of name i: what is behind its first
 * `skip` octets behind an x, a number and `between`. */
static void
ask_beside(struct fleet_question *question, const struct fleet *fleet,
           uint32_t i, uint32_t number, const char *between, size_t skip)
{
	struct fleet_record records[FLEET_RECORDS];
	char owner[FLEET_TEXT_MAX];

	fleet_records(fleet, i, records);
	snprintf(owner, sizeof(owner), "x%u%s%.63s", number, between,
	         records[0].owner + skip);
	ask_at(question, fleet, i, owner, "A");
}

void
fleet_ask(const struct fleet *fleet, enum fleet_ask ask, uint32_t n,
          struct fleet_question *question)
{
	struct random random = random_of(n);
	uint32_t from = random_below(&random, fleet->zones * fleet->names);

	*question = (struct fleet_question){
	    .rcode = ask == ASK_NXDOMAIN ? "NXDOMAIN" : "NOERROR",
	    .authoritative = ask != ASK_REFERRAL,
	    .address = "-",
	};
	from = fleet_find(fleet, from, asks[ask].kind);
	switch (ask) {
	case ASK_NXDOMAIN:
		ask_beside(question, fleet, from, n, "-", 0);
		break;
	case ASK_WILDCARD:
		ask_beside(question, fleet, from, n, "", strlen("*"));
		expect(question, fleet, from, "A");
		break;
	case ASK_REFERRAL:
		ask_beside(question, fleet, from, n, ".", 0);
		break;
	case ASK_CNAME:
		ask_alias(question, fleet, from);
		break;
	default:
		ask_name(question, fleet, from, asks[ask].type);
		break;
	}
}

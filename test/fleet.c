/* SPDX-License-Identifier: ISC */
#include "test/fleet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "test/random.h"

static const unsigned shares[FLEET_KINDS] = {620, 100, 100, 90, 40, 30, 10, 10};

static const char *const words[] = {
    "api",     "auth",  "billing", "cache",  "cart",   "chat",   "config",
    "crawler", "db",    "deploy",  "docs",   "events", "files",  "gateway",
    "git",     "graph", "ids",     "images", "index",  "jobs",   "ledger",
    "logs",    "mail",  "maps",    "media",  "mq",     "orders", "pay",
    "proxy",   "push",  "queue",   "quotes", "search", "stats",  "stock",
    "tax",     "trace", "users",   "vault",  "web",
};
static const char *const stages[] = {"prod", "stage", "test", "infra"};
static const char *const places[] = {"ams1", "fra1", "gru1",
                                     "iad2", "sin1", "sjc1"};

enum {
	WORDS = sizeof(words) / sizeof(*words),
	STAGES = sizeof(stages) / sizeof(*stages),
	PLACES = sizeof(places) / sizeof(*places),
};

/* Everything of name i comes from here, in the order in which it is drawn:
 * the kind, the parts of the name, then the data. */
static struct random
random_of(uint32_t i)
{
	return (struct random){(uint64_t)i << 20};
}

static enum fleet_kind
draw_kind(const struct fleet *fleet, uint32_t i, struct random *random)
{
	unsigned drawn = random_below(random, 1000), kind = 0;

	/* so that whatever leads to a host finds one in its zone */
	if (i % fleet->names == 0)
		return FLEET_HOST;
	while (drawn >= shares[kind])
		drawn -= shares[kind++];
	return kind;
}

enum fleet_kind
fleet_kind(const struct fleet *fleet, uint32_t i)
{
	struct random random = random_of(i);

	return draw_kind(fleet, i, &random);
}

static void __attribute__((format(printf, 2, 3)))
put(char text[FLEET_TEXT_MAX], const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, FLEET_TEXT_MAX, format, arguments);
	va_end(arguments);
}

/* Draws the owner of name i, relative to its zone. */
static void
draw_owner(char text[FLEET_TEXT_MAX], enum fleet_kind kind, uint32_t i,
           struct random *random)
{
	static const char *const marks[] = {
	    [FLEET_HOST] = "-",  [FLEET_DUAL] = "-",  [FLEET_ALIAS] = "-a",
	    [FLEET_TEXT] = "-t", [FLEET_MAIL] = "-m",
	};
	const char *word = words[random_below(random, WORDS)];
	const char *stage = stages[random_below(random, STAGES)];
	const char *place = places[random_below(random, PLACES)];

	if (kind == FLEET_WILD)
		put(text, "*.app%06u", i);
	else if (kind == FLEET_CUT)
		put(text, "team%06u", i);
	else if (kind == FLEET_SERVICE)
		put(text, "_%s%06u._tcp.%s.%s", word, i, stage, place);
	else
		put(text, "%s%s%06u.%s.%s", word, marks[kind], i, stage, place);
}

void
fleet_zone(const struct fleet *fleet, uint32_t zone, char text[FLEET_TEXT_MAX])
{
	if (fleet->zones == 1)
		put(text, "bench.test.");
	else
		put(text, "z%05u.bench.test.", zone);
}

/* owner, of the zone of name i, in full. */
static void
put_full(char text[FLEET_TEXT_MAX], const struct fleet *fleet, uint32_t i,
         const char *owner)
{
	char zone[FLEET_TEXT_MAX];

	fleet_zone(fleet, i / fleet->names, zone);
	put(text, "%.63s.%.63s", owner, zone);
}

uint32_t
fleet_find(const struct fleet *fleet, uint32_t i, enum fleet_kind kind)
{
	uint32_t all = fleet->zones * fleet->names;

	for (uint32_t tried = 0; tried < all; tried++, i = (i + 1) % all)
		if (fleet_kind(fleet, i) == kind)
			break;
	return i;
}

/* Draws a host of the zone of name i, round and round from a name in it. */
static uint32_t
draw_host(const struct fleet *fleet, uint32_t i, struct random *random)
{
	uint32_t first = i - i % fleet->names;
	uint32_t host = random_below(random, fleet->names);

	while (fleet_kind(fleet, first + host) != FLEET_HOST)
		host = (host + 1) % fleet->names;
	return first + host;
}

/* The same, and puts its name. */
static void
draw_host_name(char text[FLEET_TEXT_MAX], const struct fleet *fleet, uint32_t i,
               struct random *random)
{
	uint32_t host = draw_host(fleet, i, random);
	struct random its = random_of(host);
	char owner[FLEET_TEXT_MAX];

	draw_owner(owner, draw_kind(fleet, host, &its), host, &its);
	put_full(text, fleet, i, owner);
}

static void
draw_a(char text[FLEET_TEXT_MAX], struct random *random)
{
	uint32_t octets = random_below(random, 1u << 24);

	put(text, "10.%u.%u.%u", octets >> 16, octets >> 8 & 0xff,
	    octets & 0xff);
}

/* What is being made of a name. */
struct maker {
	const struct fleet *fleet;
	uint32_t i;
	struct random random;
	struct fleet_record *records;
	unsigned count;
	uint32_t ttl;
	char owner[FLEET_TEXT_MAX];
};

/* One more record of the owner: its data is to be put. */
static char *
add(struct maker *maker, const char *type)
{
	struct fleet_record *record = &maker->records[maker->count++];

	memcpy(record->owner, maker->owner, FLEET_TEXT_MAX);
	record->ttl = maker->ttl;
	record->type = type;
	return record->data;
}

static void
make_host(struct maker *maker)
{
	unsigned count = 1;

	if (random_below(&maker->random, 10) == 0)
		count = 2 + random_below(&maker->random, 3);
	while (count-- > 0)
		draw_a(add(maker, "A"), &maker->random);
}

static void
make_dual(struct maker *maker)
{
	draw_a(add(maker, "A"), &maker->random);
	put(add(maker, "AAAA"), "fd00::%x:%x:%x",
	    1 + random_below(&maker->random, 0xffff),
	    1 + random_below(&maker->random, 0xffff),
	    1 + random_below(&maker->random, 0xffff));
}

/* MX and SRV alike, but for what stands in front of the host. */
static void
make_hosts(struct maker *maker, const char *type, const char *before,
           unsigned count)
{
	for (unsigned i = 1; i <= count; i++) {
		char host[FLEET_TEXT_MAX];

		draw_host_name(host, maker->fleet, maker->i, &maker->random);
		put(add(maker, type), "%u%s %.100s", i * 10, before, host);
	}
}

static void
make_cut(struct maker *maker)
{
	char servers[2][FLEET_TEXT_MAX];

	for (unsigned i = 0; i < 2; i++) {
		put(servers[i], "ns%u.%.60s", i + 1, maker->owner);
		put_full(add(maker, "NS"), maker->fleet, maker->i, servers[i]);
	}
	for (unsigned i = 0; i < 2; i++) {
		memcpy(maker->owner, servers[i], FLEET_TEXT_MAX);
		draw_a(add(maker, "A"), &maker->random);
	}
}

uint32_t
fleet_target(const struct fleet *fleet, uint32_t i)
{
	struct random random = random_of(i);
	char owner[FLEET_TEXT_MAX];

	draw_owner(owner, draw_kind(fleet, i, &random), i, &random);
	return draw_host(fleet, i, &random);
}

unsigned
fleet_records(const struct fleet *fleet, uint32_t i,
              struct fleet_record records[FLEET_RECORDS])
{
	static const uint32_t ttls[] = {30, 60, 300, 300, 3600};
	struct maker maker = {
	    .fleet = fleet,
	    .i = i,
	    .random = random_of(i),
	    .records = records,
	};
	enum fleet_kind kind = draw_kind(fleet, i, &maker.random);

	draw_owner(maker.owner, kind, i, &maker.random);
	maker.ttl = ttls[i % 5];
	if (kind == FLEET_DUAL)
		make_dual(&maker);
	else if (kind == FLEET_ALIAS)
		draw_host_name(add(&maker, "CNAME"), fleet, i, &maker.random);
	else if (kind == FLEET_SERVICE)
		make_hosts(&maker, "SRV", " 50 8443",
		           1 + random_below(&maker.random, 3));
	else if (kind == FLEET_TEXT)
		put(add(&maker, "TXT"), "build=%08x%08x",
		    random_below(&maker.random, UINT32_MAX),
		    random_below(&maker.random, UINT32_MAX));
	else if (kind == FLEET_MAIL)
		make_hosts(&maker, "MX", "", 2);
	else if (kind == FLEET_CUT)
		make_cut(&maker);
	else
		make_host(&maker);
	return maker.count;
}

unsigned
fleet_apex(const struct fleet *fleet, uint32_t zone,
           struct fleet_record records[FLEET_RECORDS])
{
	struct maker maker = {
	    .fleet = fleet,
	    .i = zone * fleet->names,
	    .records = records,
	    .ttl = 3600,
	};
	char apex[FLEET_TEXT_MAX];

	fleet_zone(fleet, zone, apex);
	put(add(&maker, "SOA"),
	    "ns1.%.40s hostmaster.%.40s 1 7200 900 1209600 300", apex, apex);
	put(add(&maker, "NS"), "ns1.%.100s", apex);
	put(add(&maker, "NS"), "ns2.%.100s", apex);
	put(maker.owner, "ns1");
	put(add(&maker, "A"), "10.255.0.1");
	put(maker.owner, "ns2");
	put(add(&maker, "A"), "10.255.0.2");
	return maker.count;
}

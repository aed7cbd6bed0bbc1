/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/dname.h"
#include "zones/shorthand/seconds.h"
#include "zones/spec_read.h"

static const struct value_member members[] = {
    {"mname", false}, {"rname", false},  {"serial", false},  {"refresh", false},
    {"retry", false}, {"expire", false}, {"minimum", false}, {"ttl", false},
};

/* The defaults are the contract's (section 3). */
static void
set_defaults(struct spec_reader *r)
{
	static const char rname[] = "hostmaster";
	struct soa *soa = &r->spec->soa;
	uint8_t name[DNAME_MAX];
	int length = dname_from_text(name, rname, strlen(rname), r->spec->apex);

	/* Of an apex that leaves no room the apex itself. */
	soa->rname = length < 0
	                 ? r->spec->apex
	                 : arena_copy(r->reader.arena, name, (size_t)length);
	soa->refresh = 7200;
	soa->retry = 900;
	soa->expire = 1209600;
	soa->minimum = 300;
	soa->ttl = r->spec->ttl;
	soa->place = r->spec->place;
}

/* True when it is written and good. */
static bool
read_serial(const struct spec_reader *r, struct value serial, uint32_t *to)
{
	json_int_t number;

	if (serial.json == NULL
	    || !value_number(&r->reader, serial, "\"serial\"", RULE_SCHEMA,
	                     UINT32_MAX, &number))
		return false;
	*to = (uint32_t)number;
	return true;
}

static void
read_timer(const struct spec_reader *r, struct value soa, const char *key,
           uint32_t *to)
{
	struct value value = value_get(&r->reader, soa, key);
	bool ttl = strcmp(key, "ttl") == 0;

	if (value.json != NULL)
		(void)value_seconds(
		    &r->reader, value,
		    arena_format(r->reader.arena, "\"%s\"", key),
		    ttl ? RULE_BAD_TTL : RULE_SCHEMA,
		    ttl ? INT32_MAX : UINT32_MAX, to);
}

void
spec_read_soa(struct spec_reader *r, struct value object)
{
	struct soa *soa = &r->spec->soa;
	struct value mname, rname;

	set_defaults(r);
	if (object.json == NULL
	    || !value_is_object(&r->reader, object, "\"soa\""))
		return;
	(void)value_check_members(&r->reader, object, "\"soa\"", members,
	                          sizeof(members) / sizeof(members[0]));
	soa->place = object.place;
	mname = value_get(&r->reader, object, "mname");
	if (mname.json != NULL)
		soa->mname = spec_read_name(r, mname, "\"mname\"");
	rname = value_get(&r->reader, object, "rname");
	if (rname.json != NULL) {
		const uint8_t *name = spec_read_name(r, rname, "\"rname\"");

		if (name != NULL)
			soa->rname = name;
	}
	soa->serial_written = read_serial(
	    r, value_get(&r->reader, object, "serial"), &soa->serial);
	read_timer(r, object, "refresh", &soa->refresh);
	read_timer(r, object, "retry", &soa->retry);
	read_timer(r, object, "expire", &soa->expire);
	read_timer(r, object, "minimum", &soa->minimum);
	read_timer(r, object, "ttl", &soa->ttl);
}

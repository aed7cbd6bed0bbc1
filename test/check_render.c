/* SPDX-License-Identifier: ISC */
#include <ldns/ldns.h>

#include "lib/image_format.h"
#include "test/content.h"
#include "zones/render.h"

static struct arena *arena;

static void
setup(void)
{
	arena = arena_new();
}

static void
teardown(void)
{
	arena_free(arena);
}

static void
build(struct tree *tree, const char *const *lines)
{
	struct content *content = arena_alloc(arena, sizeof(*content));

	content_from_text(content, arena, lines);
	zone_build(tree, arena, content);
}

static const struct rrset *
find(const struct tree *tree, const char *owner, const char *type,
     const struct name **name)
{
	const uint8_t *octets = content_name(arena, owner);
	bool exact;

	*name = zone_find(zone_of(tree, octets), octets, &exact);
	ck_assert(exact);
	return zone_rrset(*name, (uint16_t)rdata_type(type));
}

static void
render(struct rendered *r, const struct tree *tree, const char *owner,
       const char *type)
{
	const struct name *name;
	const struct rrset *rrset = find(tree, owner, type, &name);

	ck_assert_ptr_nonnull(rrset);
	render_rrset(r, arena, name, rrset);
}

/* As a reader puts it into an answer to qname, `gap` octets behind the
 * question. */
static size_t
place(uint8_t *message, const struct rendered *r, const uint8_t *apex,
      const uint8_t *qname, size_t gap)
{
	size_t delta = dname_length(qname) - dname_length(apex);
	size_t start = WIRE_HEADER + dname_length(qname) + WIRE_QUESTION + gap;
	uint8_t *wire = message + start;

	memset(message, 0, start);
	memcpy(message + WIRE_HEADER, qname, dname_length(qname));
	memcpy(wire, r->wire, r->length);
	for (size_t i = 0, at = 0; i < r->count; i++) {
		wire_write16(wire + at, WIRE_POINTER | WIRE_HEADER);
		at += 2 + WIRE_RR + wire_read16(wire + at + WIRE_RR);
	}
	for (size_t i = 0; i < r->suffix_count; i++)
		wire_write16(
		    wire + r->suffixes[i],
		    (uint16_t)(wire_read16(wire + r->suffixes[i]) + delta));
	for (size_t i = 0; i < r->self_count; i++)
		wire_write16(
		    wire + r->selves[i],
		    (uint16_t)(wire_read16(wire + r->selves[i]) + start));
	return start;
}

/* ldns reads the placed records as the RDATA that was given. */
static void
expect_same(const uint8_t *message, size_t start, const struct rendered *r,
            const struct rrset *rrset)
{
	size_t at = start;

	ck_assert_uint_eq(r->count, rrset->count);
	for (uint32_t i = 0; i < rrset->count; i++) {
		ldns_buffer *buffer = ldns_buffer_new(65536);
		ldns_rr *rr;
		size_t behind;

		ck_assert_int_eq(ldns_wire2rr(&rr, message, start + r->length,
		                              &at, LDNS_SECTION_ANSWER),
		                 LDNS_STATUS_OK);
		ck_assert_uint_eq(ldns_rr_ttl(rr), rrset->ttl);
		ck_assert_uint_eq(ldns_rr_get_type(rr), rrset->type);
		ck_assert_int_eq(ldns_rr_rdata2buffer_wire(buffer, rr),
		                 LDNS_STATUS_OK);
		behind = ldns_buffer_position(buffer);
		ck_assert_uint_eq(behind, rrset->data[i].length);
		ck_assert_mem_eq(ldns_buffer_begin(buffer), rrset->data[i].wire,
		                 behind);
		ldns_buffer_free(buffer);
		ldns_rr_free(rr);
	}
	ck_assert_uint_eq(at, start + r->length);
}

static const char *const mixed[] = {
    "zone example.com.",
    "example.com. 300 NS ns1.example.com.",
    "example.com. 300 NS ns2.example.com.",
    "example.com. 300 NS ns.Other.example.",
    "example.com. 300 NS a.other.example.",
    "example.com. 300 MX 10 example.com.",
    "example.com. 300 MX 20 mail.example.com.",
    "example.com. 300 MX 30 mail.example.com.",
    "example.com. 300 MX 40 x.mail.example.com.",
    "example.com. 300 MX 50 example.com.example.",
    "example.com. 300 MX 60 .",
    "example.com. 300 MX 70 com.",
    "example.com. 3600 SOA ns1.example.com. root.example.com. 1 2 3 4 5",
    "minfo.example.com. 5 MINFO a.b.example.com. b.example.com.",
    "srv.example.com. 60 SRV 1 2 3 ns1.example.com.",
    "srv.example.com. 60 SRV 1 2 3 ns1.example.com.",
    "rp.example.com. 60 RP a.example.com. b.example.com.",
    "txt.example.com. 60 TXT \"one\" \"two\"",
    "ns1.example.com. 60 A 192.0.2.1",
    "ns2.example.com. 60 AAAA 2001:db8::2",
    NULL,
};

START_TEST(every_rrset_reads_as_written_wherever_it_lands)
{
	static const char *const qnames[] = {
	    "example.com.", "a.example.com.",
	    "a.very.long.name.that.moves.everything.example.com."};
	struct tree tree;
	uint8_t message[65536];

	build(&tree, mixed);
	for (size_t i = 0; i < tree.zones[0].count; i++) {
		const struct name *name = &tree.zones[0].names[i];

		for (size_t j = 0; j < name->rrset_count * 3; j++) {
			const struct rrset *rrset = name->rrsets[j / 3];
			struct rendered r;
			size_t start;

			render_rrset(&r, arena, name, rrset);
			start =
			    place(message, &r, tree.zones[0].content->apex,
			          content_name(arena, qnames[j % 3]), j * 7);
			expect_same(message, start, &r, rrset);
		}
	}
}
END_TEST

struct size_case {
	const char *owner, *type;
	size_t length, suffixes, selves;
};

START_TEST(names_are_as_short_as_they_can_be)
{
	/* 12 octets a record before RDATA */
	static const struct size_case cases[] = {
	    /* ns1+2, ns2+2, ns Other example ., a other+2: a name keeps
	     * its case */
	    {"example.com.", "NS", 4 * 12 + 6 + 6 + 18 + 10, 2, 1},
	    /* 2, mail+2, 2, x+2, example com+2 .., 1, 2, 7 * 2 */
	    {"example.com.", "MX", 7 * 12 + 14 + 2 + 7 + 2 + 4 + 21 + 1 + 2, 3,
	     2},
	    {"example.com.", "SOA", 12 + 6 + 7 + 20, 2, 0},
	    {"minfo.example.com.", "MINFO", 12 + 6 + 2, 1, 1},
	    /* RFC 3597: not compressed */
	    {"srv.example.com.", "SRV", 2 * (12 + 6 + 17), 0, 0},
	    {"rp.example.com.", "RP", 12 + 15 + 15, 0, 0},
	};
	struct tree tree;

	build(&tree, mixed);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct size_case *c = &cases[i];
		struct rendered r;

		render(&r, &tree, c->owner, c->type);
		ck_assert_msg(r.length == c->length
		                  && r.suffix_count == c->suffixes
		                  && r.self_count == c->selves,
		              "%s %s: %zu %zu %zu", c->owner, c->type, r.length,
		              r.suffix_count, r.self_count);
	}
}
END_TEST

START_TEST(nothing_points_at_the_root_zones_apex)
{
	static const char *const lines[] = {"zone .", ". 1 NS a.b.",
	                                    ". 1 NS c.b.", NULL};
	struct tree tree;
	struct rendered r;

	build(&tree, lines);
	render(&r, &tree, ".", "NS");
	ck_assert_uint_eq(r.suffix_count, 0);
	ck_assert_uint_eq(r.self_count, 1);
	ck_assert_uint_eq(r.length, 12 + 5 + 12 + 4);
}
END_TEST

START_TEST(self_pointers_lead_no_further_than_they_may)
{
	const char *lines[1202];
	struct tree tree;
	struct rendered r;
	uint8_t message[65536];
	const struct name *name;
	const struct rrset *rrset;
	size_t start, count = 0, most = 0;

	lines[count++] = "zone example.";
	while (count < 1201) {
		lines[count] =
		    arena_format(arena, "example. 1 MX 1 host%zu.%zu.org.",
		                 count, count / 2);
		count++;
	}
	lines[count] = NULL;
	build(&tree, lines);
	rrset = find(&tree, "example.", "MX", &name);
	render_rrset(&r, arena, name, rrset);
	for (size_t i = 0; i < r.self_count; i++) {
		size_t to = wire_read16(r.wire + r.selves[i]) & 0x3fff;

		most = to > most ? to : most;
	}
	ck_assert_uint_gt(r.length, IMAGE_SELF_MAX);
	ck_assert_uint_le(most, IMAGE_SELF_MAX);
	ck_assert_uint_gt(most, IMAGE_SELF_MAX - 64);
	start = place(message, &r, name->octets, name->octets, 8000);
	expect_same(message, start, &r, rrset);
}
END_TEST

static const char *const targets[] = {
    "zone example.",
    "example. 1 NS ns.example.",
    "example. 1 NS below.cut.example.",
    "example. 1 NS at.wild.example.",
    "example. 1 NS ns.other.",
    "ns.example. 1 A 192.0.2.1",
    "*.wild.example. 1 A 192.0.2.2",
    "cut.example. 1 NS below.cut.example.",
    "cut.example. 1 NS cut.example.",
    "cut.example. 1 NS ns.example.",
    "cut.example. 1 NS b.cut2.example.",
    "cut.example. 1 NS missing.example.",
    "cut.example. 1 A 192.0.2.3",
    "below.cut.example. 1 A 192.0.2.4",
    "cut2.example. 1 NS b.cut2.example.",
    "b.cut2.example. 1 AAAA 2001:db8::1",
    "d.example. 1 DNAME other.",
    "x.d.example. 1 A 192.0.2.5",
    "mx.example. 1 MX 1 ns.example.",
    "mx.example. 1 MX 2 ns.example.",
    "mx.example. 1 MX 3 x.d.example.",
    "mx.example. 1 MX 4 txt.example.",
    "mx.example. 1 MX 5 six.example.",
    "mx.example. 1 MX 6 deep.example.",
    "six.example. 1 AAAA 2001:db8::6",
    "txt.example. 1 TXT \"t\"",
    "srv.example. 1 SRV 0 0 1 six.example.",
    "self.example. 1 HTTPS 1 . alpn=h2",
    "self.example. 1 A 192.0.2.6",
    "alias.example. 1 HTTPS 0 six.example.",
    "none.example. 1 HTTPS 0 .",
    "none.example. 1 A 192.0.2.7",
    "bare.example. 1 HTTPS 1 .",
    "*.any.example. 1 SVCB 1 . alpn=h2",
    "*.any.example. 1 A 192.0.2.8",
    "c1.example. 1 CNAME ns.example.",
    "c2.example. 1 CNAME x.ns.example.",
    "c3.example. 1 CNAME other.",
    "c4.example. 1 CNAME a.b.cut.example.",
    "c5.example. 1 CNAME x.wild.example.",
    "c6.example. 1 CNAME deep.example.",
    "c7.example. 1 CNAME www.both.example.",
    "c8.example. 1 CNAME EXAMPLE.",
    "both.example. 1 NS ns.both.example.",
    "deep.example. 1 A 192.0.2.9",
    "zone deep.example.",
    "deep.example. 1 A 192.0.2.10",
    "zone both.example.",
    "www.both.example. 1 A 192.0.2.11",
    NULL,
};

/* "NAME POSITION FLAGS", with blanks between targets; TARGET_OWNER is
 * 65535. */
static const struct {
	const char *owner, *type, *targets;
} target_cases[] = {
    {"example.", "NS", "ns.example. 12 1"},
    {"cut.example.", "NS",
     "below.cut.example. 12 3 cut.example. 36 3 ns.example. 50 1 "
     "b.cut2.example. 67 1"},
    {"cut2.example.", "NS", "b.cut2.example. 12 3"},
    {"mx.example.", "MX", "ns.example. 14 1 six.example. 89 1"},
    {"srv.example.", "SRV", "six.example. 18 1"},
    {"self.example.", "HTTPS", "self.example. 65535 1"},
    {"alias.example.", "HTTPS", "six.example. 14 1"},
    {"none.example.", "HTTPS", ""},
    {"bare.example.", "HTTPS", ""},
    {"*.any.example.", "SVCB", ""},
    {"c1.example.", "CNAME", "ns.example. 12 1"},
    {"c2.example.", "CNAME", "ns.example. 12 0"},
    {"c3.example.", "CNAME", ""},
    {"c4.example.", "CNAME", "cut.example. 12 0"},
    {"c5.example.", "CNAME", "wild.example. 12 0"},
    {"c6.example.", "CNAME", ""},
    {"c7.example.", "CNAME", "both.example. 12 0"},
    {"c8.example.", "CNAME", "example. 12 1"},
};

START_TEST(targets_are_the_names_that_the_zone_answers_for)
{
	struct tree tree;
	struct rendered r;
	const char *got = "";
	char text[DNAME_TEXT];

	build(&tree, targets);
	render(&r, &tree, target_cases[_i].owner, target_cases[_i].type);
	for (size_t i = 0; i < r.target_count; i++) {
		ck_assert_ptr_eq(r.targets[i].name->zone, &tree.zones[0]);
		got =
		    arena_format(arena, "%s%s%s %u %u", got, i == 0 ? "" : " ",
		                 dname_to_text(text, r.targets[i].name->octets),
		                 r.targets[i].position, r.targets[i].flags);
	}
	ck_assert_str_eq(got, target_cases[_i].targets);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("render");
	TCase *c = tcase_create("render");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, every_rrset_reads_as_written_wherever_it_lands);
	tcase_add_test(c, names_are_as_short_as_they_can_be);
	tcase_add_test(c, nothing_points_at_the_root_zones_apex);
	tcase_add_test(c, self_pointers_lead_no_further_than_they_may);
	tcase_add_loop_test(c, targets_are_the_names_that_the_zone_answers_for,
	                    0, sizeof(target_cases) / sizeof(target_cases[0]));
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}

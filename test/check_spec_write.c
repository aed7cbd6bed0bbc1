/* SPDX-License-Identifier: ISC */
#include "test/import_case.h"

static const char *const views[] = {"internal", "external"};

/* The zone file's spec in these views; NULL when it has errors. */
static const char *
spec_of(struct import_case *c, const char *text, size_t view_count)
{
	struct spec_text spec;
	char *written;
	size_t size;
	FILE *out;

	import_case_read(c, text);
	import_case_build(c);
	if (c->notices.errors > 0)
		return NULL;
	spec = (struct spec_text){.apex = c->imported.apex,
	                          .views = views,
	                          .view_count = view_count,
	                          .soa = c->imported.soa,
	                          .owners = c->imported.owners,
	                          .count = c->imported.count,
	                          .comments = c->imported.comments,
	                          .comment_count = c->imported.comment_count};
	out = open_memstream(&written, &size);
	spec_write(&spec, c->arena, out);
	fclose(out);
	text = arena_string(c->arena, written);
	free(written);
	return text;
}

static void
expect(const char *text, const char *wanted, const char *said)
{
	struct import_case c;

	import_case_begin(&c, NULL);
	ck_assert_str_eq(spec_of(&c, text, 1), wanted);
	ck_assert_str_eq(c.said, said);
	import_case_end(&c);
}

START_TEST(a_spec_is_what_a_person_would_write)
{
	expect("; the zone of an example\n"
	       "$TTL 300\n"
	       "www A 192.0.2.1 ; moved in May\n"
	       "www A 192.0.2.2\n"
	       "mail 60 A 192.0.2.3\n"
	       "@ 3600 SOA ns hostmaster 7 ( ; serial\n"
	       "  2 3 4 5 )\n"
	       "@ NS ns\n"
	       "  TXT \"a b\"\n"
	       "; name servers\n"
	       "ns AAAA 2001:db8::1\n"
	       "www TXT a b\n"
	       "//x A 192.0.2.4\n",
	       "{\n"
	       "  \"//\": \"the zone of an example\",\n"
	       "  \"zone\": \"example\",\n"
	       "  \"views\": [\"internal\"],\n"
	       "  \"ttl\": 300,\n"
	       "  \"soa\": {\n"
	       "    \"mname\": \"ns\",\n"
	       "    \"rname\": \"hostmaster\",\n"
	       "    \"serial\": 7,\n"
	       "    \"refresh\": 2,\n"
	       "    \"retry\": 3,\n"
	       "    \"expire\": 4,\n"
	       "    \"minimum\": 5,\n"
	       "    \"ttl\": 3600\n"
	       "  },\n"
	       "  \"records\": {\n"
	       "    \"@\": {\n"
	       "      \"NS\": \"ns\",\n"
	       "      \"TXT\": { \"text\": \"a b\" }\n"
	       "    },\n"
	       "    \"www\": {\n"
	       "      \"//\": \"moved in May\",\n"
	       "      \"A\": [\"192.0.2.1\", \"192.0.2.2\"],\n"
	       "      \"TXT\": \"\\\"a\\\" \\\"b\\\"\"\n"
	       "    },\n"
	       "    \"mail\": {\n"
	       "      \"A\": { \"ttl\": 60, \"data\": \"192.0.2.3\" }\n"
	       "    },\n"
	       "    \"ns\": {\n"
	       "      \"//\": \"name servers\",\n"
	       "      \"AAAA\": \"2001:db8::1\"\n"
	       "    },\n"
	       "    \"\\\\047/x\": { \"A\": \"192.0.2.4\" }\n"
	       "  }\n"
	       "}\n",
	       "");
}
END_TEST

START_TEST(long_lists_have_a_line_for_each)
{
	struct import_case c;
	const char *text;

	import_case_begin(&c, NULL);
	text = spec_of(&c,
	               "$TTL 1\n@ NS ns.other.\n"
	               "$GENERATE 1-9 a A 192.0.2.$\n",
	               2);
	ck_assert_ptr_nonnull(strstr(text, "[\"internal\", \"external\"]"));
	ck_assert_ptr_nonnull(
	    strstr(text, "    \"a\": {\n      \"A\": [\n        "
	                 "\"192.0.2.1\",\n        \"192.0.2.2\",\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "        \"192.0.2.9\"\n      ]\n    }\n"));
	import_case_end(&c);
}
END_TEST

/* RFC 2181 section 5.2; which one is what named-checkzone -D has. */
START_TEST(an_rrset_has_one_ttl)
{
	struct import_case c;

	import_case_begin(&c, NULL);
	import_case_read(&c, "w 5 A 192.0.2.1\nw 60 A 192.0.2.2\n"
	                     "v 5 A 192.0.2.1\nw 70 A 192.0.2.3\n"
	                     "v 9 A 192.0.2.2\nv 5 A 192.0.2.3\n");
	import_case_build(&c);
	ck_assert_uint_eq(c.imported.count, 2);
	ck_assert_uint_eq(c.imported.owners[0].rrsets[0].ttl, 70);
	ck_assert_uint_eq(c.imported.owners[1].rrsets[0].ttl, 9);
	ck_assert_ptr_nonnull(strstr(c.said, "db:2:6: warning: the TTL 60 "));
	ck_assert_ptr_nonnull(strstr(c.said, "db:3:5: warning: the TTL 5 "));
	import_case_end(&c);
}
END_TEST

START_TEST(a_record_that_stands_twice_is_one)
{
	struct import_case c;

	import_case_begin(&c, NULL);
	import_case_read(&c, "w 5 A 192.0.2.1\nw 5 A 192.0.2.2\n"
	                     "w 5 A 192.0.2.1\n");
	import_case_build(&c);
	ck_assert_uint_eq(c.imported.owners[0].rrsets[0].count, 2);
	ck_assert_ptr_nonnull(
	    strstr(c.said, "db:3:5: warning: the record stands in line 1 of "
	                   "db already"));
	import_case_end(&c);
}
END_TEST

static void
refuse(const char *text, const char *said)
{
	struct import_case c;

	import_case_begin(&c, NULL);
	ck_assert_ptr_null(spec_of(&c, text, 1));
	ck_assert_msg(strstr(c.said, said) != NULL, "%s", c.said);
	import_case_end(&c);
}

START_TEST(what_no_server_would_load_is_refused)
{
	refuse("$TTL 1\na A 192.0.2.1\n", "db:1:1: error: ");
	refuse("$TTL 1\n@ NS a\nb CNAME c\nb A 192.0.2.1\n", "db:3:3: error: ");
	refuse("$TTL 1\n@ NS a\nb CNAME c\nb CNAME d\n", "[multiple-cname]");
	refuse("$TTL 1\n@ NS a\n@ SOA a b 1 2 3 4 5\n@ SOA a b 2 2 3 4 5\n",
	       "db:3:3: error: ");
	refuse("$TTL 1\n@ NS a\nx SOA a b 1 2 3 4 5\n", "db:3:3: error: ");
	refuse("", "[no-ns]");
}
END_TEST

START_TEST(rrsets_are_equal_in_any_order)
{
	struct import_case c;
	const struct imported_owner *owners;

	import_case_begin(&c, NULL);
	import_case_read(&c, "a 5 A 192.0.2.1\na 5 A 192.0.2.2\n"
	                     "b 5 A 192.0.2.2\nb 5 A 192.0.2.1\n"
	                     "c 6 A 192.0.2.2\nc 6 A 192.0.2.1\n"
	                     "d 5 A 192.0.2.2\nd 5 A 192.0.2.3\n");
	import_case_build(&c);
	owners = c.imported.owners;
	ck_assert(imported_rrset_equal(owners[0].rrsets, owners[1].rrsets));
	ck_assert(!imported_rrset_equal(owners[0].rrsets, owners[2].rrsets));
	ck_assert(!imported_rrset_equal(owners[0].rrsets, owners[3].rrsets));
	import_case_end(&c);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("spec_write");
	TCase *c = tcase_create("spec_write");

	tcase_add_test(c, a_spec_is_what_a_person_would_write);
	tcase_add_test(c, long_lists_have_a_line_for_each);
	tcase_add_test(c, an_rrset_has_one_ttl);
	tcase_add_test(c, a_record_that_stands_twice_is_one);
	tcase_add_test(c, what_no_server_would_load_is_refused);
	tcase_add_test(c, rrsets_are_equal_in_any_order);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}

/* SPDX-License-Identifier: ISC */
#include <unistd.h>

#include "test/import_case.h"

/* The records that the text makes, and what is said about it. */
static void
expect(const char *text, const char *records, const char *said)
{
	struct import_case c;

	import_case_begin(&c, NULL);
	import_case_read(&c, text);
	ck_assert_str_eq(import_case_records(&c), records);
	ck_assert_str_eq(c.said, said);
	import_case_end(&c);
}

/* It has one error, of that rule, at that place. */
static void
refuse(const char *text, const char *place, const char *rule)
{
	struct import_case c;
	const char *ending;

	import_case_begin(&c, NULL);
	import_case_read(&c, text);
	ck_assert_uint_eq(c.notices.errors, 1);
	ending = arena_format(c.arena, "%s\n", rule);
	ck_assert_msg(
	    strncmp(c.said, place, strlen(place)) == 0
		&& strlen(c.said) > strlen(ending)
		&& strcmp(c.said + strlen(c.said) - strlen(ending), ending)
		       == 0,
	    "%s", c.said);
	import_case_end(&c);
}

START_TEST(names_are_completed_and_told_relative_to_the_zone)
{
	expect("$TTL 1\n"
	       "@ NS ns\n"
	       "  MX 10 mail.EXAMPLE.\n"
	       "WWW.example. CNAME other.\n"
	       "$ORIGIN sub\n"
	       "a SRV 1 2 3 @\n"
	       "@ CNAME b\n"
	       "$ORIGIN example.\n"
	       "t PTR t\\.x\n",
	       "example. 1 NS ns\n"
	       "example. 1 MX 10 mail\n"
	       "www.example. 1 CNAME other.\n"
	       "a.sub.example. 1 SRV 1 2 3 sub\n"
	       "sub.example. 1 CNAME b.sub\n"
	       "t.example. 1 PTR t\\.x\n",
	       "");
}
END_TEST

START_TEST(ttl_and_class_come_in_either_order_or_not_at_all)
{
	expect("$TTL 1h30m\n"
	       "a 5 IN A 192.0.2.1\n"
	       "a IN 6 A 192.0.2.1\n"
	       "a IN A 192.0.2.1\n"
	       "a 7 A 192.0.2.1\n"
	       "a A 192.0.2.1\n"
	       "a class1 2W A 192.0.2.1\n",
	       "a.example. 5 A 192.0.2.1\n"
	       "a.example. 6 A 192.0.2.1\n"
	       "a.example. 5400 A 192.0.2.1\n"
	       "a.example. 7 A 192.0.2.1\n"
	       "a.example. 5400 A 192.0.2.1\n"
	       "a.example. 1209600 A 192.0.2.1\n",
	       "");
}
END_TEST

/* RFC 2308 section 4, RFC 1035 section 5.1, and the SOA's as BIND has it. */
START_TEST(a_ttl_that_is_left_out_is_one_from_above)
{
	expect("a 9 A 192.0.2.1\nb A 192.0.2.1\n",
	       "a.example. 9 A 192.0.2.1\nb.example. 9 A 192.0.2.1\n", "");
	expect("@ SOA a b 1 2 3 4 77\nb A 192.0.2.1\n",
	       "example. 77 SOA a b 1 2 3 4 77\nb.example. 77 A 192.0.2.1\n",
	       "");
	refuse("b A 192.0.2.1\n", "db:1:3: error: ", "[bad-ttl]");
	refuse("$TTL 4294967296\n", "db:1:6: error: ", "[bad-ttl]");
	refuse("$TTL x\n", "db:1:6: error: ", "[bad-ttl]");
}
END_TEST

START_TEST(data_is_what_a_spec_takes)
{
	expect("$TTL 1\na CDS 0 0 0 00\n", "a.example. 1 CDS 0 0 0 00\n", "");
	expect("$TTL 1\n"
	       "a TXT one two\n"
	       "a TXT \"x;y\" z\\;\n"
	       "a TYPE1 \\# 4 ( C000 0201 )\n"
	       "a TYPE65400 \\# 2 00ff\n"
	       "a HTTPS 1 . alpn=\"h2,h3\"\n"
	       "a TXT \"caf\xe9\"\n"
	       "a NAPTR 1 2 \"u\" \"\" \"!x!y!\" rep\n"
	       "a RP mail txt.other.\n",
	       "a.example. 1 TXT \"one\" \"two\"\n"
	       "a.example. 1 TXT \"x;y\" \"z\\;\"\n"
	       "a.example. 1 A 192.0.2.1\n"
	       "a.example. 1 TYPE65400 \\# 2 00ff\n"
	       "a.example. 1 HTTPS 1 . alpn=\"h2,h3\"\n"
	       "a.example. 1 TXT \"caf\\233\"\n"
	       "a.example. 1 NAPTR 1 2 \"u\" \"\" \"!x!y!\" rep\n"
	       "a.example. 1 RP mail txt.other.\n",
	       "");
}
END_TEST

START_TEST(what_cannot_come_over_is_said_where_it_stands)
{
	struct import_case c;

	expect("$TTL 1\n"
	       "a CH TXT x\n"
	       "a RRSIG nonsense\n"
	       "  CDS 0 0 0 00\n"
	       "  A 192.0.2.1\n"
	       "b.other. A 192.0.2.1\n",
	       "a.example. 1 A 192.0.2.1\n",
	       "db:2:3: warning: a record of class CH is left out: all classes "
	       "are IN\n"
	       "db:3:3: warning: RRSIG is left out: signed zones aren't "
	       "carried over\n"
	       "db:6:1: warning: a record is left out, since its name is not "
	       "in the zone: give it a zone of its own, or end names in a dot "
	       "only where they are absolute\n"
	       "db:4:3: warning: CDS is left out: signed zones aren't carried "
	       "over\n"
	       "db:3:3: warning: the zone was signed and is no more: take its "
	       "DS out of the zone above before it is served, or validating "
	       "resolvers refuse it\n");
	import_case_begin(&c, NULL);
	c.notices.strict = true;
	import_case_read(&c, "a CH TXT x\n");
	ck_assert_uint_eq(c.notices.errors, 1);
	import_case_end(&c);
}
END_TEST

/* A signed zone has them by the thousand. */
START_TEST(many_records_of_signing_are_summed_up)
{
	struct import_case c;
	char text[40 * 8 + 1];

	for (size_t i = 0; i < 40; i++)
		memcpy(text + 8 * i, "a NSEC \n", 9);
	import_case_begin(&c, NULL);
	import_case_read(&c, text);
	ck_assert_uint_eq(c.notices.warnings, 21);
	ck_assert_ptr_nonnull(strstr(c.said, "db:40:3: warning: this is the "
	                                     "last of 20 more NSEC records"));
	import_case_end(&c);
}
END_TEST

START_TEST(what_is_wrong_is_found_where_it_stands)
{
	refuse("$TTL 1\na A 300.1.1.1\n", "db:2:5: error: ", "[bad-rdata]");
	refuse("$TTL 1\na AAA x\n", "db:2:3: error: ", "[unknown-type]");
	refuse("$TTL 1\na OPT x\n", "db:2:3: error: ", "[meta-type]");
	refuse("$TTL 1\na..b A 192.0.2.1\n", "db:2:1: error: ", "[bad-name]");
	refuse("$TTL 1\n A 192.0.2.1\n", "db:2:2: error: ", "[bad-name]");
	refuse("$TTL 1\na IN\n", "db:2:3: error: ", "[unknown-type]");
	refuse("$TTL 1\na A (\n1.1.1.1\n", "db:2:5: error: ", "[syntax]");
	refuse("$NOTHING 1\n", "db:1:1: error: ", "[syntax]");
	refuse("$ORIGIN\n", "db:1:1: error: ", "[syntax]");
	refuse("$ORIGIN a b\n", "db:1:11: error: ", "[syntax]");
	refuse("$TTL 1\na TXT \"x\ny A 192.0.2.1\n",
	       "db:2:7: error: ", "[syntax]");
}
END_TEST

START_TEST(a_file_of_errors_is_given_up)
{
	struct import_case c;
	char text[3 * 1000 + 1];

	for (size_t i = 0; i < 1000; i++)
		memcpy(text + 3 * i, "a\n\n", 4);
	import_case_begin(&c, NULL);
	import_case_read(&c, text);
	ck_assert_uint_lt(c.notices.errors, 200);
	import_case_end(&c);
}
END_TEST

START_TEST(generate_makes_records)
{
	expect("$TTL 1\n"
	       "$GENERATE 1-2 h-$ A 192.0.2.$\n"
	       "$GENERATE 1-1 m 60 IN MX \"10 h-$\"\n"
	       "  TXT next\n",
	       "h-1.example. 1 A 192.0.2.1\n"
	       "h-2.example. 1 A 192.0.2.2\n"
	       "m.example. 60 MX 10 h-1\n"
	       "m.example. 1 TXT \"next\"\n",
	       "");
	expect("$TTL 1\n$GENERATE 0-0 n\\$${-5} TXT \"\\$ ${0,2,n}x\"\n",
	       "n\\$-5.example. 1 TXT \"$\" \"0.x\"\n", "");
	refuse("$TTL 1\n$GENERATE 1-300 h A 192.0.2.$\n",
	       "db:2:21: error: ", "[bad-rdata]");
	refuse("$GENERATE 2-1 h A 1\n", "db:1:11: error: ", "[syntax]");
	refuse("$GENERATE 1-2 h${ A 1\n", "db:1:15: error: ", "[syntax]");
	refuse("$GENERATE 1-2 h MX 10 a b c\n", "db:1:27: error: ", "[syntax]");
	refuse("$GENERATE 1-1000001 h A 1\n", "db:1:11: error: ", "right?");
}
END_TEST

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void
expect_included(const char *folder, const char *text, const char *records,
                const char *said)
{
	struct import_case c;

	import_case_begin(&c, folder);
	import_case_read(&c, text);
	ck_assert_str_eq(import_case_records(&c), records);
	if (said == NULL)
		ck_assert_str_eq(c.said, "");
	else
		ck_assert_msg(strstr(c.said, said) != NULL, "%s", c.said);
	import_case_end(&c);
}

START_TEST(includes_stay_below_the_folder)
{
	char folder[] = "/tmp/check_zone_records.XXXXXX", path[100];
	const char *elsewhere = "and no file elsewhere is read";

	ck_assert_ptr_nonnull(mkdtemp(folder));
	sprintf(path, "%s/inc", folder);
	write_file(path, "@ A 192.0.2.1\nx A 192.0.2.2\n$ORIGIN y\n");
	sprintf(path, "%s/self", folder);
	write_file(path, "$INCLUDE self\n");
	sprintf(path, "%s/out", folder);
	ck_assert_int_eq(symlink("/etc/hostname", path), 0);
	sprintf(path, "%s/in", folder);
	ck_assert_int_eq(symlink("inc", path), 0);

	expect_included(folder,
	                "$TTL 1\na TXT a\n$INCLUDE inc sub\n  TXT b\nc TXT c\n",
	                "a.example. 1 TXT \"a\"\n"
	                "sub.example. 1 A 192.0.2.1\n"
	                "x.sub.example. 1 A 192.0.2.2\n"
	                "a.example. 1 TXT \"b\"\n"
	                "c.example. 1 TXT \"c\"\n",
	                NULL);
	expect_included(folder, "$TTL 1\n$INCLUDE in\n",
	                "example. 1 A 192.0.2.1\nx.example. 1 A 192.0.2.2\n",
	                NULL);
	expect_included(folder, "$INCLUDE out\n", "", elsewhere);
	expect_included(folder, "$INCLUDE /etc/hostname\n", "", elsewhere);
	expect_included(folder, "$INCLUDE ../../etc/hostname\n", "", elsewhere);
	expect_included(folder, "$INCLUDE gone\n", "", "No such file");
	expect_included(folder, "$INCLUDE .\n", "", "cannot read");
	expect_included(folder, "$INCLUDE self\n", "", "include itself?");
	sprintf(path, "$TTL 1\n$INCLUDE %s/inc\n", folder);
	expect_included(folder, path,
	                "example. 1 A 192.0.2.1\nx.example. 1 A 192.0.2.2\n",
	                NULL);
	for (const char *const *name =
	         (const char *const[]){"inc", "self", "out", "in", NULL};
	     *name != NULL; name++) {
		sprintf(path, "%s/%s", folder, *name);
		unlink(path);
	}
	rmdir(folder);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("zone_records");
	TCase *c = tcase_create("zone_records");

	tcase_add_test(c, names_are_completed_and_told_relative_to_the_zone);
	tcase_add_test(c, ttl_and_class_come_in_either_order_or_not_at_all);
	tcase_add_test(c, a_ttl_that_is_left_out_is_one_from_above);
	tcase_add_test(c, data_is_what_a_spec_takes);
	tcase_add_test(c, what_cannot_come_over_is_said_where_it_stands);
	tcase_add_test(c, many_records_of_signing_are_summed_up);
	tcase_add_test(c, what_is_wrong_is_found_where_it_stands);
	tcase_add_test(c, a_file_of_errors_is_given_up);
	tcase_add_test(c, generate_makes_records);
	tcase_add_test(c, includes_stay_below_the_folder);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}

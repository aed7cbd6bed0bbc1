/* SPDX-License-Identifier: ISC */
#include <ldns/ldns.h>

#include "test/rdata_case.h"
#include "zones/rdata_type.h"

static const struct {
	const char *text;
	int type;
} types[] = {
    {"A", 1},
    {"a", 1},
    {"aaaa", 28},
    {"HTTPS", 65},
    {"CAA", 257},
    {"DLV", 32769},
    {"NSAP-PTR", 23},
    {"NSAP", 22},
    {"TYPE1", 1},
    {"type65535", 65535},
    {"TYPE256", 256},
    {"TYPE65536", ERR_NOTHING},
    {"TYPE01", ERR_NOTHING},
    {"TYPE", ERR_NOTHING},
    {"TYPE1x", ERR_NOTHING},
    {"TYPE-1", ERR_NOTHING},
    {"FOO", ERR_NOTHING},
    {"AA", ERR_NOTHING},
    {"", ERR_NOTHING},
    {" A", ERR_NOTHING},
    {"*", ERR_NOTHING},
    {"TYPE0", ERR_RANGE},
    {"OPT", ERR_RANGE},
    {"TYPE41", ERR_RANGE},
    {"TSIG", ERR_RANGE},
    {"TKEY", ERR_RANGE},
    {"AXFR", ERR_RANGE},
    {"IXFR", ERR_RANGE},
    {"any", ERR_RANGE},
    {"TYPE255", ERR_RANGE},
    {"MAILA", ERR_RANGE},
    {"MAILB", ERR_RANGE},
    {"RRSIG", ERR_RANGE},
    {"TYPE46", ERR_RANGE},
    {"NSEC", ERR_RANGE},
    {"NSEC3", ERR_RANGE},
    {"NSEC3PARAM", ERR_RANGE},
    {"TYPE51", ERR_RANGE},
};

START_TEST(a_type_is_a_mnemonic_or_a_number)
{
	ck_assert_int_eq(rdata_type(types[_i].text), types[_i].type);
}
END_TEST

START_TEST(every_type_of_ldns_is_known_and_written_as_ldns_does)
{
	struct arena *arena = arena_new();

	for (unsigned type = 1; type <= UINT16_MAX; type++) {
		const ldns_rr_descriptor *known =
		    ldns_rr_descript((uint16_t)type);
		int number;

		if (known->_type != type || known->_name == NULL)
			continue;
		number = rdata_type(known->_name);
		ck_assert_msg(number == (int)type || number == ERR_RANGE, "%s",
		              known->_name);
		ck_assert_str_eq(rdata_type_text(arena, (uint16_t)type),
		                 known->_name);
		if (number == ERR_RANGE)
			continue;
		ck_assert_ptr_nonnull(rdata_form((uint16_t)type));
	}
	ck_assert_str_eq(rdata_type_text(arena, 65400), "TYPE65400");
	ck_assert_str_eq(rdata_type_text(arena, 260), "TYPE260");
	arena_free(arena);
}
END_TEST

START_TEST(each_field_of_a_form_has_a_name)
{
	unsigned forms = 0;

	for (unsigned type = 0; type <= UINT16_MAX; type++) {
		const struct rdata_form *form = rdata_form((uint16_t)type);
		unsigned commas = 0;

		if (form == NULL)
			continue;
		ck_assert_uint_eq(form->type, type);
		for (const char *at = form->fields; *at != '\0'; at++)
			commas += *at == ',';
		ck_assert_msg(commas + 1 == rdata_form_count(form), "%u", type);
		forms++;
	}
	ck_assert_uint_ge(forms, 60);
}
END_TEST

START_TEST(names_are_compressed_for_the_types_of_rfc_1035_alone)
{
	static const uint16_t compressed[] = {2, 3, 4,  5,  6, 7,
	                                      8, 9, 12, 14, 15};
	unsigned count = 0;

	for (unsigned type = 0; type <= UINT16_MAX; type++)
		count += rdata_compressible((uint16_t)type) ? 1 : 0;
	ck_assert_uint_eq(count, sizeof(compressed) / sizeof(compressed[0]));
	for (size_t i = 0; i < count; i++)
		ck_assert(rdata_compressible(compressed[i]));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("rdata_type");
	TCase *tc = tcase_create("type");

	tcase_add_loop_test(tc, a_type_is_a_mnemonic_or_a_number, 0,
	                    sizeof(types) / sizeof(types[0]));
	tcase_add_test(tc,
	               every_type_of_ldns_is_known_and_written_as_ldns_does);
	tcase_add_test(tc, each_field_of_a_form_has_a_name);
	tcase_add_test(tc,
	               names_are_compressed_for_the_types_of_rfc_1035_alone);
	suite_add_tcase(s, tc);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}

/* SPDX-License-Identifier: ISC */
#include <jansson.h>
#include <string.h>

#include "test/unit.h"
#include "zones/schema.h"

START_TEST(each_schema_is_the_file_and_is_json)
{
	static const char *const names[] = {"views", "zone", "fragment",
	                                    "tests", "config"};
	const struct schema *schema = schema_at((size_t)_i);
	json_t *json;

	ck_assert_str_eq(schema->name, names[_i]);
	json = json_loads(schema->text, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_ptr_nonnull(json);
	ck_assert_str_eq(json_string_value(json_object_get(json, "$schema")),
	                 "https://json-schema.org/draft/2020-12/schema");
	json_decref(json);
	ck_assert_int_eq(schema->text[strlen(schema->text) - 1], '\n');
}
END_TEST

START_TEST(there_are_five)
{
	ck_assert_ptr_null(schema_at(5));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("schema");
	TCase *c = tcase_create("schema");

	tcase_add_loop_test(c, each_schema_is_the_file_and_is_json, 0, 5);
	tcase_add_test(c, there_are_five);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}

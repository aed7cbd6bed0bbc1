/* SPDX-License-Identifier: ISC */
#include <jansson.h>
#include <string.h>

#include "test/report_lines.h"
#include "zones/report_json.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

START_TEST(the_report_is_one_object)
{
	char *text = NULL, *compact;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	json_t *json;

	report_json(&sample, out);
	fclose(out);
	json = json_loadb(text, size, 0, NULL);
	ck_assert_ptr_nonnull(json);
	compact = json_dumps(json, JSON_COMPACT);
	ck_assert_str_eq(
	    compact,
	    "{\"format\":1,\"errors\":1,\"warnings\":1,\"findings\":["
	    "{\"file\":\"zones/a,b: 100%.json\",\"line\":3,\"column\":12,"
	    "\"severity\":\"error\",\"rule\":\"reserved-target\","
	    "\"message\":\"\\\"x\\\" is 100% reserved\","
	    "\"views\":[\"one\",\"two\"]},"
	    "{\"file\":\"zones/\357\277\275.json\",\"line\":1,\"column\":1,"
	    "\"severity\":\"warning\",\"rule\":\"waiver\","
	    "\"message\":\"old\",\"views\":[]}]}");
	free(compact);
	free(text);
	json_decref(json);
}
END_TEST

START_TEST(nothing_found_is_an_object_too)
{
	const struct report_lines none = {.count = 0};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	report_json(&none, out);
	fclose(out);
	ck_assert_ptr_nonnull(strstr(text, "\"findings\": []"));
	free(text);
}
END_TEST

static const struct {
	const char *octets;
	const char *string;
} octets[] = {
    {"", ""},
    {"plain", "plain"},
    {"\303\251\342\202\254\360\237\230\200",
     "\303\251\342\202\254\360\237\230\200"},
    {"a\377b", "a\357\277\275b"},
    {"\303", "\357\277\275"},
    {"\303a", "\357\277\275a"},
    {"\300\200", "\357\277\275\357\277\275"},
    {"\340\200\200", "\357\277\275\357\277\275\357\277\275"},
    {"\355\240\200", "\357\277\275\357\277\275\357\277\275"},
    {"\364\220\200\200", "\357\277\275\357\277\275\357\277\275\357\277\275"},
    {"\342\202", "\357\277\275\357\277\275"},
};

START_TEST(any_octets_make_a_string)
{
	json_t *string = report_json_string(octets[_i].octets);

	ck_assert_ptr_nonnull(string);
	ck_assert_str_eq(json_string_value(string), octets[_i].string);
	json_decref(string);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("report_json");
	TCase *t = tcase_create("report_json");

	tcase_add_test(t, the_report_is_one_object);
	tcase_add_test(t, nothing_found_is_an_object_too);
	tcase_add_loop_test(t, any_octets_make_a_string, 0, COUNT(octets));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}

/* SPDX-License-Identifier: ISC */
#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "test/report_lines.h"

static json_t *
print(const struct report_lines *lines)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	json_t *json;

	report_sarif(lines, out);
	fclose(out);
	json = json_loadb(text, size, 0, NULL);
	ck_assert_ptr_nonnull(json);
	free(text);
	return json;
}

static json_t *
first_run(json_t *sarif)
{
	return json_array_get(json_object_get(sarif, "runs"), 0);
}

START_TEST(a_run_has_its_rules_and_results)
{
	json_t *sarif = print(&sample);
	const char *version, *id, *rule, *level, *text, *uri;
	int index, line, column;

	ck_assert_int_eq(
	    json_unpack(
		first_run(sarif),
		"{s{s{s[{ss}]}} s[{ss si ss s{ss} s[{s{s{ss} s{si si}}}]}]}",
		"tool", "driver", "rules", "id", &id, "results", "ruleId",
		&rule, "ruleIndex", &index, "level", &level, "message", "text",
		&text, "locations", "physicalLocation", "artifactLocation",
		"uri", &uri, "region", "startLine", &line, "startColumn",
		&column),
	    0);
	ck_assert_int_eq(json_unpack(sarif, "{ss}", "version", &version), 0);
	ck_assert_str_eq(version, "2.1.0");
	ck_assert_str_eq(id, "reserved-target");
	ck_assert_str_eq(rule, "reserved-target");
	ck_assert_int_eq(index, 0);
	ck_assert_str_eq(level, "error");
	ck_assert_str_eq(text, "\"x\" is 100% reserved (in one, two)");
	ck_assert_str_eq(uri, "zones/a%2Cb%3A%20100%25.json");
	ck_assert_int_eq(line, 3);
	ck_assert_int_eq(column, 10); /* in characters, as columnKind says */
	json_decref(sarif);
}
END_TEST

START_TEST(rules_of_one_id_are_one)
{
	struct report_line items[] = {sample_items[1], sample_items[1],
	                              sample_items[0]};
	struct report_lines lines = {.items = items, .count = 3};
	json_t *sarif, *rules, *results;

	items[0].rule = RULE_WAIVER;
	sarif = print(&lines);
	rules = json_object_get(
	    json_object_get(json_object_get(first_run(sarif), "tool"),
	                    "driver"),
	    "rules");
	results = json_object_get(first_run(sarif), "results");
	ck_assert_uint_eq(json_array_size(rules), 2);
	ck_assert_uint_eq(json_array_size(results), 3);
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(json_integer_value(json_object_get(
				     json_array_get(results, i), "ruleIndex")),
		                 i == 2);
	json_decref(sarif);
}
END_TEST

START_TEST(a_path_below_the_working_directory_is_relative)
{
	struct report_line line = sample_items[0];
	struct report_lines lines = {.items = &line, .count = 1};
	char here[4096], path[4200];
	static const char *const wanted[] = {"site/a.json", "site/a.json",
	                                     "file:///elsewhere/a.json"};

	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	snprintf(path, sizeof(path), "%s/site/a.json", here);
	for (size_t i = 0; i < 3; i++) {
		const char *uri;
		json_t *sarif;

		line.path = i == 0   ? "./site/a.json"
		            : i == 1 ? path
		                     : "/elsewhere/a.json";
		sarif = print(&lines);
		ck_assert_int_eq(json_unpack(first_run(sarif),
		                             "{s[{s[{s{s{ss}}}]}]}", "results",
		                             "locations", "physicalLocation",
		                             "artifactLocation", "uri", &uri),
		                 0);
		ck_assert_str_eq(uri, wanted[i]);
		json_decref(sarif);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("report_sarif");
	TCase *t = tcase_create("report_sarif");

	tcase_add_test(t, a_run_has_its_rules_and_results);
	tcase_add_test(t, rules_of_one_id_are_one);
	tcase_add_test(t, a_path_below_the_working_directory_is_relative);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}

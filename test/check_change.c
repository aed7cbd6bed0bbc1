/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "test/unit.h"
#include "zones/fragment/change.h"
#include "zones/rdata.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Written with ' for ". The file is { "records": BEFORE }. */
static const struct {
	const char *before;
	const char *change; /* "+" or "-", then NAME TYPE [VALUE] */
	const char *after;  /* NULL: the code */
	int code;
} cases[] = {
    {NULL, "+ x TXT a", "{'x':{'TXT':{'text':['a']}}}", 1},
    {"{}", "+ x A 192.0.2.1", "{'x':{'A':'192.0.2.1'}}", 1},
    {"{'x':{'A':'192.0.2.1'}}", "+ x A 192.0.2.2",
     "{'x':{'A':['192.0.2.1','192.0.2.2']}}", 1},
    {"{'x':{'A':['192.0.2.1']}}", "+ x A 192.0.2.2",
     "{'x':{'A':['192.0.2.1','192.0.2.2']}}", 1},
    {"{'X.a.b.':{'a':{'ttl':5,'data':'192.0.2.1'},'//':1}}", "+ x A 192.0.2.2",
     "{'X.a.b.':{'a':{'ttl':5,'data':['192.0.2.1','192.0.2.2']},'//':1}}", 1},
    {"{'x':{'TXT':{'text':['a']}}}", "+ x TXT b",
     "{'x':{'TXT':{'text':['a','b']}}}", 1},
    {"{'x':{'TXT':'a'}}", "+ x TXT b", "{'x':{'TXT':['a','\\'b\\'']}}", 1},
    {"{'y':{'A':'192.0.2.1'},'//x':0}", "+ x A 192.0.2.2",
     "{'y':{'A':'192.0.2.1'},'//x':0,'x':{'A':'192.0.2.2'}}", 1},
    /* the same again is no change, however it is written */
    {"{'x':{'TXT':{'text':'a'}}}", "+ x TXT a", "{'x':{'TXT':{'text':'a'}}}",
     0},
    {"{'x':{'TXT':['a','b']}}", "+ X TXT b", "{'x':{'TXT':['a','b']}}", 0},
    {"{'x':{'TYPE16':'\\\\# 2 0161'}}", "+ x TXT a",
     "{'x':{'TYPE16':'\\\\# 2 0161'}}", 0},
    {"{'x':{'MX':'10 m'}}", "+ x MX 10 m.a.b.", "{'x':{'MX':'10 m'}}", 0},
    /* and taken away */
    {"{'x':{'TXT':{'text':['a','b']}}}", "- x TXT a",
     "{'x':{'TXT':{'text':['b']}}}", 1},
    {"{'x':{'TXT':{'text':['a']},'A':'192.0.2.1'}}", "- x TXT a",
     "{'x':{'A':'192.0.2.1'}}", 1},
    {"{'x':{'TXT':{'text':'a'},'//':1},'y':{}}", "- x TXT a", "{'y':{}}", 1},
    {"{'x':{'TXT':{'text':['a','b']}}}", "- x TXT", "{}", 1},
    {"{'x':{'TXT':{'text':['a','b']}}}", "- x TXT c",
     "{'x':{'TXT':{'text':['a','b']}}}", 0},
    {"{'x':{'TXT':'a'}}", "- x TXT c", "{'x':{'TXT':'a'}}", 0},
    {"{'x':{'TXT':'a'}}", "- y TXT a", "{'x':{'TXT':'a'}}", 0},
    {"{'x':{'TXT':'a'}}", "- x A", "{'x':{'TXT':'a'}}", 0},
    /* what can't be */
    {"{}", "+ x A 192.0.2", NULL, ERR_REPORTED},
    {"{}", "+ x TXT \377", NULL, ERR_REPORTED},
    {"[]", "+ x A 192.0.2.1", NULL, ERR_MALFORMED},
    {"{'x':5}", "+ x A 192.0.2.1", NULL, ERR_MALFORMED},
    {"{'x':{'A':5}}", "+ x A 192.0.2.1", NULL, ERR_MALFORMED},
    {"{'x':{'A':{'ttl':5}}}", "- x A 192.0.2.1", NULL, ERR_MALFORMED},
};

static char *
quoted(const char *text)
{
	char *copy = strdup(text);

	for (char *at = copy; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
		else if (*at == '\\' && at[1] == '\'')
			at++, at[0] = '"';
	return copy;
}

static void
fill(struct fragment_change *change, struct arena *arena, const char *text)
{
	static const uint8_t apex[] = "\1a\1b";
	char *rest = arena_string(arena, text + 2);
	uint8_t name[DNAME_MAX];

	change->apex = apex;
	change->remove = text[0] == '-';
	change->name = strsep(&rest, " ");
	ck_assert_int_gt(
	    dname_from_text(name, change->name, strlen(change->name), apex), 0);
	dname_lower(name, name);
	change->owner = arena_copy(arena, name, dname_length(name));
	change->key = strsep(&rest, " ");
	change->type = (uint16_t)rdata_type(change->key);
	change->value = rest;
}

START_TEST(a_record_is_added_or_taken)
{
	struct arena *arena = arena_new();
	struct fragment_change change = {0};
	const char *message = NULL;
	json_t *file = json_object();
	char *text;

	fill(&change, arena, cases[_i].change);
	if (cases[_i].before != NULL) {
		text = quoted(cases[_i].before);
		json_object_set_new(file, "records", json_loads(text, 0, NULL));
		free(text);
		ck_assert_ptr_nonnull(json_object_get(file, "records"));
	}
	ck_assert_int_eq(fragment_change(arena, file, &change, &message),
	                 cases[_i].code);
	if (cases[_i].code == ERR_REPORTED)
		ck_assert_ptr_nonnull(message);
	if (cases[_i].after != NULL) {
		char *got =
		    json_dumps(json_object_get(file, "records"), JSON_COMPACT);

		json_t *wanted;

		text = quoted(cases[_i].after);
		wanted = json_loads(text, 0, NULL);
		ck_assert_msg(
		    json_equal(json_object_get(file, "records"), wanted), "%s",
		    got);
		json_decref(wanted);
		free(got);
		free(text);
	}
	json_decref(file);
	arena_free(arena);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("change");
	TCase *t = tcase_create("change");

	tcase_add_loop_test(t, a_record_is_added_or_taken, 0, COUNT(cases));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}

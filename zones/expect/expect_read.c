/* SPDX-License-Identifier: ISC */
#include "zones/expect/expect_read.h"

#include <string.h>

#include "lib/err.h"
#include "lib/wire.h"
#include "zones/expect/expect.h"
#include "zones/rdata.h"

static const struct value_member file_members[] = {{"$schema", false},
                                                   {"expect", true}};

static const struct value_member test_members[] = {
    {"from", true}, {"query", false}, {"connect", false}, {"expect", true}};

/* One test while it is read. */
struct test_reader {
	struct reader reader;
	struct expectation *test;
	bool typed; /* the question names its type */
	bool good;  /* nothing was reported so far */
};

static const char *const outcomes[] = {
    [OUTCOME_DATA] = "",
    [OUTCOME_NODATA] = "NODATA",
    [OUTCOME_NXDOMAIN] = "NXDOMAIN",
    [OUTCOME_REFUSED] = "REFUSED",
    [OUTCOME_REFERRAL] = "REFERRAL",
    [OUTCOME_OTHER] = "",
    [OUTCOME_ALLOWED] = "allowed",
    [OUTCOME_DENIED] = "denied",
};

const char *
outcome_text(enum outcome outcome)
{
	return outcomes[outcome];
}

int
outcome_from_text(const char *text, bool connect)
{
	int first = connect ? OUTCOME_ALLOWED : OUTCOME_NODATA;
	int last = connect ? OUTCOME_DENIED : OUTCOME_REFERRAL;

	for (int i = first; i <= last; i++)
		if (strcmp(outcomes[i], text) == 0)
			return i;
	return ERR_NOTHING;
}

/* A member's text; NULL when there is none, which is reported. */
static const char *
member_text(struct test_reader *r, struct value value, const char *what)
{
	const char *text =
	    value.json == NULL ? NULL : value_text(&r->reader, value, what);

	if (text == NULL)
		r->good = false;
	return text;
}

static void
read_from(struct test_reader *r, struct value value)
{
	const char *text = member_text(r, value, "\"from\"");

	if (text == NULL
	    || net_address_from_text(&r->test->question.source, text) == 0)
		return;
	report_add(r->reader.report, RULE_SCHEMA, value.place,
	           "\"%s\" is no address: give one IPv4 or IPv6 address of a "
	           "client",
	           text);
	r->good = false;
}

static void
read_name(struct test_reader *r, struct value value, const char *text,
          size_t length)
{
	if (length > 0
	    && dname_from_text(r->test->question.name, text, length, NULL) > 0)
		return;
	report_add(r->reader.report, RULE_BAD_NAME, value.place,
	           "\"%.*s\" is no domain name: ask as in \"www.example.com "
	           "A\"",
	           (int)length, text);
	r->good = false;
}

/* "NAME" or "NAME TYPE". */
static void
read_query(struct test_reader *r, struct value value)
{
	const char *text = member_text(r, value, "\"query\""), *type;
	size_t length;
	int number = TYPE_A;

	if (text == NULL)
		return;
	length = strcspn(text, " ");
	type = text + length + strspn(text + length, " ");
	read_name(r, value, text, length);
	r->typed = *type != '\0';
	if (r->typed)
		number = rdata_type(type);
	if (number < 0) {
		report_add(r->reader.report,
		           number == ERR_RANGE ? RULE_META_TYPE
		                               : RULE_UNKNOWN_TYPE,
		           value.place,
		           number == ERR_RANGE
		               ? "no record is of type %s: test a type that "
		                 "can be in a zone"
		               : "there is no type %s",
		           type);
		r->good = false;
		return;
	}
	r->test->question.type = (uint16_t)number;
}

/* "NAME:PORT/PROTOCOL" or "ADDRESS:PORT/PROTOCOL". */
static void
read_connect(struct test_reader *r, struct value value)
{
	const char *text = member_text(r, value, "\"connect\""), *wrong;

	if (text == NULL)
		return;
	wrong = connect_read(&r->test->target, r->reader.arena, text);
	if (wrong == NULL)
		return;
	report_add(r->reader.report, RULE_SCHEMA, value.place,
	           "\"%s\" is nothing to connect to: %s; write it as in "
	           "\"www.example.com:443/tcp\"",
	           text, wrong);
	r->good = false;
}

/* One of the two: false when it isn't told which, and what is expected means
 * nothing. */
static bool
read_question(struct test_reader *r, struct value object)
{
	struct value query = value_get(&r->reader, object, "query");
	struct value connect = value_get(&r->reader, object, "connect");

	r->test->connect = connect.json != NULL;
	if (query.json == NULL && connect.json == NULL)
		report_add(r->reader.report, RULE_SCHEMA, object.place,
		           "a test needs \"query\" or \"connect\"");
	if (query.json != NULL && connect.json != NULL)
		report_add(r->reader.report, RULE_SCHEMA,
		           value_name_place(&r->reader, object, "connect"),
		           "a test has \"query\" or \"connect\", not both");
	if ((query.json == NULL) == (connect.json == NULL))
		return false;
	if (connect.json != NULL)
		read_connect(r, connect);
	else
		read_query(r, query);
	return true;
}

static void
read_datum(struct test_reader *r, struct value value)
{
	struct expectation *test = r->test;
	struct rdata_error error = {.rule = RULE_BAD_RDATA};
	const char *text =
	    member_text(r, value, "what is expected, a record's data,");
	const uint8_t *root = (const uint8_t *)"";

	/* Without a question, there is no type to read it by. */
	if (text == NULL || !r->good)
		return;
	if (rdata_from_text(r->reader.arena, &test->data[test->count],
	                    test->question.type, text, root, &error)
	    >= 0) {
		test->count++;
		return;
	}
	report_add(r->reader.report, error.rule, value.place, "%s%s",
	           error.message,
	           r->typed ? ""
	                    : "; type A is asked for unless \"query\" names "
	                      "another behind the name");
	r->good = false;
}

static void
read_list(struct test_reader *r, struct value list)
{
	size_t count = json_array_size(list.json);

	if (count == 0) {
		report_add(r->reader.report, RULE_SCHEMA, list.place,
		           "what is expected? For a name without records of "
		           "the type write \"NODATA\"");
		r->good = false;
		return;
	}
	r->test->data =
	    arena_alloc(r->reader.arena, count * sizeof(*r->test->data));
	for (size_t i = 0; i < count; i++)
		read_datum(r, value_item(&r->reader, list, i));
}

/* An outcome's word, one record's data, or a list of such data. */
static void
read_expect(struct test_reader *r, struct value value)
{
	struct expectation *test = r->test;
	const char *text;
	int outcome = ERR_NOTHING;

	if (value.json == NULL) {
		r->good = false;
		return;
	}
	test->place = value.place;
	if (json_is_array(value.json) && !test->connect) {
		read_list(r, value);
		return;
	}
	text = json_string_value(value.json);
	if (text != NULL && strlen(text) == json_string_length(value.json))
		outcome = outcome_from_text(text, test->connect);
	if (outcome >= 0) {
		test->outcome = (enum outcome)outcome;
		return;
	}
	if (test->connect) {
		report_add(r->reader.report, RULE_SCHEMA, value.place,
		           "of a connection \"allowed\" or \"denied\" is "
		           "expected");
		r->good = false;
		return;
	}
	test->data = arena_alloc(r->reader.arena, sizeof(*test->data));
	read_datum(r, value);
}

static void
read_test(struct expectations *tests, const struct reader *reader,
          struct value value)
{
	struct test_reader r = {.reader = *reader, .good = true};

	if (!value_is_object(reader, value, "a test"))
		return;
	r.test = &tests->items[tests->count];
	r.good =
	    value_check_members(reader, value, "a test", test_members,
	                        sizeof(test_members) / sizeof(test_members[0]));
	read_from(&r, value_get(reader, value, "from"));
	if (read_question(&r, value))
		read_expect(&r, value_get(reader, value, "expect"));
	else
		r.good = false;
	if (r.good)
		tests->count++;
	else
		*r.test = (struct expectation){0};
}

void
expect_read(struct expectations *tests, const struct site *site,
            struct value file)
{
	const struct reader reader = {site->arena, site->report};
	struct value list = value_get(&reader, file, "expect");
	size_t count;

	*tests = (struct expectations){0};
	(void)value_check_members(
	    &reader, file, "the tests' file", file_members,
	    sizeof(file_members) / sizeof(file_members[0]));
	if (list.json == NULL || !value_is_array(&reader, list, "\"expect\""))
		return;
	count = json_array_size(list.json);
	tests->items = arena_alloc(site->arena, count * sizeof(*tests->items));
	for (size_t i = 0; i < count; i++)
		read_test(tests, &reader, value_item(&reader, list, i));
}

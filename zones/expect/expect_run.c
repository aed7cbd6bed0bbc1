/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "lib/image.h"
#include "lib/wire.h"
#include "zones/expect/expect.h"
#include "zones/expect/expect_connect.h"
#include "zones/expect/expect_why.h"
#include "zones/message.h"
#include "zones/progress.h"
#include "zones/rdata.h"

enum {
	RECORDS_SHOWN = 8,      /* of an RRset, in a message */
	WHY_SHOWN = 50,         /* failures that are explained: it takes a look
	                         * at the files for each */
	SOA_BEHIND_SERIAL = 20, /* octets of SOA RDATA, the serial's too */
};

/* What came back. */
struct got {
	enum outcome outcome;
	struct rdatum *data;
	size_t count;
	const char *text; /* of OUTCOME_OTHER */
};

/* Tests on their way through the images. */
struct runner {
	struct checked *checked;
	struct arena *scratch; /* of one test */
	uint8_t *message;
	struct query *query;
	size_t failed;
	struct policy *policy; /* built for the first connection */
};

/* The records of one section, which is `count` long: those of the type that
 * was asked for are kept, and others that tell something noted. */
struct section {
	bool soa;
	bool ns;
	const uint8_t *alias; /* where the last CNAME leads */
};

static int
read_section(struct runner *r, struct message *message, unsigned count,
             struct section *section, struct got *got)
{
	struct message_record record;

	for (; count > 0; count--) {
		int code = message_next(message, &record);

		if (code < 0)
			return code;
		section->soa |= record.type == TYPE_SOA;
		section->ns |= record.type == TYPE_NS;
		if (record.type == TYPE_CNAME)
			section->alias = record.rdatum.wire;
		if (got == NULL || record.type != r->query->qtype)
			continue;
		got->data = arena_grow(r->scratch, got->data, got->count,
		                       sizeof(*got->data));
		got->data[got->count++] = record.rdatum;
	}
	return 0;
}

static const char *
alias_text(struct arena *arena, const uint8_t *name)
{
	char text[DNAME_TEXT];

	return arena_format(arena,
	                    "an alias to %s, where the zone's answer ends",
	                    dname_to_text(text, name));
}

static void
read_answer(struct runner *r, struct got *got)
{
	const uint8_t *head = r->query->message;
	struct message message = {
	    .octets = head,
	    .size = r->query->length,
	    .at = r->query->question_end,
	    .arena = r->scratch,
	};
	struct section answer = {0}, authority = {0};

	*got = (struct got){.outcome = OUTCOME_OTHER, .text = "nothing"};
	if (read_section(r, &message, wire_read16(head + 6), &answer, got) < 0
	    || read_section(r, &message, wire_read16(head + 8), &authority,
	                    NULL)
	           < 0)
		return;
	if (got->count > 0)
		got->outcome = OUTCOME_DATA;
	else if (authority.ns)
		got->outcome = OUTCOME_REFERRAL;
	else if (answer.alias != NULL && !authority.soa)
		got->text = alias_text(r->scratch, answer.alias);
	else
		got->outcome = OUTCOME_NODATA;
}

static void
ask(struct runner *r, struct got *got, const struct image *image,
    const struct explain_question *question)
{
	explain_ask(r->query, image, r->message, question);
	switch (r->query->rcode) {
	case RCODE_NOERROR:
		read_answer(r, got);
		break;
	case RCODE_NXDOMAIN:
		*got = (struct got){.outcome = OUTCOME_NXDOMAIN};
		break;
	case RCODE_REFUSED:
		*got = (struct got){.outcome = OUTCOME_REFUSED};
		break;
	default:
		*got = (struct got){.outcome = OUTCOME_OTHER,
		                    .text = explain_rcode(r->query->rcode)};
	}
}

/* A copy whose serial is 0: compile chooses it. */
static struct rdatum
without_serial(struct arena *arena, const struct rdatum *soa)
{
	struct rdatum copy = *soa;
	uint8_t *wire = arena_copy(arena, soa->wire, soa->length);

	memset(wire + soa->length - SOA_BEHIND_SERIAL, 0, 4);
	copy.wire = wire;
	return copy;
}

static bool
same_record(struct runner *r, uint16_t type, const struct rdatum *a,
            const struct rdatum *b)
{
	struct rdatum left, right;

	if (type != TYPE_SOA)
		return rdata_compare(type, a, b) == 0;
	left = without_serial(r->scratch, a);
	right = without_serial(r->scratch, b);
	return rdata_compare(type, &left, &right) == 0;
}

/* Each of these records is one of those. */
static bool
all_within(struct runner *r, uint16_t type, const struct rdatum *these,
           size_t count, const struct rdatum *those, size_t those_count)
{
	for (size_t i = 0; i < count; i++) {
		size_t j = 0;

		while (j < those_count
		       && !same_record(r, type, &these[i], &those[j]))
			j++;
		if (j == those_count)
			return false;
	}
	return true;
}

static bool
holds(struct runner *r, const struct expectation *test, const struct got *got)
{
	uint16_t type = test->question.type;

	if (got->outcome != test->outcome)
		return false;
	return got->outcome != OUTCOME_DATA
	       || (all_within(r, type, test->data, test->count, got->data,
	                      got->count)
	           && all_within(r, type, got->data, got->count, test->data,
	                         test->count));
}

static const char *
data_text(struct arena *arena, uint16_t type, const struct rdatum *data,
          size_t count)
{
	const char *text = "";

	for (size_t i = 0; i < count && i < RECORDS_SHOWN; i++)
		text = arena_format(arena, "%s%s%s", text, i == 0 ? "" : ", ",
		                    rdata_to_text(arena, type, &data[i]));
	if (count > RECORDS_SHOWN)
		text = arena_format(arena, "%s and %zu more", text,
		                    count - RECORDS_SHOWN);
	return text;
}

static const char *
got_text(struct runner *r, const struct got *got, uint16_t type)
{
	if (got->outcome == OUTCOME_DATA)
		return data_text(r->scratch, type, got->data, got->count);
	return got->outcome == OUTCOME_OTHER ? got->text
	                                     : outcome_text(got->outcome);
}

static void
run_connection(struct runner *r, const struct expectation *test,
               const struct view *view)
{
	const char *said;

	if (r->policy == NULL) {
		struct checked *checked = r->checked;

		r->policy = arena_alloc(checked->arena, sizeof(*r->policy));
		policy_build(r->policy, checked->arena, &checked->site,
		             checked->trees);
	}
	said = expect_connect(r->scratch, r->checked, r->policy, test, view);
	if (said == NULL)
		return;
	r->failed++;
	report_add(r->checked->report, RULE_TEST_FAILED, test->place, "%s",
	           said);
}

static void
fail(struct runner *r, const struct expectation *test, const struct got *got,
     const struct view *view)
{
	const struct explain_question *question = &test->question;
	const struct got wanted = {
	    .outcome = test->outcome, .data = test->data, .count = test->count};
	char address[NET_TEXT], name[DNAME_TEXT];
	const char *why = "";

	if (r->failed++ < WHY_SHOWN)
		why = expect_why(r->scratch, r->checked,
		                 view == NULL ? NULL
		                              : &r->checked->trees[view->index],
		                 question);
	report_add(
	    r->checked->report, RULE_TEST_FAILED, test->place,
	    "%s in %s%s asks for %s %s: expected %s, got %s%s%s",
	    net_address_to_text(address, &question->source),
	    view == NULL ? "no view" : "view ", view == NULL ? "" : view->name,
	    dname_to_text(name, question->name),
	    rdata_type_text(r->scratch, question->type),
	    got_text(r, &wanted, question->type),
	    got_text(r, got, question->type), why[0] == '\0' ? "" : "; ", why);
}

static int
run_test(struct runner *r, const struct expectation *test)
{
	const struct network *network;
	const struct view *view =
	    site_client(&r->checked->site, &test->question.source, &network);
	struct image image;
	struct built built = {0};
	struct got got;
	int code = 0;

	if (test->connect) {
		run_connection(r, test, view);
		return 0;
	}
	if (view != NULL)
		code = checked_image(r->checked, view->index, &built);
	if (code == 0 && view != NULL)
		code = image_open(&image, built.octets, built.size, NULL, NULL);
	if (code < 0)
		return code;
	ask(r, &got, view == NULL ? NULL : &image, &test->question);
	if (!holds(r, test, &got))
		fail(r, test, &got, view);
	return 0;
}

enum exit_status
expect_run(struct checked *checked)
{
	struct runner r = {
	    .checked = checked,
	    .scratch = arena_new(),
	    .message = arena_alloc(checked->arena, WIRE_MESSAGE),
	    .query = arena_alloc(checked->arena, sizeof(*r.query)),
	};
	size_t count = checked->site.test_count;
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i++) {
		progress_step("running its tests", checked->site.name, i + 1,
		              count);
		code = run_test(&r, &checked->site.tests[i]);
		arena_clear(r.scratch);
	}
	arena_free(r.scratch);
	if (code < 0)
		return EXIT_USAGE;
	return r.failed > 0 ? EXIT_FINDINGS : EXIT_DONE;
}

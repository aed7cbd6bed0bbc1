/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/answer.h"
#include "lib/dname.h"
#include "lib/err.h"
#include "lib/wire.h"
#include "zones/cli.h"
#include "zones/pack.h"
#include "zones/progress.h"
#include "zones/rdata.h"
#include "zones/verify/inquiry.h"
#include "zones/verify/compare.h"
#include "zones/verify/verify.h"

/* One server, while it is asked from one address. */
struct live {
	const struct verify *verify;
	const struct verify_server *server;
	const struct view *view; /* that must answer; NULL: nobody, REFUSED */
	const struct tree *tree; /* its own, or NULL */
	struct image image;
	struct verify_questions questions;
	const char *step;
	size_t told;
	size_t silent;
	const struct verify_question *first_silent;
	struct arena *scratch; /* of one answer */
	uint8_t *expected;     /* room for a message each */
	uint8_t *got;
};

static size_t
view_count(const struct view_set *views)
{
	size_t count = 0;

	for (unsigned i = 0; i < VIEW_MAX; i++)
		count += view_set_has(views, i);
	return count;
}

/* Prefix length of the most specific network of the view that holds the
 * address, or -1. */
static int
longest_network(const struct view *view, const struct net_address *address)
{
	int longest = -1;

	for (size_t i = 0; i < view->networks.count; i++) {
		const struct net_prefix *prefix =
		    &view->networks.items[i].prefix;

		if (prefix->length > longest
		    && net_prefix_holds(prefix, address))
			longest = prefix->length;
	}
	return longest;
}

/*
 * Contract, section 2: the client's own view where the listener serves it;
 * else the listener's view of external trust with the most specific network
 * that holds the client; and a listener of one view is that view's, whose
 * image knows its resolvers.
 */
static const struct view *
answering_view(const struct site *site, const struct verify_server *server)
{
	const struct network *network;
	const struct view *own = site_client(site, &server->address, &network);
	const struct view *found = NULL;
	int longest = -1;

	if (view_set_empty(&server->views)
	    || (own != NULL && view_set_has(&server->views, own->index)))
		return own;
	for (size_t i = 0; i < site->view_count; i++) {
		const struct view *view = &site->views[i];
		int length = longest_network(view, &server->address);

		if (!view_set_has(&server->views, view->index))
			continue;
		if (view_count(&server->views) == 1)
			return view;
		if (view->external && length > longest) {
			found = view;
			longest = length;
		}
	}
	return found;
}

/* What the view's image answers to the question that came back as `how`. */
static size_t
expect(struct live *l, const struct verify_question *question, enum ask_how how)
{
	struct answerer answerer = {.image =
	                                l->view != NULL ? &l->image : NULL};
	struct query query = {
	    .message = l->expected,
	    .length = verify_message(l->expected, question),
	    .capacity = WIRE_MESSAGE,
	    .source = l->server->address,
	    .tcp = how == ASK_TCP,
	    .alone = view_count(&l->server->views) == 1,
	};

	answer(&answerer, &query, 1);
	return query.length;
}

static const char *
question_text(struct arena *arena, const struct verify_question *question)
{
	char name[DNAME_TEXT];

	return arena_format(arena, "%s %s", dname_to_text(name, question->name),
	                    rdata_type_text(arena, question->rrset->type));
}

static void
report_answer(const struct live *l, const struct verify_question *question,
              enum rule rule, const char *text)
{
	struct report *report = l->verify->report;
	const struct place *place = rrset_place(l->scratch, question->rrset);
	const char *message = arena_format(
	    l->scratch, "%s, asked from %s for %s%s: %s%s", l->server->text,
	    l->server->source, question_text(l->scratch, question),
	    question->own ? "" : ", which is of other views",
	    rule == RULE_ANSWER_OCTETS
		? "the answer is right, but in other octets than mulliond's, "
		: "",
	    text);

	if (l->view == NULL)
		report_add(report, rule, place, "%s", message);
	else
		report_in_view(report, rule, place, l->view->index,
		               l->server->text, "%s", message);
}

static void
compare_answer(struct live *l, const struct verify_question *question,
               enum ask_how how, const uint8_t *message, size_t length)
{
	struct compare_message expected = {.octets = l->expected};
	struct compare_message got = {.octets = l->got, .length = length};
	const char *text;

	expected.length = expect(l, question, how);
	memcpy(l->got, message, length);
	if (!l->verify->serials_known) {
		compare_forget_serials(&expected, l->tree, l->scratch);
		compare_forget_serials(&got, l->tree, l->scratch);
	}
	switch (compare(&expected, &got, l->scratch, &text)) {
	case COMPARE_SAME:
		break;
	case COMPARE_OCTETS:
		report_answer(l, question, RULE_ANSWER_OCTETS, text);
		break;
	case COMPARE_DIFFERENT:
		report_answer(l, question, RULE_ANSWER_DIFFERS, text);
		break;
	}
}

static void
told(void *context, uint32_t number, enum ask_how how, const uint8_t *message,
     size_t length)
{
	struct live *l = context;
	const struct verify_question *question;

	if (number >= l->questions.count)
		return;
	question = &l->questions.items[number];
	if (++l->told % 1024 == 0)
		progress_step("asking", l->step, l->told, l->questions.count);
	if (how != ASK_SILENT) {
		compare_answer(l, question, how, message, length);
		arena_clear(l->scratch);
	} else {
		if (l->first_silent == NULL || question < l->first_silent)
			l->first_silent = question;
		l->silent++;
	}
}

static void
report_silence(const struct live *l)
{
	const struct site *site = &l->verify->checked->site;

	if (l->silent == 0)
		return;
	report_add(l->verify->report, RULE_NO_ANSWER,
	           place_file(l->verify->arena, site->name),
	           "%s doesn't answer %s: %zu of %zu questions, the first of "
	           "them %s",
	           l->server->text, l->server->source, l->silent,
	           l->questions.count,
	           question_text(l->verify->arena, l->first_silent));
}

/* All questions, one behind the other, in the form of lib/ask_format.h. */
static void
pack_questions(struct packer *packer, const struct verify_questions *questions)
{
	uint8_t framed[ASK_QUESTION + VERIFY_MESSAGE];

	for (size_t i = 0; i < questions->count; i++) {
		size_t length =
		    verify_message(framed + ASK_QUESTION, &questions->items[i]);

		wire_write16(framed, (uint16_t)length);
		pack_octets(packer, framed, ASK_QUESTION + length);
	}
}

static int
ask(struct live *l, struct arena *arena)
{
	const struct verify_server *server = l->server;
	const struct inquiry inquiry = {.server = server->server,
	                                .port = server->port,
	                                .source = server->source,
	                                .patience = l->verify->patience,
	                                .told = told,
	                                .context = l};
	struct packer packer = {.arena = arena};
	const char *wrong;

	pack_questions(&packer, &l->questions);
	progress_step("asking", l->step, 0, 0);
	wrong = inquiry_run(&inquiry, arena, packer.octets, packer.length);
	if (wrong == NULL)
		return 0;
	progress_end();
	cli_error("cannot ask %s from %s: %s", server->text, server->source,
	          wrong);
	return ERR_REPORTED;
}

int
verify_live(const struct verify *verify, const struct verify_server *server)
{
	const struct site *site = &verify->checked->site;
	struct arena *arena = arena_new();
	struct verify own = *verify;
	struct live l = {
	    .verify = &own,
	    .server = server,
	    .view = answering_view(site, server),
	    .scratch = arena_new(),
	    .expected = arena_alloc(arena, WIRE_MESSAGE),
	    .got = arena_alloc(arena, WIRE_MESSAGE),
	    .step =
		arena_format(arena, "%s from %s", server->text, server->source),
	};
	struct built built;
	int code = 0;

	own.arena = arena;
	if (l.view != NULL) {
		l.tree = &verify->checked->trees[l.view->index];
		code = checked_image(verify->checked, l.view->index, &built);
		if (code == 0)
			code = image_open(&l.image, built.octets, built.size,
			                  NULL, NULL);
	}
	if (code == 0) {
		verify_questions(&l.questions, &own, l.view);
		code = ask(&l, arena);
		report_silence(&l);
	}
	arena_free(l.scratch);
	arena_free(arena);
	return code;
}

/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/wire.h"
#include "zones/verify/verify.h"

struct gatherer {
	struct verify_questions *questions;
	struct arena *arena;
	size_t room;
};

static void
add(struct gatherer *g, const uint8_t *name, const struct rrset *rrset,
    bool own)
{
	struct verify_questions *questions = g->questions;

	if (questions->count == g->room) {
		questions->items =
		    arena_grow(g->arena, questions->items, g->room,
		               sizeof(*questions->items));
		g->room = g->room == 0 ? 4 : g->room * 2;
	}
	questions->items[questions->count++] =
	    (struct verify_question){.name = name, .rrset = rrset, .own = own};
}

/* A name that a wildcard stands for: x-mullion-verify in place of its star,
 * or NULL when that is too long. */
static const uint8_t *
below_wildcard(struct arena *arena, const struct name *name)
{
	static const char label[] = "\020x-mullion-verify";
	enum { LABEL = sizeof(label) - 1 };
	uint8_t *made;

	if (name->length - 2 + LABEL > DNAME_MAX)
		return NULL;
	made = arena_alloc(arena, (size_t)name->length - 2 + LABEL);
	memcpy(made, label, LABEL);
	memcpy(made + LABEL, name->octets + 2, (size_t)name->length - 2);
	return made;
}

static void
add_name(struct gatherer *g, const struct name *name, bool own)
{
	const uint8_t *below = NULL;

	if (dname_is_wildcard(name->octets) && name->rrset_count > 0)
		below = below_wildcard(g->arena, name);
	for (size_t i = 0; i < name->rrset_count; i++) {
		add(g, name->octets, name->rrsets[i], own);
		if (below != NULL)
			add(g, below, name->rrsets[i], own);
	}
}

static int
compare_questions(const void *left, const void *right)
{
	const struct verify_question *a = left, *b = right;
	int order = dname_compare(a->name, b->name);

	if (order == 0)
		order = (int)a->rrset->type - (int)b->rrset->type;
	return order != 0 ? order : (int)b->own - (int)a->own;
}

static bool
same_question(const struct verify_question *a, const struct verify_question *b)
{
	return a->rrset->type == b->rrset->type
	       && dname_equal(a->name, b->name);
}

/* Its own come first of the same, and stay. */
static void
drop_repeated(struct verify_questions *questions)
{
	size_t kept = 0;

	for (size_t i = 0; i < questions->count; i++)
		if (kept == 0
		    || !same_question(&questions->items[kept - 1],
		                      &questions->items[i]))
			questions->items[kept++] = questions->items[i];
	questions->count = kept;
}

void
verify_questions(struct verify_questions *questions,
                 const struct verify *verify, const struct view *view)
{
	const struct checked *checked = verify->checked;
	struct gatherer g = {.questions = questions, .arena = verify->arena};

	*questions = (struct verify_questions){0};
	for (unsigned i = 0; i < checked->site.view_count; i++) {
		size_t count;
		struct name **names =
		    zone_visible(&count, verify->arena, &checked->trees[i]);

		for (size_t j = 0; j < count; j++)
			add_name(&g, names[j],
			         view != NULL && view->index == i);
	}
	if (questions->count == 0)
		return;
	qsort(questions->items, questions->count, sizeof(*questions->items),
	      compare_questions);
	drop_repeated(questions);
}

size_t
verify_message(uint8_t *message, const struct verify_question *question)
{
	size_t length = dname_length(question->name);
	uint8_t *behind = message + WIRE_HEADER + length;

	memset(message, 0, VERIFY_MESSAGE);
	wire_write16(message + 4, 1);  /* QDCOUNT */
	wire_write16(message + 10, 1); /* ARCOUNT: OPT, RFC 6891 section 6.1 */
	memcpy(message + WIRE_HEADER, question->name, length);
	wire_write16(behind, question->rrset->type);
	wire_write16(behind + 2, CLASS_IN);
	behind += WIRE_QUESTION;
	wire_write16(behind + 1, TYPE_OPT);
	wire_write16(behind + 3, WIRE_UDP_EDNS);
	return WIRE_HEADER + length + WIRE_QUESTION + WIRE_OPT;
}

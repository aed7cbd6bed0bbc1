/* SPDX-License-Identifier: ISC */
#include "zones/expect/expect_connect.h"

#include "zones/explain_place.h"
#include "zones/service/service_address.h"

/* A connection, and the addresses that it may be made to. */
struct connection {
	struct arena *arena;
	const struct checked *checked;
	const struct policy *policy;
	const struct expectation *test;
	const struct view *view;
	struct service_addresses addresses;
};

static void
find_addresses(struct connection *c)
{
	const struct expectation *test = c->test;
	bool denied = test->outcome == OUTCOME_DENIED;

	if (test->target.name == NULL) {
		c->addresses.items = arena_copy(c->arena, &test->target.address,
		                                sizeof(test->target.address));
		c->addresses.count = 1;
		return;
	}
	for (unsigned i = 0; i < c->checked->site.view_count; i++)
		if (denied || (c->view != NULL && c->view->index == i))
			(void)service_address_add(&c->addresses, c->arena,
			                          &c->checked->trees[i],
			                          test->target.name, NULL);
	service_address_sort(&c->addresses);
}

static bool
allows(const struct connection *c, const struct net_address *address,
       const struct opening **why)
{
	return policy_allows(c->policy, &c->test->question.source, address,
	                     c->test->target.port, c->test->target.protocol,
	                     why);
}

/* What the site has in place of an opening for this client: one of the address
 * and port that is for others, or none. */
static const char *
why_denied(const struct connection *c, const struct net_address *address)
{
	for (size_t i = 0; i < c->policy->count; i++) {
		const struct opening *opening = &c->policy->openings[i];
		const struct service *service = opening->service;

		if (!policy_opens(opening, address, c->test->target.port,
		                  c->test->target.protocol))
			continue;
		return arena_format(
		    c->arena,
		    "service %s opens it in view %s, not to this client (%s)",
		    service->id, c->checked->site.views[opening->view].name,
		    explain_place(c->arena, service->place));
	}
	return "no service opens it";
}

static const char *
why_allowed(const struct connection *c, const struct opening *opening)
{
	return arena_format(c->arena, "service %s opens it in view %s (%s)",
	                    opening->service->id,
	                    c->checked->site.views[opening->view].name,
	                    explain_place(c->arena, opening->service->place));
}

static const char *
why_no_address(const struct connection *c)
{
	if (c->test->outcome == OUTCOME_DENIED)
		return "no view has an address for it: is it misspelt?";
	if (c->view == NULL)
		return "a client in no view is given no address";
	return arena_format(c->arena, "view %s has no address for it",
	                    c->view->name);
}

/* NULL: it holds. */
static const char *
wrong_address(const struct connection *c)
{
	bool denied = c->test->outcome == OUTCOME_DENIED;

	for (size_t i = 0; i < c->addresses.count; i++) {
		const struct net_address *address = &c->addresses.items[i];
		const struct opening *opening = NULL;
		char text[NET_TEXT];

		if (allows(c, address, &opening) != denied)
			continue;
		return arena_format(
		    c->arena, "got %s at %s; %s", denied ? "allowed" : "denied",
		    net_address_to_text(text, address),
		    denied ? why_allowed(c, opening) : why_denied(c, address));
	}
	return NULL;
}

const char *
expect_connect(struct arena *arena, const struct checked *checked,
               const struct policy *policy, const struct expectation *test,
               const struct view *view)
{
	struct connection c = {.arena = arena,
	                       .checked = checked,
	                       .policy = policy,
	                       .test = test,
	                       .view = view};
	char source[NET_TEXT], address[NET_TEXT], name[DNAME_TEXT];
	const char *wrong;

	find_addresses(&c);
	if (c.addresses.count > 0)
		wrong = wrong_address(&c);
	else
		wrong = why_no_address(&c);
	if (wrong == NULL)
		return NULL;
	return arena_format(
	    arena, "%s in %s%s connects to %s port %u/%s: expected %s, %s",
	    net_address_to_text(source, &test->question.source),
	    view == NULL ? "no view" : "view ", view == NULL ? "" : view->name,
	    test->target.name == NULL
		? net_address_to_text(address, &test->target.address)
		: dname_to_text(name, test->target.name),
	    test->target.port,
	    test->target.protocol == PORT_TCP ? "tcp" : "udp",
	    outcome_text(test->outcome), wrong);
}

/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/listener.h"
#include "server/listener_inside.h"

enum { NOWHERE = -1 };

/* The views of the site that one listener serves. */
struct chosen {
	const struct view_report **views;
	size_t count;
};

static bool
holds(const struct chosen *chosen, const char *name)
{
	for (size_t i = 0; i < chosen->count; i++)
		if (strcmp(chosen->views[i]->name, name) == 0)
			return true;
	return false;
}

static const struct view_report *
find(const struct view_report *const *views, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(views[i]->name, name) == 0)
			return views[i];
	return NULL;
}

static void
name_all(char *why, const struct view_report *const *views, size_t count)
{
	size_t length = strlen(why);

	for (size_t i = 0; i < count && length < LISTENER_WHY; i++)
		length +=
		    (size_t)snprintf(why + length, LISTENER_WHY - length,
		                     "%s%s", i > 0 ? ", " : "", views[i]->name);
}

static int
choose(struct chosen *chosen, const struct config_listener *config,
       const struct view_report *const *views, size_t count, char *why)
{
	chosen->views = calloc(count + config->view_count + 1,
	                       sizeof(struct view_report *));
	if (chosen->views == NULL)
		return ERR_MEMORY;
	if (config->view_count == 0) {
		memcpy(chosen->views, views,
		       count * sizeof(struct view_report *));
		chosen->count = count;
		return 0;
	}
	for (size_t i = 0; i < config->view_count; i++) {
		const char *name = config->views[i];
		const struct view_report *view = find(views, count, name);

		if (view == NULL) {
			snprintf(why, LISTENER_WHY,
			         "listener %s is to serve view %s, which isn't"
			         " there; there are ",
			         config->endpoint.text, name);
			name_all(why, views, count);
			return ERR_NOTHING;
		}
		if (!holds(chosen, name))
			chosen->views[chosen->count++] = view;
	}
	return 0;
}

static int
block_of(const struct listener_plan *plan, const char *owner)
{
	for (size_t i = 0; i < plan->block_count; i++)
		if (strcmp(plan->owners[i], owner) == 0)
			return (int)i;
	return NOWHERE;
}

static bool
is_nobody(const char *owner)
{
	return strcmp(owner, LISTENER_NOBODY) == 0;
}

/* Whose block 0 may be, where the others are bound apart. */
static bool
may_have_first(const struct listener_plan *plan, const char *owner)
{
	return plan->kind == STEERING_STRANGERS && owner[0] != '\0';
}

/* May be given to this owner. Sockets that are bound apart go with their view,
 * so that none inherits what another has done to them. */
static bool
is_free(const struct listener_plan *plan, const struct listener *listener,
        size_t block, const char *owner)
{
	if (!is_nobody(plan->owners[block]))
		return false;
	if (!plan->apart)
		return true;
	if (block == 0)
		return may_have_first(plan, owner);
	return block >= listener->block_count
	       || is_nobody(listener->owners[block]);
}

static void
place(struct listener_plan *plan, const struct listener *listener,
      const char *owner)
{
	size_t block = 0;

	if (block_of(plan, owner) != NOWHERE)
		return;
	while (block < plan->block_count
	       && !is_free(plan, listener, block, owner))
		block++;
	memcpy(plan->owners[block], owner, strlen(owner) + 1);
	if (block == plan->block_count)
		plan->block_count++;
}

/* Of several that the refuser has it keeps the first. */
static bool
stays(const struct listener_plan *plan, const struct chosen *chosen,
      const char *owner, size_t block)
{
	if (plan->apart && (block == 0) != may_have_first(plan, owner))
		return false;
	if (owner[0] != '\0')
		return holds(chosen, owner);
	return plan->refuser && block_of(plan, "") == NOWHERE;
}

/*
 * Views that stay keep their blocks, and a shared listener keeps one for the
 * refuser. New views take what is left, then blocks that don't exist yet.
 */
static int
share_out(struct listener_plan *plan, const struct listener *listener,
          const struct chosen *chosen, char *why)
{
	size_t room = listener->block_count + chosen->count + 1;

	plan->owners = calloc(room, sizeof(*plan->owners));
	if (plan->owners == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < listener->block_count; i++)
		memcpy(plan->owners[i], LISTENER_NOBODY,
		       sizeof(LISTENER_NOBODY));
	plan->block_count = listener->block_count;
	for (size_t i = 0; i < plan->block_count; i++)
		if (stays(plan, chosen, listener->owners[i], i))
			memcpy(plan->owners[i], listener->owners[i], VIEW_NAME);
	if (plan->refuser)
		place(plan, listener, "");
	for (size_t i = 0; i < chosen->count; i++)
		place(plan, listener, chosen->views[i]->name);
	if (plan->apart && plan->block_count > STEER_BLOCKS) {
		snprintf(why, LISTENER_WHY, "too many views share %s",
		         listener->config->endpoint.text);
		return ERR_ROOM;
	}
	for (size_t i = 0; !plan->apart && i < plan->block_count; i++)
		if (is_nobody(plan->owners[i]))
			plan->owners[i][0] = '\0';
	return 0;
}

/*
 * The kernel's limit on a program's memory is known by trying: on a socket
 * that belongs to no group.
 */
static int
try_program(struct steer_program *program, const char *where, char *why)
{
	int scratch = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const int on = 1;
	int result = ERR_SYSTEM;

	if (scratch >= 0
	    && setsockopt(scratch, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on))
	           == 0)
		result = steer_classic_attach(scratch, program);
	if (result < 0)
		snprintf(why, LISTENER_WHY,
		         "the kernel won't take the program of %zu instructions"
		         " that steers %s: %s%s",
		         program->count, where, strerror(errno),
		         errno == ENOMEM ? "; raise net.core.optmem_max, or"
		                           " give views listeners of their own"
		                         : "");
	if (scratch >= 0)
		close(scratch);
	return result;
}

static int
compile(struct steer_program **made, const struct steer_table *table,
        unsigned sockets, const char *where, char *why)
{
	struct steer_program *program = malloc(sizeof(*program));
	int result;

	if (program == NULL)
		return ERR_MEMORY;
	*made = program;
	result = steer_classic_compile(program, table, sockets);
	if (result == ERR_ROOM)
		snprintf(why, LISTENER_WHY,
		         "the views that share %s have too many networks to be"
		         " steered by: %zu ranges of IPv4 and %zu of IPv6;"
		         " give them listeners of their own",
		         where, table->four_count, table->six_count);
	return result < 0 ? result : try_program(program, where, why);
}

/* A program for UDP, where a block has a socket a thread, and one for TCP. */
static int
make_programs(struct listener_plan *plan, const struct listener *listener,
              const struct steer_table *table, char *why)
{
	const char *where = listener->config->endpoint.text;
	int result = compile(&plan->udp, table, listener->threads, where, why);

	if (result == 0)
		result = compile(&plan->tcp, table, 1, where, why);
	return result;
}

static int
make_trees(struct listener_plan *plan, const struct listener *listener,
           const struct steer_table *table, char *why)
{
	const char *where = listener->config->endpoint.text;
	int result = steer_lookup_trees(
	    &plan->trees, listener->steering->lookup, listener->number, table);

	if (result == ERR_ROOM && plan->alone)
		snprintf(why, LISTENER_WHY,
		         "the view of %s has too many networks for its"
		         " strangers to be led away; \"steering\":"
		         " \"classic\" does without",
		         where);
	else if (result == ERR_ROOM)
		snprintf(why, LISTENER_WHY,
		         "the views that share %s have too many networks to be"
		         " steered by; give them listeners of their own",
		         where);
	else if (result < 0)
		snprintf(why, LISTENER_WHY,
		         "the kernel won't take the networks that steer %s: %s",
		         where, err_text(result));
	return result;
}

/* A listener that is one view's alone: its resolvers are answered there too. */
static int
share_with_nobody(struct steer_table *table, const struct view_report *view,
                  unsigned own, unsigned nobody)
{
	const struct view_report resolvers = {
	    .external = view->external,
	    .ranges = view->resolvers,
	    .range_count = view->resolver_count,
	};
	const struct steer_view both[] = {{view, own}, {&resolvers, own}};

	return steer_table_make(table, both, 2, nobody);
}

static int
share_among(struct steer_table *table, const struct listener_plan *plan,
            const struct chosen *chosen)
{
	struct steer_view *views = calloc(chosen->count + 1, sizeof(*views));
	int result;

	if (views == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < chosen->count; i++)
		views[i] = (struct steer_view){
		    .report = chosen->views[i],
		    .block = (unsigned)block_of(plan, chosen->views[i]->name),
		};
	result = steer_table_make(table, views, chosen->count,
	                          (unsigned)block_of(plan, ""));
	free(views);
	return result;
}

static int
steer(struct listener_plan *plan, const struct listener *listener,
      const struct chosen *chosen, char *why)
{
	const struct view_report *first = chosen->views[0];
	const unsigned own = (unsigned)block_of(plan, first->name);
	struct steer_table table;
	int result;

	if (!plan->alone)
		result = share_among(&table, plan, chosen);
	else if (plan->refuser)
		result = share_with_nobody(&table, first, own,
		                           (unsigned)block_of(plan, ""));
	else
		result = steer_table_make(&table, NULL, 0, own);
	if (result < 0)
		return result;
	result = plan->apart ? make_trees(plan, listener, &table, why)
	                     : make_programs(plan, listener, &table, why);
	steer_table_clear(&table);
	return result;
}

static int
answers_everybody(const struct view_report *view)
{
	struct steer_table table;
	int result = share_with_nobody(&table, view, 0, 1);

	if (result == 0)
		result = table.four_count == 1 && table.four[0].block == 0
		         && table.six_count == 1 && table.six[0].block == 0;
	steer_table_clear(&table);
	return result;
}

/* Sockets that were passed are of another's cgroup, where nothing of ours
 * limits what they send. */
static int
lead_away(struct listener_plan *plan, const struct listener *listener,
          const struct view_report *view)
{
	int everybody = answers_everybody(view);

	if (everybody == 0 && !listener->passed
	    && steering_limits(listener->steering, &listener->config->endpoint))
		plan->kind = STEERING_STRANGERS;
	return everybody < 0 ? everybody : 0;
}

/* Once steered, for good: what is queued in the blocks depends on it. */
static int
choose_kind(struct listener_plan *plan, const struct listener *listener,
            const struct chosen *chosen, char *why)
{
	const bool shared = plan->view_count > 1;

	plan->kind = listener->kind;
	if (plan->kind == STEERING_NONE && plan->view_count == 1)
		return lead_away(plan, listener, chosen->views[0]);
	if (!shared
	    || (plan->kind != STEERING_NONE
	        && plan->kind != STEERING_STRANGERS))
		return 0;
	if (listener->passed) {
		snprintf(why, LISTENER_WHY,
		         "listener %s was passed by a service manager, and so"
		         " can serve one view alone: name it in \"views\", or"
		         " let mulliond open this listener",
		         listener->config->endpoint.text);
		return ERR_NOTHING;
	}
	return steering_choose(listener->steering, &listener->config->endpoint,
	                       &plan->kind, why);
}

int
listener_plan_make(struct listener_plan *plan, const struct listener *listener,
                   const struct view_report *const *views, size_t count,
                   char *why)
{
	struct chosen chosen = {0};
	int result;

	*plan = (struct listener_plan){0};
	snprintf(why, LISTENER_WHY, "out of memory");
	result = choose(&chosen, listener->config, views, count, why);
	plan->view_count = chosen.count;
	if (result == 0)
		result = choose_kind(plan, listener, &chosen, why);
	plan->apart = listener_opens_apart(plan->kind);
	plan->alone = chosen.count == 1;
	plan->refuser = plan->apart || !plan->alone;
	if (result == 0)
		result = share_out(plan, listener, &chosen, why);
	if (result == 0 && plan->kind != STEERING_NONE)
		result = steer(plan, listener, &chosen, why);
	free(chosen.views);
	if (result < 0)
		listener_plan_clear(plan);
	return result;
}

void
listener_plan_clear(struct listener_plan *plan)
{
	free(plan->owners);
	free(plan->udp);
	free(plan->tcp);
	steer_trees_clear(&plan->trees);
	*plan = (struct listener_plan){0};
}

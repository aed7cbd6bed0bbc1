/* SPDX-License-Identifier: ISC */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/log.h"
#include "server/steer_egress.h"
#include "server/steer_lookup.h"
#include "server/steer_maps.h"
#include "server/steer_object.h"

/* A listener in one family, as the kernel knows it: a wildcard of IPv6 that
 * takes IPv4 too has two. */
struct entry {
	struct steer_listener kernel;
	size_t listener;
};

struct steer_lookup {
	struct bpf_object *object;
	struct bpf_link *link;     /* NULL: it was left to us, or isn't yet */
	struct steer_links before; /* of the supervisor before, -1: none */
	struct steer_egress egress;
	struct entry *entries;
	size_t entry_count;
	int listeners;
	int networks_four;
	int networks_six;
	int rounds;
	int sockets;
	unsigned threads;
};

static size_t
block_sockets(const struct steer_lookup *lookup)
{
	return (size_t)lookup->threads + 1;
}

/* The number of a block's first socket. */
static uint32_t
first_socket(const struct steer_lookup *lookup, size_t listener, size_t block)
{
	return (uint32_t)((listener * STEER_BLOCKS + block)
	                  * block_sockets(lookup));
}

static int
find(struct bpf_object *object, const char *name)
{
	return bpf_map__fd(bpf_object__find_map_by_name(object, name));
}

static int
write_entry(const struct steer_lookup *lookup, uint32_t at)
{
	return bpf_map_update_elem(lookup->listeners, &at,
	                           &lookup->entries[at].kernel, BPF_ANY);
}

static int
load(struct steer_lookup *lookup, size_t listeners)
{
	const struct steer_sizes sizes = {
	    .entries = lookup->entry_count,
	    .listeners = listeners,
	    .sockets = first_socket(lookup, listeners, 0),
	};
	struct bpf_object *object;

	if (steer_object_load(&object, &sizes) < 0)
		return ERR_SYSTEM;
	lookup->object = object;
	lookup->listeners = find(object, "listeners");
	lookup->networks_four = find(object, "networks_four");
	lookup->networks_six = find(object, "networks_six");
	lookup->rounds = find(object, "rounds");
	lookup->sockets = find(object, "sockets");
	for (uint32_t i = 0; i < lookup->entry_count; i++)
		if (write_entry(lookup, i) < 0)
			return ERR_SYSTEM;
	return 0;
}

static void
add_entry(struct steer_lookup *lookup, size_t listener, uint32_t family,
          uint32_t port, const void *address, size_t size)
{
	struct entry *entry = &lookup->entries[lookup->entry_count++];

	*entry = (struct entry){
	    .kernel = {.family = family,
	               .port = port,
	               .any = address == NULL,
	               .number = STEER_EXEMPT,
	               .found = first_socket(lookup, listener, 0),
	               .threads = lookup->threads},
	    .listener = listener,
	};
	if (address != NULL)
		memcpy(entry->kernel.address, address, size);
}

/* An IPv4 address that is written mapped is asked by IPv4 packets. */
static void
add_address(struct steer_lookup *lookup, size_t listener,
            const struct endpoint *endpoint)
{
	const struct sockaddr_in *four = (const void *)&endpoint->address;
	const struct sockaddr_in6 *six = (const void *)&endpoint->address;
	const uint32_t port = ntohs(four->sin_port);

	if (four->sin_family == AF_INET)
		add_entry(lookup, listener, AF_INET, port, &four->sin_addr, 4);
	else if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		add_entry(lookup, listener, AF_INET, port,
		          &six->sin6_addr.s6_addr[12], 4);
	else
		add_entry(lookup, listener, AF_INET6, port, &six->sin6_addr,
		          16);
}

static void
add_wildcard(struct steer_lookup *lookup, size_t listener,
             const struct config *config)
{
	const struct endpoint *endpoint = &config->listeners[listener].endpoint;
	const struct sockaddr_in *four = (const void *)&endpoint->address;
	const uint32_t port = ntohs(four->sin_port);

	if (four->sin_family == AF_INET6)
		add_entry(lookup, listener, AF_INET6, port, NULL, 0);
	if (four->sin_family == AF_INET
	    || !config_is_six_only(config, endpoint))
		add_entry(lookup, listener, AF_INET, port, NULL, 0);
}

/* Addresses before wildcards, since the first that fits is taken. */
static int
add_entries(struct steer_lookup *lookup, const struct config *config)
{
	const size_t count = config->listener_count;

	lookup->entries = calloc(2 * count, sizeof(*lookup->entries));
	if (lookup->entries == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		if (!endpoint_is_wildcard(&config->listeners[i].endpoint))
			add_address(lookup, i, &config->listeners[i].endpoint);
	for (size_t i = 0; i < count; i++)
		if (endpoint_is_wildcard(&config->listeners[i].endpoint))
			add_wildcard(lookup, i, config);
	return lookup->entry_count > STEER_LISTENERS ? ERR_ROOM : 0;
}

static int
attach(struct steer_lookup *lookup)
{
	struct bpf_program *program =
	    bpf_object__find_program_by_name(lookup->object, "steer");
	int space = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int saved;

	if (space < 0)
		return ERR_SYSTEM;
	lookup->link = bpf_program__attach_netns(program, space);
	saved = errno;
	close(space);
	errno = saved;
	return lookup->link == NULL ? ERR_SYSTEM : 0;
}

static void
close_links(struct steer_links *links)
{
	if (links->steer >= 0)
		close(links->steer);
	if (links->egress >= 0)
		close(links->egress);
	*links = (struct steer_links){-1, -1};
}

static void
limit_egress(struct steer_lookup *lookup)
{
	const char *unlimited =
	    steer_egress_open(&lookup->egress, lookup->object);

	if (unlimited != NULL)
		log_info("view processes aren't kept from sending to others"
		         " than their clients: %s",
		         unlimited);
}

/* Loads the programs, and attaches none. */
static int
load_lookup(struct steer_lookup **made, const struct config *config)
{
	struct steer_lookup *lookup = calloc(1, sizeof(*lookup));
	int result, saved;

	if (lookup == NULL)
		return ERR_MEMORY;
	lookup->before = (struct steer_links){-1, -1};
	lookup->egress.owners = -1;
	lookup->threads = config->threads;
	result =
	    steer_object_is_built() ? add_entries(lookup, config) : ERR_NOTHING;
	if (result == 0)
		result = load(lookup, config->listener_count);
	if (result == 0) {
		*made = lookup;
		return 0;
	}
	saved = errno;
	steer_lookup_close(lookup);
	errno = saved;
	return result;
}

int
steer_lookup_open(struct steer_lookup **made, const struct config *config)
{
	struct steer_lookup *lookup = NULL;
	int result = load_lookup(&lookup, config), saved;

	if (result != 0)
		return result;
	result = attach(lookup);
	if (result == 0) {
		limit_egress(lookup);
		*made = lookup;
		return 0;
	}
	saved = errno;
	steer_lookup_close(lookup);
	errno = saved;
	return result;
}

int
steer_lookup_try(const struct config *config)
{
	struct steer_lookup *lookup = NULL;
	int result = load_lookup(&lookup, config);

	if (result == 0)
		steer_lookup_close(lookup);
	return result;
}

int
steer_lookup_follow_links(struct steer_lookup **made,
                          const struct config *config,
                          const struct steer_links *links)
{
	struct steer_links left = *links;
	int result = load_lookup(made, config), saved = errno;

	if (result == 0)
		(*made)->before = left;
	else
		close_links(&left);
	errno = saved;
	return result;
}

/*
 * The link is the same, so that no packet comes between the two programs. What
 * limited the way out goes when its heir is there.
 */
int
steer_lookup_switch(struct steer_lookup *lookup)
{
	struct bpf_program *program =
	    bpf_object__find_program_by_name(lookup->object, "steer");

	if (bpf_link_update(lookup->before.steer, bpf_program__fd(program),
	                    NULL)
	    < 0)
		return ERR_SYSTEM;
	limit_egress(lookup);
	if (lookup->before.egress >= 0)
		close(lookup->before.egress);
	lookup->before.egress = -1;
	return 0;
}

struct steer_links
steer_lookup_links(const struct steer_lookup *lookup)
{
	const struct steer_links *before = &lookup->before;

	return (struct steer_links){
	    .steer = lookup->link != NULL ? bpf_link__fd(lookup->link)
	                                  : before->steer,
	    .egress = lookup->egress.link != NULL
	                  ? bpf_link__fd(lookup->egress.link)
	                  : before->egress,
	};
}

void
steer_lookup_close(struct steer_lookup *lookup)
{
	if (lookup == NULL)
		return;
	bpf_link__destroy(lookup->link);
	close_links(&lookup->before);
	steer_egress_close(&lookup->egress);
	bpf_object__close(lookup->object);
	free(lookup->entries);
	free(lookup);
}

bool
steer_lookup_limits(const struct steer_lookup *lookup)
{
	return lookup->egress.link != NULL || lookup->before.egress >= 0;
}

int
steer_lookup_mark(const struct steer_lookup *lookup, size_t listener,
                  size_t block, const int *udp, int tcp)
{
	const uint32_t number = (uint32_t)listener;
	const uint32_t first = first_socket(lookup, listener, block);
	int result = steer_egress_mark(&lookup->egress, tcp, number, first);

	for (size_t i = 0; result == 0 && i < lookup->threads; i++)
		result =
		    steer_egress_mark(&lookup->egress, udp[i], number, first);
	return result;
}

int
steer_lookup_add(struct steer_lookup *lookup, size_t listener, size_t block,
                 const int *udp, int tcp)
{
	uint32_t number = first_socket(lookup, listener, block);
	int result = steer_lookup_mark(lookup, listener, block, udp, tcp);

	for (size_t i = 0; result == 0 && i <= lookup->threads; i++, number++) {
		const int socket = i < lookup->threads ? udp[i] : tcp;
		const uint64_t value = (uint64_t)socket;

		if (bpf_map_update_elem(lookup->sockets, &number, &value,
		                        BPF_ANY)
		    < 0)
			result = ERR_SYSTEM;
	}
	return result;
}

void
steer_lookup_remove(struct steer_lookup *lookup, size_t listener, size_t block)
{
	uint32_t number = first_socket(lookup, listener, block);

	for (size_t i = 0; i <= lookup->threads; i++, number++)
		bpf_map_delete_elem(lookup->sockets, &number);
}

static bool
takes(const struct steer_lookup *lookup, size_t listener, uint32_t family)
{
	for (size_t i = 0; i < lookup->entry_count; i++)
		if (lookup->entries[i].listener == listener
		    && lookup->entries[i].kernel.family == family)
			return true;
	return false;
}

int
steer_lookup_trees(struct steer_trees *trees, const struct steer_lookup *lookup,
                   size_t listener, const struct steer_table *table)
{
	const uint32_t first = first_socket(lookup, listener, 0);
	const uint32_t step = first_socket(lookup, 0, 1);
	int result = 0;

	*trees = (struct steer_trees){0};
	if (takes(lookup, listener, AF_INET))
		result = steer_tree_make(&trees->four, table->four,
		                         table->four_count, 1, first, step);
	if (result == 0 && takes(lookup, listener, AF_INET6))
		result = steer_tree_make(&trees->six, table->six,
		                         table->six_count, 4, first, step);
	if (result < 0)
		steer_trees_clear(trees);
	return result;
}

static int
put(int trees, uint32_t number, int tree)
{
	return tree > 0
	               && bpf_map_update_elem(trees, &number, &tree, BPF_ANY)
	                      < 0
	           ? ERR_SYSTEM
	           : 0;
}

/* Behind the trees of the round. */
static int
begin_round(const struct steer_lookup *lookup, uint32_t number)
{
	uint32_t round;

	if (bpf_map_lookup_elem(lookup->rounds, &number, &round) < 0)
		return ERR_SYSTEM;
	round = round == UINT32_MAX ? 1 : round + 1;
	return bpf_map_update_elem(lookup->rounds, &number, &round, BPF_ANY) < 0
	           ? ERR_SYSTEM
	           : 0;
}

int
steer_lookup_follow(struct steer_lookup *lookup, size_t listener,
                    const struct steer_trees *trees)
{
	const uint32_t number = (uint32_t)listener;

	if (put(lookup->networks_four, number, trees->four) < 0
	    || put(lookup->networks_six, number, trees->six) < 0
	    || begin_round(lookup, number) < 0)
		return ERR_SYSTEM;
	for (uint32_t i = 0; i < lookup->entry_count; i++) {
		struct entry *entry = &lookup->entries[i];

		if (entry->listener != listener
		    || entry->kernel.number == number)
			continue;
		entry->kernel.number = number;
		if (write_entry(lookup, i) < 0)
			return ERR_SYSTEM;
	}
	return 0;
}

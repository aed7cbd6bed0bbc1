/* SPDX-License-Identifier: ISC */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <errno.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/steer_maps.h"
#include "server/steer_prefix.h"
#include "server/steer_tree.h"

static void
close_quietly(int tree)
{
	int saved = errno;

	close(tree);
	errno = saved;
}

/* An IPv4 prefix is written as the beginning of an IPv6 one. */
static int
fill(int tree, const struct steer_prefixes *prefixes, size_t words,
     uint32_t first, uint32_t step)
{
	for (size_t i = 0; i < prefixes->count; i++) {
		const struct steer_prefix *prefix = &prefixes->items[i];
		uint32_t socket = first + prefix->block * step;
		struct steer_from_six from = {.length = prefix->length};

		for (size_t word = 0; word < words; word++)
			from.address[word] = htonl(prefix->address.words[word]);
		if (bpf_map_update_elem(tree, &from, &socket, BPF_ANY) < 0)
			return ERR_SYSTEM;
	}
	return 0;
}

int
steer_tree_make(int *tree, const struct steer_interval *intervals, size_t count,
                size_t words, uint32_t first, uint32_t step)
{
	LIBBPF_OPTS(bpf_map_create_opts, options,
	            .map_flags = BPF_F_NO_PREALLOC);
	const uint32_t key = words == 1 ? sizeof(struct steer_from_four)
	                                : sizeof(struct steer_from_six);
	struct steer_prefixes prefixes;
	int result = steer_prefixes_make(&prefixes, intervals, count);
	int made = -1;

	if (result == 0 && prefixes.count > STEER_NETWORKS)
		result = ERR_ROOM;
	if (result == 0)
		made =
		    bpf_map_create(BPF_MAP_TYPE_LPM_TRIE, "networks", key,
		                   sizeof(uint32_t), STEER_NETWORKS, &options);
	if (result == 0)
		result = made < 0 ? ERR_SYSTEM
		                  : fill(made, &prefixes, words, first, step);
	steer_prefixes_clear(&prefixes);
	if (result == 0)
		*tree = made;
	else if (made >= 0)
		close_quietly(made);
	return result;
}

void
steer_trees_clear(struct steer_trees *trees)
{
	if (trees->four > 0)
		close_quietly(trees->four);
	if (trees->six > 0)
		close_quietly(trees->six);
	*trees = (struct steer_trees){0};
}

/* SPDX-License-Identifier: ISC */
#include <linux/bpf.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include "server/steer_maps.h"

/*
 * The kernel's half of steering. On the way in: BPF_PROG_TYPE_SK_LOOKUP. It
 * runs in the network namespace of the server whenever a packet that belongs
 * to no connection looks for its socket, and says which one it is to have:
 *
 *   listener by the address and port asked --> not ours: on as ever (SK_PASS)
 *     --> block by the source's longest prefix --> socket
 *                                              --> on as ever (block 0)
 *
 * It fails closed: a packet for a steered listener that finds no network, no
 * socket, or one that its process has put out of order, goes nowhere
 * (SK_DROP), and never to another view.
 *
 * On the way out: BPF_PROG_TYPE_CGROUP_SKB, on the cgroup of the server, for
 * each packet that is sent. A socket that was steered to may send to those
 * alone whose packets it would be given, by the same trees; so nobody who has
 * taken a view's process over can mail to the world what it knows. The packet
 * is looked at and not what sendmsg(2) was told, since options may lead it to
 * an address before that (RFC 791 section 3.1, RFC 8200 section 4.4): a
 * packet with options, which the server never sends, goes nowhere.
 */
enum { FAMILY_FOUR = 2, FAMILY_SIX = 10 };
enum { REFUSE = 0, SEND = 1 }; /* sendmsg(2) fails with EPERM, or not */

struct tree_four {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, STEER_NETWORKS);
	__uint(key_size, sizeof(struct steer_from_four));
	__uint(value_size, sizeof(__u32));
};

struct tree_six {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, STEER_NETWORKS);
	__uint(key_size, sizeof(struct steer_from_six));
	__uint(value_size, sizeof(__u32));
};

/* How large these are the supervisor says, before they are made. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct steer_listener);
} listeners SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct tree_four);
} networks_four SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct tree_six);
} networks_six SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} rounds SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct steer_owner);
} owners SEC(".maps");

static __always_inline int
give(struct bpf_sk_lookup *packet, const struct steer_listener *listener,
     __u32 socket)
{
	struct bpf_sock *found;
	long result;

	if (packet->protocol == IPPROTO_TCP)
		socket += listener->threads;
	else if (listener->threads > 1)
		socket += bpf_get_smp_processor_id() % listener->threads;
	found = bpf_map_lookup_elem(&sockets, &socket);
	if (!found)
		return SK_DROP;
	result = bpf_sk_assign(packet, found, BPF_SK_LOOKUP_F_NO_REUSEPORT);
	bpf_sk_release(found);
	return result == 0 ? SK_PASS : SK_DROP;
}

static __always_inline bool
is_asked(const struct steer_listener *listener,
         const struct bpf_sk_lookup *packet)
{
	if (listener->any)
		return true;
	if (listener->family == FAMILY_FOUR)
		return listener->address[0] == packet->local_ip4;
	return listener->address[3] == packet->local_ip6[3]
	       && listener->address[2] == packet->local_ip6[2]
	       && listener->address[1] == packet->local_ip6[1]
	       && listener->address[0] == packet->local_ip6[0];
}

/* NULL: none of ours, or one that isn't steered. */
static __always_inline const struct steer_listener *
find_listener(const struct bpf_sk_lookup *packet)
{
	const __u32 family = packet->family, port = packet->local_port;

#pragma clang loop unroll(disable)
	for (__u32 i = 0; i < STEER_LISTENERS; i++) {
		const __u32 number = i;
		const struct steer_listener *listener =
		    bpf_map_lookup_elem(&listeners, &number);

		if (!listener)
			break;
		if (listener->port == port && listener->family == family
		    && is_asked(listener, packet))
			return listener->number == STEER_EXEMPT ? NULL
			                                        : listener;
	}
	return NULL;
}

/* The first socket of the block that an address belongs to. */
static __always_inline const __u32 *
find_four(__u32 number, const struct steer_from_four *from)
{
	void *tree = bpf_map_lookup_elem(&networks_four, &number);

	return tree ? bpf_map_lookup_elem(tree, from) : NULL;
}

static __always_inline const __u32 *
find_six(__u32 number, const struct steer_from_six *from)
{
	void *tree = bpf_map_lookup_elem(&networks_six, &number);

	return tree ? bpf_map_lookup_elem(tree, from) : NULL;
}

static __always_inline const __u32 *
find_block(const struct bpf_sk_lookup *packet, __u32 number)
{
	struct steer_from_four from = {32, packet->remote_ip4};
	struct steer_from_six from_six = {
	    128,
	    {packet->remote_ip6[0], packet->remote_ip6[1],
	     packet->remote_ip6[2], packet->remote_ip6[3]},
	};

	return packet->family == FAMILY_FOUR ? find_four(number, &from)
	                                     : find_six(number, &from_six);
}

SEC("sk_lookup")
int
steer(struct bpf_sk_lookup *packet)
{
	const struct steer_listener *listener = find_listener(packet);
	const __u32 *block;

	if (!listener)
		return SK_PASS;
	block = find_block(packet, listener->number);
	if (!block)
		return SK_DROP;
	return *block == listener->found ? SK_PASS
	                                 : give(packet, listener, *block);
}

/* A packet of IPv4 without options: its receiver's address. */
static __always_inline bool
read_receiver(__u32 *receiver, const struct iphdr *header, const void *end)
{
	if ((const void *)(header + 1) > end || header->ihl != 5)
		return false;
	*receiver = header->daddr;
	return true;
}

/*
 * What an old tree has said is never remembered with the round of a newer one:
 * before the write of a tree returns the kernel waits for all runs of this.
 */
static __always_inline bool
may_send_four(struct steer_owner *owner, const void *header, const void *end)
{
	struct steer_from_four to = {.length = 32};
	const __u32 *round = bpf_map_lookup_elem(&rounds, &owner->listener);
	const __u32 *block;
	__u64 *recent, seen;

	if (!round || *round == 0 || !read_receiver(&to.address, header, end))
		return false;
	seen = (__u64)*round << 32 | to.address;
	recent = &owner->recent[to.address >> 24 & (STEER_RECENT - 1)];
	if (*recent == seen)
		return true;
	block = find_four(owner->listener, &to);
	if (!block || *block != owner->first)
		return false;
	*recent = seen;
	return true;
}

static __always_inline bool
may_send_six(const struct steer_owner *owner, const struct ipv6hdr *header,
             const void *end)
{
	struct steer_from_six to = {.length = 128};
	const __u32 *block;

	if ((const void *)(header + 1) > end
	    || (header->nexthdr != IPPROTO_UDP
	        && header->nexthdr != IPPROTO_TCP))
		return false;
	for (int i = 0; i < 4; i++)
		to.address[i] = header->daddr.in6_u.u6_addr32[i];
	block = find_six(owner->listener, &to);
	return block && *block == owner->first;
}

SEC("cgroup_skb/egress")
int
limit(struct __sk_buff *packet)
{
	struct bpf_sock *sender = packet->sk;
	struct steer_owner *owner = NULL;
	const void *header = (const void *)(long)packet->data;
	const void *end = (const void *)(long)packet->data_end;
	bool may;

	if (sender)
		sender = bpf_sk_fullsock(sender);
	if (sender)
		owner = bpf_sk_storage_get(&owners, sender, NULL, 0);
	if (!owner)
		return SEND;
	if (header + 1 > end)
		return REFUSE;
	may = *(const __u8 *)header >> 4 == 4
	          ? may_send_four(owner, header, end)
	          : may_send_six(owner, header, end);
	return may ? SEND : REFUSE;
}

char steer_license[] SEC("license") = "ISC";

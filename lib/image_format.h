/* SPDX-License-Identifier: ISC */
#ifndef MULLION_IMAGE_FORMAT_H
#define MULLION_IMAGE_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#include "lib/dname.h"
#include "lib/wire.h"

/*
 * The view image: all that one view serves, in one file, to be mapped as it
 * is. The compiler (zones/image_write.c) writes it, lib/image.c checks it,
 * trie.c, reply.c and answer.c read it. Nothing in it is said of any other
 * view.
 *
 *   +--------+----------+-----------+-------+------+--------------------- -
 *   | header | networks | resolvers | zones | trie | names, each with its
 *   |        |  v4, v6  |  v4, v6   |       |      | RRsets right behind it
 *   +--------+----------+-----------+-------+------+--------------------- -
 *
 * Numbers are in the byte order of the machine that wrote the file (the
 * header says which), except what lies in `wire` octets. Every reference is a
 * struct ref: 4-octet units from the file's first octet, 0 for none. Whatever
 * is referred to is aligned to 4 octets, and padding is zero, so the same
 * content is the same file. A reference to a name or a branch is below 2^31.
 *
 * Names. Each zone's names stand together, in canonical order (RFC 4034
 * section 6.1), the apex first; zones are in canonical order of their apexes.
 * So a parent always stands before its children, and no chain of parents can
 * loop. Every name between an owner and its apex is there, empty
 * non-terminals with no RRset, and so is the apex of each zone right below,
 * whether it is delegated or not. A name's RRsets follow it in the order of
 * its entries, and the next name follows them: the section is tiled without
 * gaps.
 *
 *   image_name | octets | pad | stop? | wildcard? |
 *     image_rrset | lists? | wire | pad | image_rrset ... | next image_name
 *
 * Trie. A qp-trie (D. J. Bernstein's crit-bit tree with Tony Finch's 48-way
 * popcount branches) over the names that are the view's to answer for: all
 * but those that a zone holds at or below the apex of a deeper zone of the
 * view. Its keys are lib/trie.h's. Branches fill the section; what a branch
 * refers to is a name, or a branch behind it, so a descent ends.
 *
 * RRsets are finished answers. `wire` holds the records as they are sent,
 * except for three kinds of compression pointer. The first stands where every
 * record begins, the others are listed, so that one addition each puts them
 * right wherever the RRset lands in a message:
 *
 *   owner    a record's first two octets: 0xc000, plus where the owner's
 *            name stands in the message
 *   suffix   in RDATA, a name that ends with (a suffix of) the zone's apex.
 *            Stored as if the apex were the QNAME, at octet 12; plus
 *            length(QNAME) - length(apex), as every QNAME that the zone
 *            answers ends with its apex
 *   self     in RDATA, a name that ends like an earlier one of this RRset.
 *            Stored as an offset into `wire`; plus where `wire` stands
 *
 * Names in RDATA are compressed for the types of RFC 1035 alone (RFC 3597
 * section 4). Self pointers lead at most to offset IMAGE_SELF_MAX, so that
 * none can pass 0x3fff behind the longest chain of CNAMEs and DNAMEs.
 *
 * Targets are what the RRset leads to: for a CNAME one target, where the
 * search goes on (none when that is outside the zone); for NS, MX, SRV, SVCB
 * and HTTPS the names whose addresses are additional data, each once, in
 * order of appearance. An NS RRset at a cut lists all names of the zone that
 * hold addresses, since it serves referrals alone; elsewhere names below a
 * cut or a DNAME are left out.
 */

struct ref {
	uint32_t at;
};

struct image_section {
	struct ref at;
	uint32_t count; /* elements; of the trie: units; of the names: names */
};

enum {
	IMAGE_VERSION = 2,
	IMAGE_BYTE_ORDER = 0x01020304,
	IMAGE_UNIT = 4,  /* octets that a ref counts */
	IMAGE_VIEW = 64, /* octets of a view's name, with NULs to the end */
	IMAGE_HASH = 32,
	IMAGE_CHAIN = 16, /* links of CNAME and DNAME that are followed */
	/* header, longest question, and that many links, each a DNAME with the
	 * CNAME made from it */
	IMAGE_SELF_MAX = WIRE_POINTER_MAX
	                 - (WIRE_HEADER + DNAME_MAX + WIRE_QUESTION)
	                 - IMAGE_CHAIN * 2 * (2 + WIRE_RR + DNAME_MAX),
};

#define IMAGE_MAGIC "mullion\n"

enum image_trust { IMAGE_INTERNAL = 0, IMAGE_EXTERNAL = 1 };

struct image_header {
	char magic[8];
	uint32_t version;
	uint32_t byte_order;
	uint64_t size;            /* octets of the file */
	uint8_t hash[IMAGE_HASH]; /* SHA-256 of all octets behind this one */
	char view[IMAGE_VIEW];
	uint32_t trust;
	/* Whom the view answers. An internal view's effective networks; an
	 * external one's whole networks; both less `refuse`. */
	struct image_section networks4;
	struct image_section networks6;
	/* Whom an internal view answers too on a listener of its own; less
	 * `refuse`. None for an external view. */
	struct image_section resolvers4;
	struct image_section resolvers6;
	struct image_section zones;
	struct image_section trie;
	struct image_section names;
	uint32_t root; /* a twig: where a descent begins, 0 for no names */
};

/* Sorted, and apart from one another. `length` is the prefix length of the
 * network that the range comes from, the most specific of the view's that
 * holds it: it decides between two external views of one listener. */
struct image_range4 {
	uint32_t first; /* as numbers */
	uint32_t last;
	uint32_t length;
};

struct image_range6 {
	uint8_t first[16];
	uint8_t last[16];
	uint32_t length;
};

struct image_zone {
	struct ref apex;  /* its name, and the first of its names */
	struct ref above; /* the apex's twin in the zone that encloses it
	                   * in this view, or none where none does */
	struct ref soa;   /* the SOA RRset */
	uint32_t names;   /* how many it has */
	uint32_t serial;
	uint32_t negative_ttl;       /* RFC 2308 section 3 */
	uint8_t content[IMAGE_HASH]; /* SHA-256 of its records, the serial
	                              * left out: did it change? */
};

/*
 * A branch holds a bit for each value (trie.h) that keys have at its index,
 * and for each such bit, in their order, where those keys go on.
 *
 *    63..55   54..48   47..........0
 *   +--------+--------+--------------+--------+--------+- - -
 *   | index  |  zero  |    bitmap    | twig 0 | twig 1 |
 *   +--------+--------+--------------+--------+--------+- - -
 *                head
 *
 * A twig is the reference of a name, or that of a branch with TWIG_BRANCH set.
 */
struct image_branch {
	uint64_t head;
	uint32_t twigs[];
} __attribute__((packed, aligned(4)));

enum { TWIG_BRANCH = 1u << 31 };

enum image_name_flag {
	NAME_APEX = 1,
	NAME_CUT = 2,       /* a delegation: NS, and not the apex */
	NAME_DNAME = 4,     /* owns a DNAME */
	NAME_STOP = 8,      /* has a struct ref: the topmost cut at or above it
	                     * in its zone, or DNAME above it */
	NAME_WILDCARD = 16, /* has a struct ref: its child "*" */
	NAME_EMPTY = 32,    /* has no RRset: an empty non-terminal */
};

struct image_name {
	struct ref parent; /* one label less. An apex's: that of its twin in
	                    * the zone that encloses it, or none */
	uint32_t home;     /* its apex, as a reference; an apex's: the index of
	                    * its zone */
	uint8_t flags;
	uint8_t labels;   /* of the whole name */
	uint8_t length;   /* octets that follow */
	uint8_t octets[]; /* lower case: an apex's whole name, of others the
	                   * labels in front of their apex */
};

enum image_target_flag {
	TARGET_EXACT = 1,     /* the name is the target; else its closest
	                       * encloser (CNAME alone) */
	TARGET_IN_DOMAIN = 2, /* RFC 9471: without this glue, TC */
};

enum { TARGET_OWNER = 0xffff }; /* position: the target is the owner itself */

struct image_target {
	uint16_t position; /* of the target's name within wire */
	uint16_t flags;
	struct ref name; /* of the same zone */
};

struct image_rrset {
	uint16_t type;
	uint16_t count;  /* records */
	uint16_t length; /* octets of wire */
	uint16_t lists;  /* units of what stands in front of wire: 0, or a
	                  * struct image_lists and the lists, aligned;
	                  * and RRSET_LAST */
};

enum { RRSET_LAST = 0x8000 }; /* lists: of its name's RRsets */

struct image_lists {
	uint16_t targets;
	uint16_t suffixes; /* suffix pointers */
	uint16_t selves;   /* self pointers */
	uint16_t zero;
	/* struct image_target[targets]; uint16_t suffixes[suffixes],
	 * selves[selves], positions within wire */
};

_Static_assert(sizeof(struct image_header) == 184, "layout");
_Static_assert(sizeof(struct image_range4) == 12, "layout");
_Static_assert(sizeof(struct image_range6) == 36, "layout");
_Static_assert(sizeof(struct image_zone) == 56, "layout");
_Static_assert(sizeof(struct image_branch) == 8, "layout");
_Static_assert(offsetof(struct image_name, octets) == 11, "layout");
_Static_assert(sizeof(struct image_target) == 8, "layout");
_Static_assert(sizeof(struct image_rrset) == 8, "layout");
_Static_assert(sizeof(struct image_lists) == 8, "layout");
_Static_assert(IMAGE_SELF_MAX > 4096, "room for self pointers");

/* Octets rounded up to whole units. */
static inline size_t
image_align(size_t octets)
{
	return (octets + IMAGE_UNIT - 1) / IMAGE_UNIT * IMAGE_UNIT;
}

/* Octets of a name with its references, up to its first RRset. */
static inline size_t
image_name_size(uint8_t length, uint8_t flags)
{
	size_t references =
	    (flags & NAME_STOP ? 1u : 0) + (flags & NAME_WILDCARD ? 1u : 0);

	return image_align(offsetof(struct image_name, octets) + length)
	       + references * sizeof(struct ref);
}

/* Octets of the lists, none when all are empty. */
static inline size_t
image_lists_size(size_t targets, size_t suffixes, size_t selves)
{
	if (targets + suffixes + selves == 0)
		return 0;
	return image_align(sizeof(struct image_lists)
	                   + targets * sizeof(struct image_target)
	                   + 2 * (suffixes + selves));
}

/* Octets in front of an RRset's wire, padding included. */
static inline size_t
image_wire_at(const struct image_rrset *rrset)
{
	size_t lists = rrset->lists & ~(unsigned)RRSET_LAST;

	return sizeof(*rrset) + lists * IMAGE_UNIT;
}

/* Octets of an RRset, padding included. */
static inline size_t
image_rrset_size(const struct image_rrset *rrset)
{
	return image_align(image_wire_at(rrset) + rrset->length);
}

#endif

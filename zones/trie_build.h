/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TRIE_BUILD_H
#define MULLION_TRIE_BUILD_H

#include <stddef.h>

#include "lib/image_format.h"
#include "zones/zone.h"

/*
 * The qp-trie of a view (lib/image_format.h): branches laid out so that what a
 * descent reads together lies together. As neither the names' places nor the
 * trie's own are known before its size is, twigs are relative: that of a
 * branch counts units from the first branch on, that of a name is its index
 * in names[]. image_write.c makes references of them.
 */
struct trie {
	const void *octets; /* branches, in the arena */
	size_t units;       /* IMAGE_UNIT octets each */
	uint32_t root;      /* a twig, or TRIE_NO_ROOT */
};

enum { TRIE_NO_ROOT = UINT32_MAX };

/* names[] are the tree's names that aren't hidden, in canonical order
 * (zone_visible()). */
void trie_build(struct trie *trie, struct arena *arena,
                struct name *const *names, size_t name_count);

#endif

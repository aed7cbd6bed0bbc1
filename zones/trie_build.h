/* SPDX-License-Identifier: ISC */
#ifndef MULLION_TRIE_BUILD_H
#define MULLION_TRIE_BUILD_H

#include <stddef.h>

#include "lib/image_format.h"
#include "zones/zone.h"

/*
 * The qp-trie of a view (lib/image_format.h): nodes laid out so that what a
 * descent reads together lies together. names[] are the tree's names that
 * aren't hidden, in canonical order (zone_visible()). Returns the nodes in the
 * arena and their number. A leaf's `twigs` is the index of its name in names[],
 * as the names' own places aren't known before the trie's size is;
 * image_write.c puts the reference there.
 */
struct image_node *trie_build(size_t *count, struct arena *arena,
                              struct name *const *names, size_t name_count);

#endif

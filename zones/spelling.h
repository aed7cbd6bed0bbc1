/* SPDX-License-Identifier: ISC */
#ifndef MULLION_SPELLING_H
#define MULLION_SPELLING_H

#include <stddef.h>

/*
 * The word that was probably meant: the nearest by insertions, deletions,
 * substitutions and swaps of neighbours (optimal string alignment), NULL when
 * none is near. element i of words is at words + i * stride octets, so that it
 * may be a member of a larger struct.
 */
const char *spelling_nearest(const char *word, const char *const *words,
                             size_t count, size_t stride);

#endif

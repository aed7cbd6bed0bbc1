/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ARENA_H
#define MULLION_ARENA_H

#include <stdarg.h>
#include <stddef.h>

/*
 * Memory of one run of the compiler: taken piece by piece, freed whole. There
 * is no error to handle: when the machine has no more memory the program says
 * so on standard error and exits with status 2, before it has published
 * anything.
 */
struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena);

/* Takes back all that was handed out. */
void arena_clear(struct arena *arena);

/* What was taken from the other arena lives as long as this one; the other is
 * no more. */
void arena_adopt(struct arena *arena, struct arena *from);

/* Zeroed, aligned to 8. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of size octets. */
void *arena_copy(struct arena *arena, const void *from, size_t size);
char *arena_string(struct arena *arena, const char *text);
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_formatv(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/*
 * Room for one more element behind count elements of size octets each: the
 * array, moved when it had to grow (to twice its size, at counts that are
 * powers of two from 4 up). Start with NULL and 0.
 */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t size);

#endif

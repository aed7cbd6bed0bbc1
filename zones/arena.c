/* SPDX-License-Identifier: ISC */
#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/arena.h"

/*
 * Chunks from calloc(3), so that what is handed out is zero without being
 * touched. The first of the list is the one being filled; what doesn't fit
 * well in a chunk has one of its own behind it. Under AddressSanitizer what is
 * not handed out is poisoned, a gap behind each piece too, so that a step
 * beyond a piece is found as it would be with malloc(3).
 *
 *   arena -> chunk [used......|free..] -> chunk [one large piece] -> ...
 */
struct chunk {
	struct chunk *next;
	size_t size;
	size_t used;
	uint8_t octets[];
};

struct arena {
	struct chunk *first;
};

enum {
	CHUNK = 1 << 20,   /* octets of an ordinary chunk */
	FIRST = 1 << 14,   /* of the first, since many arenas stay small */
	LARGE = CHUNK / 4, /* from here on a piece has its own */
	ALIGN = 8,
#if defined(__SANITIZE_ADDRESS__)
	GAP = ALIGN,
#else
	GAP = 0,
#endif
};

_Noreturn static void
out_of_memory(void)
{
	fputs("mullion: out of memory\n", stderr);
	exit(2);
}

static struct chunk *
chunk_new(size_t size)
{
	struct chunk *chunk = calloc(1, sizeof(*chunk) + size);

	if (chunk == NULL)
		out_of_memory();
	chunk->size = size;
	ASAN_POISON_MEMORY_REGION(chunk->octets, size);
	return chunk;
}

struct arena *
arena_new(void)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena == NULL)
		out_of_memory();
	arena->first = chunk_new(FIRST);
	return arena;
}

void
arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	for (struct chunk *chunk = arena->first, *next; chunk != NULL;
	     chunk = next) {
		next = chunk->next;
		ASAN_UNPOISON_MEMORY_REGION(chunk->octets, chunk->size);
		free(chunk);
	}
	free(arena);
}

/* The chunk that a piece of size octets (rounded, with its gap) goes to. */
static struct chunk *
chunk_for(struct arena *arena, size_t size)
{
	struct chunk *chunk = arena->first;

	if (chunk->size - chunk->used >= size)
		return chunk;
	if (size >= LARGE) {
		chunk = chunk_new(size);
		chunk->next = arena->first->next;
		arena->first->next = chunk;
		return chunk;
	}
	chunk = chunk_new(CHUNK);
	chunk->next = arena->first;
	arena->first = chunk;
	return chunk;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct chunk *chunk;
	uint8_t *piece;
	size_t rounded;

	if (size > PTRDIFF_MAX - CHUNK)
		out_of_memory();
	rounded = (size + ALIGN - 1) / ALIGN * ALIGN + GAP;
	chunk = chunk_for(arena, rounded);
	piece = chunk->octets + chunk->used;
	chunk->used += rounded;
	ASAN_UNPOISON_MEMORY_REGION(piece, size);
	return piece;
}

void *
arena_copy(struct arena *arena, const void *from, size_t size)
{
	void *copy = arena_alloc(arena, size);

	if (size > 0)
		memcpy(copy, from, size);
	return copy;
}

char *
arena_string(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text) + 1);
}

char *
arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;
	char *text;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		out_of_memory();

	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

void *
arena_grow(struct arena *arena, void *array, size_t count, size_t size)
{
	size_t room = count == 0 ? 4 : count * 2;
	size_t octets;
	void *grown;

	if (count != 0 && (count < 4 || (count & (count - 1)) != 0))
		return array;
	if (__builtin_mul_overflow(room, size, &octets))
		out_of_memory();
	grown = arena_alloc(arena, octets);
	if (count > 0)
		memcpy(grown, array, count * size);
	return grown;
}

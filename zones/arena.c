/* SPDX-License-Identifier: ISC */
#include <sanitizer/asan_interface.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "zones/arena.h"

/*
 * Chunks of memory that is zero without being touched. The first of the list
 * is the one being filled; what doesn't fit well in a chunk has one of its own
 * behind it. Chunks double in size as the arena grows, so that a small arena
 * is small and a large one is made of huge pages: a page fault for each 4 KiB
 * took a fifth of the time that a million names take. Under AddressSanitizer
 * what is not handed out is poisoned, a gap behind each piece too, so that a
 * step beyond a piece is found as it would be with malloc(3).
 *
 *   arena -> chunk [used......|free..] -> chunk [one large piece] -> ...
 */
struct chunk {
	struct chunk *next;
	size_t size; /* of octets */
	size_t used;
	bool mapped; /* by itself, and not from calloc(3) */
	_Alignas(8) uint8_t octets[];
};

struct arena {
	struct chunk *first;
};

enum {
	FIRST = 1 << 14,     /* octets of the first chunk, its head too */
	CHUNK = 1 << 25,     /* of the largest that hold several pieces */
	HUGE_PAGE = 1 << 21, /* amd64's and arm64's */
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

/* Zeroed memory from a huge page's beginning on; NULL. */
static struct chunk *
map_chunk(size_t size)
{
	size_t room = size + HUGE_PAGE, before;
	uint8_t *at = mmap(NULL, room, PROT_READ | PROT_WRITE,
	                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	before = (size_t)(-(uintptr_t)at % HUGE_PAGE);
	if (before > 0)
		munmap(at, before);
	munmap(at + before + size, HUGE_PAGE - before);
	(void)madvise(at + before, size, MADV_HUGEPAGE);
	return (struct chunk *)(void *)(at + before);
}

/* A chunk for size octets, which its head comes to. */
static struct chunk *
chunk_new(size_t size)
{
	size_t whole = size + sizeof(struct chunk);
	bool mapped = whole >= HUGE_PAGE;
	struct chunk *chunk;

	if (mapped)
		whole = (whole + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	chunk = mapped ? map_chunk(whole) : calloc(1, whole);
	if (chunk == NULL)
		out_of_memory();
	chunk->size = whole - sizeof(*chunk);
	chunk->mapped = mapped;
	ASAN_POISON_MEMORY_REGION(chunk->octets, chunk->size);
	return chunk;
}

static void
chunk_free(struct chunk *chunk)
{
	ASAN_UNPOISON_MEMORY_REGION(chunk->octets, chunk->size);
	if (chunk->mapped)
		munmap(chunk, chunk->size + sizeof(*chunk));
	else
		free(chunk);
}

static void
free_chunks(struct chunk *chunk)
{
	for (struct chunk *next; chunk != NULL; chunk = next) {
		next = chunk->next;
		chunk_free(chunk);
	}
}

struct arena *
arena_new(void)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena == NULL)
		out_of_memory();
	arena->first = chunk_new(FIRST - sizeof(struct chunk));
	return arena;
}

void
arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	free_chunks(arena->first);
	free(arena);
}

void
arena_clear(struct arena *arena)
{
	struct chunk *first = arena->first;

	free_chunks(first->next);
	first->next = NULL;
	ASAN_UNPOISON_MEMORY_REGION(first->octets, first->used);
	memset(first->octets, 0, first->used);
	ASAN_POISON_MEMORY_REGION(first->octets, first->used);
	first->used = 0;
}

void
arena_adopt(struct arena *arena, struct arena *from)
{
	struct chunk *last = from->first;

	while (last->next != NULL)
		last = last->next;
	last->next = arena->first->next;
	arena->first->next = from->first;
	free(from);
}

/* The chunk that a piece of size octets (rounded, with its gap) goes to. */
static struct chunk *
chunk_for(struct arena *arena, size_t size)
{
	struct chunk *first = arena->first, *chunk;
	size_t next = 2 * (first->size + sizeof(*first));

	if (first->size - first->used >= size)
		return first;
	if (next > CHUNK)
		next = CHUNK;
	if (size >= next / 4) {
		chunk = chunk_new(size);
		chunk->next = first->next;
		first->next = chunk;
		return chunk;
	}
	chunk = chunk_new(next - sizeof(*chunk));
	chunk->next = first;
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
arena_formatv(struct arena *arena, const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		out_of_memory();

	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	return text;
}

char *
arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_formatv(arena, format, arguments);
	va_end(arguments);
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

/* SPDX-License-Identifier: ISC */
#include "zones/fragment/fence.h"

#include <string.h>

#include "lib/dname.h"

const struct fence *
fence_find(const struct spec *spec, const char *id)
{
	for (size_t i = 0; i < spec->fence_count; i++)
		if (strcmp(spec->fences[i].id, id) == 0)
			return &spec->fences[i];
	return NULL;
}

/* The first `count` labels are the same. */
static bool
same_labels(const uint8_t *a, const uint8_t *b, unsigned count)
{
	uint8_t left[DNAME_MAX], right[DNAME_MAX];
	size_t length = 0;

	for (unsigned i = 0; i < count; i++)
		length += 1 + (size_t)a[length];
	if (length + 1 > DNAME_MAX || dname_length(b) < length)
		return false;
	memcpy(left, a, length);
	memcpy(right, b, length);
	left[length] = right[length] = 0;
	return dname_check(right, length + 1) == (int)(length + 1)
	       && dname_equal(left, right);
}

static bool
has_star(const uint8_t *name, unsigned labels)
{
	for (unsigned i = 0; i < labels; i++, name += 1 + name[0])
		if (dname_is_wildcard(name))
			return true;
	return false;
}

/* Labels before the star, one or more for it, and what is behind it. */
static bool
matches(const struct fence_pattern *pattern, const uint8_t *name)
{
	unsigned labels = dname_labels(name), before, behind;
	const uint8_t *rest;

	if (pattern->star < 0)
		return dname_equal(pattern->name, name);
	before = (unsigned)pattern->star;
	rest = dname_parent(pattern->name, before + 1);
	behind = dname_labels(rest);
	if (labels < before + 1 + behind || !dname_within(name, rest)
	    || !same_labels(pattern->name, name, before))
		return false;
	return !has_star(dname_parent(name, before), labels - before - behind);
}

bool
fence_has_name(const struct fence *fence, const uint8_t *name)
{
	for (size_t i = 0; i < fence->name_count; i++)
		if (matches(&fence->names[i], name))
			return true;
	return false;
}

bool
fence_has_type(const struct fence *fence, uint16_t type)
{
	for (size_t i = 0; i < fence->type_count; i++)
		if (fence->types[i] == type)
			return true;
	return false;
}

const char *
fence_names_text(struct arena *arena, const struct fence *fence)
{
	const char *text = "";
	char name[DNAME_TEXT];

	for (size_t i = 0; i < fence->name_count; i++)
		text = arena_format(arena, "%s%s%s", text, i > 0 ? ", " : "",
		                    dname_to_text(name, fence->names[i].name));
	return text;
}

const char *
fence_types_text(struct arena *arena, const struct fence *fence)
{
	const char *text = "";

	for (size_t i = 0; i < fence->type_count; i++)
		text = arena_format(arena, "%s%s%s", text, i > 0 ? ", " : "",
		                    rdata_type_text(arena, fence->types[i]));
	return text;
}

void
fence_pack(struct packer *packer, const struct spec *spec)
{
	pack32(packer, (uint32_t)spec->fence_count);
	for (size_t i = 0; i < spec->fence_count; i++) {
		const struct fence *fence = &spec->fences[i];

		pack_text(packer, fence->id);
		pack_octets(packer, &fence->views, sizeof(fence->views));
		pack32(packer, fence->max);
		pack32(packer, fence->ttl);
		pack32(packer, (uint32_t)fence->name_count);
		for (size_t j = 0; j < fence->name_count; j++) {
			pack_name(packer, fence->names[j].name);
			pack8(packer, (uint8_t)(fence->names[j].star + 1));
		}
		pack32(packer, (uint32_t)fence->type_count);
		for (size_t j = 0; j < fence->type_count; j++)
			pack16(packer, fence->types[j]);
	}
}

/* The octets that one of each takes at least. */
enum { FENCE = 5 + 32 + 4 * 4, PATTERN = 2, TYPE = 2 };

static void
unpack_lists(struct unpacker *from, struct fence *fence, struct arena *arena)
{
	fence->name_count = unpack_count(from, PATTERN);
	fence->names =
	    arena_alloc(arena, fence->name_count * sizeof(*fence->names));
	for (size_t i = 0; i < fence->name_count; i++) {
		struct fence_pattern *pattern = &fence->names[i];

		pattern->name = unpack_name(from);
		pattern->star = unpack8(from) - 1;
		if (pattern->name == NULL
		    || pattern->star >= (int)dname_labels(pattern->name))
			from->bad = true;
	}
	fence->type_count = unpack_count(from, TYPE);
	fence->types =
	    arena_alloc(arena, fence->type_count * sizeof(*fence->types));
	for (size_t i = 0; i < fence->type_count; i++)
		fence->types[i] = unpack16(from);
}

void
fence_unpack(struct unpacker *from, struct spec *spec, struct arena *arena,
             const struct place *file)
{
	const struct place *up = place_member(arena, file, "fragments");

	spec->fence_count = unpack_count(from, FENCE);
	spec->fences =
	    arena_alloc(arena, spec->fence_count * sizeof(*spec->fences));
	for (size_t i = 0; i < spec->fence_count && !from->bad; i++) {
		struct fence *fence = &spec->fences[i];
		const uint8_t *views;

		fence->id = unpack_text(from);
		views = unpack_octets(from, sizeof(fence->views));
		if (views == NULL || fence->id == NULL)
			return;
		memcpy(&fence->views, views, sizeof(fence->views));
		fence->place = place_name(arena, up, fence->id);
		fence->max = unpack32(from);
		fence->ttl = unpack32(from);
		unpack_lists(from, fence, arena);
	}
}

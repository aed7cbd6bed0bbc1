/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "lib/err.h"
#include "zones/ports.h"

/* Digits up to another character; *at is left there. */
static int
read_port(const char **at, uint16_t *port)
{
	unsigned value = 0;
	const char *start = *at;

	for (; **at >= '0' && **at <= '9'; (*at)++) {
		value = value * 10 + (unsigned)(**at - '0');
		if (value > UINT16_MAX)
			return ERR_RANGE;
	}
	if (*at == start)
		return ERR_MALFORMED;
	*port = (uint16_t)value;
	return value == 0 ? ERR_RANGE : 0;
}

int
ports_from_text(struct ports *ports, const char *text)
{
	int code = read_port(&text, &ports->first);

	ports->last = ports->first;
	if (code == 0 && *text == '-') {
		text++;
		code = read_port(&text, &ports->last);
	}
	if (code < 0)
		return code;
	if (*text == '\0')
		ports->protocols = PORT_TCP | PORT_UDP;
	else if (strcmp(text, "/tcp") == 0)
		ports->protocols = PORT_TCP;
	else if (strcmp(text, "/udp") == 0)
		ports->protocols = PORT_UDP;
	else
		return ERR_MALFORMED;
	return ports->first > ports->last ? ERR_RANGE : 0;
}

void
ports_read(const struct site *site, struct value list, struct ports **items,
           size_t *count)
{
	const struct reader reader = {site->arena, site->report};
	size_t length;

	if (list.json == NULL || !value_is_array(&reader, list, "\"ports\""))
		return;
	length = json_array_size(list.json);
	*items = arena_alloc(site->arena, length * sizeof(**items));
	for (size_t i = 0; i < length; i++) {
		struct value item = value_item(&reader, list, i);
		struct ports *ports = &(*items)[*count];
		const char *text = value_text(&reader, item, "a port");

		if (text == NULL)
			continue;
		if (ports_from_text(ports, text) < 0) {
			report_add(site->report, RULE_SCHEMA, item.place,
			           "\"%s\" is no port: write \"443\" or "
			           "\"5000-9999\", from 1 to 65535, with /tcp "
			           "or /udp behind it if it is for one alone",
			           text);
			continue;
		}
		ports->place = item.place;
		(*count)++;
	}
}

const char *
ports_to_text(struct arena *arena, const struct ports *ports)
{
	const char *protocol = ports->protocols == PORT_TCP   ? "/tcp"
	                       : ports->protocols == PORT_UDP ? "/udp"
	                                                      : "";

	if (ports->first == ports->last)
		return arena_format(arena, "%u%s", ports->first, protocol);
	return arena_format(arena, "%u-%u%s", ports->first, ports->last,
	                    protocol);
}

bool
ports_overlap(const struct ports *a, const struct ports *b)
{
	return (a->protocols & b->protocols) != 0 && a->first <= b->last
	       && b->first <= a->last;
}

unsigned
ports_outside(const struct ports *ports, enum port_protocol protocol,
              const struct ports *space, size_t count)
{
	unsigned port = ports->first;
	bool moved = true;

	while (moved && port <= ports->last) {
		moved = false;
		for (size_t i = 0; i < count; i++)
			if ((space[i].protocols & protocol) != 0
			    && space[i].first <= port
			    && port <= space[i].last) {
				port = space[i].last + 1U;
				moved = true;
			}
	}
	return port <= ports->last ? port : 0;
}

static const char *
trust_text(const struct view *view)
{
	return view->external ? "external" : "internal";
}

static void
check_entry(const struct site *site, const struct view *view,
            const struct ports *ports, const struct view *other)
{
	const char *subject = ports_to_text(site->arena, ports);

	for (size_t i = 0; i < other->port_count; i++) {
		const struct ports *theirs = &other->ports[i];
		const char *text;

		if (!ports_overlap(ports, theirs))
			continue;
		text = ports_to_text(site->arena, theirs);
		report_in_view(site->report, RULE_PORT_SPACE_OVERLAP,
		               ports->place, view->index, subject,
		               "%s of \"%s\" (%s trust) overlaps %s of "
		               "\"%s\" (%s trust): give each a port space "
		               "of its own",
		               subject, view->name, trust_text(view), text,
		               other->name, trust_text(other));
		return;
	}
}

void
ports_check(const struct site *site)
{
	for (size_t v = 0; v < site->view_count; v++) {
		const struct view *view = &site->views[v];

		for (size_t i = 0; i < view->port_count; i++)
			for (size_t w = 0; w < v; w++)
				if (site->views[w].external != view->external)
					check_entry(site, view, &view->ports[i],
					            &site->views[w]);
	}
}

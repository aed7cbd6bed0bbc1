/* SPDX-License-Identifier: ISC */
#include "zones/verify/verify_server.h"

#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/cli.h"

enum { PORT_DNS = 53 };

/* ":PORT" or nothing. */
static bool
read_port(unsigned *port, const char *text)
{
	char *end;
	unsigned long value;

	*port = PORT_DNS;
	if (*text == '\0')
		return true;
	if (text[0] != ':' || text[1] < '0' || text[1] > '9')
		return false;
	value = strtoul(text + 1, &end, 10);
	*port = (unsigned)value;
	return *end == '\0' && value >= 1 && value <= UINT16_MAX;
}

/* The address up to a "%", where a link-local one has its zone. */
static bool
is_address(struct arena *arena, const char *text)
{
	char *address = arena_string(arena, text);
	struct net_address read;

	address[strcspn(address, "%")] = '\0';
	return net_address_from_text(&read, address) >= 0;
}

static bool
read_endpoint(struct verify_request *request, struct arena *arena,
              const char *text)
{
	char *host = arena_string(arena, text);
	char *colon = strchr(host, ':'), *close = strchr(host, ']');
	const char *port = "";

	if (host[0] == '[') {
		if (close == NULL)
			return false;
		*close = '\0';
		port = close + 1;
		host++;
	} else if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		port = arena_string(arena, colon);
		*colon = '\0';
	}
	request->server = host;
	return read_port(&request->port, port) && is_address(arena, host);
}

const char *
verify_server_read(struct verify_request *request, struct arena *arena)
{
	const char *equals = strchr(request->text, '=');
	const char *text = request->text;

	if (equals != NULL) {
		request->views = arena_format(
		    arena, "%.*s", (int)(equals - request->text), text);
		text = equals + 1;
	}
	if (!read_endpoint(request, arena, text))
		return arena_format(arena,
		                    "%s is no server: write an address, with "
		                    ":PORT behind it unless that is 53, as "
		                    "127.0.0.1:5300 or [::1]:5300",
		                    text);
	if (net_address_from_text(&request->address, request->source) < 0)
		return arena_format(arena, "%s is no address", request->source);
	return NULL;
}

int
verify_server_views(struct verify_server *server,
                    const struct verify_request *request,
                    const struct site *site)
{
	char *names, *name, *rest;
	int code = 0;

	*server = (struct verify_server){.text = request->text,
	                                 .server = request->server,
	                                 .port = request->port,
	                                 .source = request->source,
	                                 .address = request->address};
	if (request->views == NULL)
		return 0;
	names = arena_string(site->arena, request->views);
	for (name = strtok_r(names, ",", &rest); name != NULL;
	     name = strtok_r(NULL, ",", &rest)) {
		const struct view *view = site_view(site, name);

		if (view == NULL) {
			cli_error("%s: there is no view %s in %s",
			          request->text, name, site->name);
			code = ERR_REPORTED;
			continue;
		}
		view_set_add(&server->views, view->index);
	}
	return code;
}

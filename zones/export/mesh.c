/* SPDX-License-Identifier: ISC */
#include "zones/export/mesh.h"

#include <stdlib.h>
#include <string.h>

#include "lib/version.h"
#include "zones/export/mesh_labels.h"

struct mesh {
	const struct export *export;
	const struct mesh_format *format;
	struct mesh_service *services; /* by id */
	size_t count;
	const struct mesh_labels *labels; /* of them */
	json_t *items;
	json_t *left_out; /* array of texts */
};

json_t *
mesh_selector(const struct service *service)
{
	json_t *labels = json_object();

	for (size_t i = 0; i < service->label_count; i++)
		json_object_set_new(labels, service->labels[i].key,
		                    json_string(service->labels[i].value));
	return json_pack("{s:o}", "matchLabels", labels);
}

json_t *
mesh_clients(const struct export *export, const struct opening *opening)
{
	struct prefixes prefixes;
	json_t *list = json_array();
	char text[NET_PREFIX_TEXT];

	openings_prefixes(&prefixes, export->writer.arena, &opening->clients);
	for (size_t i = 0; i < prefixes.count; i++)
		json_array_append_new(list, json_string(net_prefix_to_text(
						text, &prefixes.items[i])));
	return list;
}

/* As comments have it; what isn't ASCII as \xHH, if ascii says so. */
static char *
clean_text(const char *text, bool ascii)
{
	char *clean = NULL, piece[2] = "";
	size_t size = 0;
	FILE *out = open_memstream(&clean, &size);

	if (out == NULL)
		return NULL;
	if (!ascii)
		writer_put_clean(text, out);
	for (; ascii && *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		piece[0] = *text;
		if (c >= 0x80)
			fprintf(out, "\\x%02x", c);
		else
			writer_put_clean(piece, out);
	}
	fclose(out);
	return clean;
}

/* A path needn't be UTF-8, and JSON must. */
static json_t *
clean_string(const char *text)
{
	json_t *string = NULL;

	for (unsigned ascii = 0; ascii < 2 && string == NULL; ascii++) {
		char *clean = clean_text(text, ascii == 1);

		string = clean == NULL ? NULL : json_string(clean);
		free(clean);
	}
	return string;
}

/* How c of an id differs from what stands for it in a name: u is upper case, s
 * an underscore, a neither. */
static char
difference(char c)
{
	return c == '_' ? 's' : c >= 'A' && c <= 'Z' ? 'u' : 'a';
}

/*
 * A name as RFC 1123 has them: lower case, no underscore, no hyphen last.
 * Where an id is written otherwise the differences follow, behind a dot, which
 * no id has: no two ids have one name, whoever thought them up.
 *
 *   web-1   mullion-web-1          Web_1   mullion-web-1.uaasa
 */
static const char *
object_name(struct arena *arena, const char *id)
{
	size_t length = strlen(id);
	bool last = id[length - 1] == '-' || id[length - 1] == '_';
	char *name = arena_string(arena, id);
	char *differences = arena_string(arena, id);

	for (size_t i = 0; i < length; i++) {
		differences[i] = difference(id[i]);
		if (differences[i] == 'u')
			name[i] = (char)(id[i] - 'A' + 'a');
		if (differences[i] == 's')
			name[i] = '-';
	}
	if (!last && strcmp(name, id) == 0)
		return arena_format(arena, "mullion-%s", name);
	return arena_format(arena, "mullion-%s%s.%s%s", name, last ? "x" : "",
	                    differences, last ? "x" : "");
}

static json_t *
metadata(const struct mesh *mesh, const char *name, json_t *annotations)
{
	const struct export_request *request = mesh->export->request;
	json_t *object = json_pack("{s:s}", "name", name);

	if (request->space != NULL)
		json_object_set_new(object, "namespace",
		                    json_string(request->space));
	json_object_set_new(annotations, "mullion/sha256",
	                    json_string(mesh->export->hash));
	json_object_set_new(object, "annotations", annotations);
	return object;
}

static void
append(const struct mesh *mesh, json_t *data, json_t *spec)
{
	json_array_append_new(mesh->items,
	                      json_pack("{s:s, s:s, s:o, s:o}", "apiVersion",
	                                mesh->format->version, "kind",
	                                mesh->format->kind, "metadata", data,
	                                "spec", spec));
}

/* "8443/tcp from view internal; …" */
static const char *
opens_text(const struct mesh *mesh, const struct mesh_service *service)
{
	struct arena *arena = mesh->export->writer.arena;
	const struct view *views = mesh->export->checked->site.views;
	const char *text = openings_ports_text(arena, service->service);

	if (service->count == 0)
		return "nothing: it lists no clients";
	text = arena_format(arena, "%s, to clients of", text);
	for (size_t i = 0; i < service->count; i++)
		text = arena_format(arena, "%s%s %s", text, i > 0 ? "," : "",
		                    views[service->openings[i]->view].name);
	return text;
}

static bool
same_addresses(const struct opening *a, const struct mesh_service *b)
{
	if (a->address_count != b->address_count)
		return false;
	for (size_t i = 0; i < a->address_count; i++)
		if (net_address_compare(&a->addresses[i], &b->addresses[i])
		    != 0)
			return false;
	return true;
}

static void
append_service(const struct mesh *mesh, const struct mesh_service *service)
{
	const struct export *export = mesh->export;
	struct arena *arena = export->writer.arena;
	const struct place *place = service->service->place;
	const char *why = mesh_labels_why(mesh->labels, service);
	json_t *spec = NULL, *notes;

	if (why == NULL && service->differs)
		why = "its addresses are not the same in all of its views, "
		      "and pods have no view: make it a service for each";
	if (why == NULL)
		spec = mesh->format->spec(export, service, &why);
	if (spec == NULL) {
		why = export_left_out(export, place, "%s: %s",
		                      service->service->id, why);
		json_array_append_new(mesh->left_out, clean_string(why));
		return;
	}
	notes = json_object();
	json_object_set_new(notes, "mullion/from",
	                    clean_string(writer_place(&export->writer, place)));
	json_object_set_new(notes, "mullion/opens",
	                    json_string(opens_text(mesh, service)));
	append(mesh,
	       metadata(mesh, object_name(arena, service->service->id), notes),
	       spec);
}

/* First in the list, and made last, when all that is left out is known. */
static void
insert_denied(const struct mesh *mesh)
{
	const struct export_request *request = mesh->export->request;
	json_t *notes = json_object(), *object, *text;
	size_t index;

	json_object_set_new(notes, "mullion/site", clean_string(request->site));
	json_object_set_new(
	    notes, "mullion/made-by",
	    clean_string(arena_format(mesh->export->writer.arena, "%s: %s",
	                              MULLION_VERSION, request->command)));
	json_object_set_new(notes, "mullion/denies",
	                    json_string(mesh->format->denies));
	json_array_foreach(mesh->left_out, index, text)
	{
		char key[40];

		snprintf(key, sizeof(key), "mullion/left-out-%zu", index + 1);
		json_object_set(notes, key, text);
	}
	object = metadata(mesh, "mullion", notes);
	json_array_insert_new(mesh->items, 0,
	                      json_pack("{s:s, s:s, s:o, s:o}", "apiVersion",
	                                mesh->format->version, "kind",
	                                mesh->format->kind, "metadata", object,
	                                "spec", mesh->format->denied()));
}

/* By the service's id, then by view. */
static int
compare_openings(const void *left, const void *right)
{
	const struct opening *const *a = left, *const *b = right;
	int order = strcmp((*a)->service->id, (*b)->service->id);

	return order != 0 ? order : (int)(*a)->view - (int)(*b)->view;
}

/* The next opening, in that order. */
static void
add_opening(struct mesh *mesh, const struct opening *opening)
{
	struct mesh_service *service = &mesh->services[mesh->count];

	if (mesh->count == 0 || service[-1].service != opening->service) {
		mesh->count++;
		*service = (struct mesh_service){
		    .service = opening->service,
		    .addresses = opening->addresses,
		    .address_count = opening->address_count,
		};
	} else {
		service--;
		service->differs |= !same_addresses(opening, service);
	}
	if (opening->clients.count == 0)
		return;
	service->openings =
	    arena_grow(mesh->export->writer.arena, service->openings,
	               service->count, sizeof(struct opening *));
	service->openings[service->count++] = opening;
}

static void
gather(struct mesh *mesh)
{
	const struct policy *policy = &mesh->export->policy;
	struct arena *arena = mesh->export->writer.arena;
	const struct opening **sorted =
	    arena_alloc(arena, policy->count * sizeof(struct opening *));

	for (size_t i = 0; i < policy->count; i++)
		sorted[i] = &policy->openings[i];
	if (policy->count > 0)
		qsort(sorted, policy->count, sizeof(struct opening *),
		      compare_openings);
	mesh->services =
	    arena_alloc(arena, policy->count * sizeof(*mesh->services));
	for (size_t i = 0; i < policy->count; i++)
		add_opening(mesh, sorted[i]);
	mesh->labels = mesh_labels_new(arena, mesh->services, mesh->count);
}

enum exit_status
mesh_write(const struct export *export, const struct mesh_format *format)
{
	struct mesh mesh = {
	    .export = export,
	    .format = format,
	    .items = json_array(),
	    .left_out = json_array(),
	};
	const struct view *view = export->view;
	json_t *list;
	char *text;

	gather(&mesh);
	for (size_t i = 0; i < mesh.count; i++)
		if (view == NULL
		    || view_set_has(&mesh.services[i].service->views,
		                    view->index))
			append_service(&mesh, &mesh.services[i]);
	insert_denied(&mesh);
	list = json_pack("{s:s, s:s, s:o}", "apiVersion", "v1", "kind", "List",
	                 "items", mesh.items);
	text = list == NULL ? NULL : json_dumps(list, JSON_INDENT(2));
	json_decref(list);
	json_decref(mesh.left_out);
	if (text == NULL) {
		cli_error("out of memory");
		return EXIT_USAGE;
	}
	fprintf(export->writer.out, "%s\n", text);
	free(text);
	return EXIT_DONE;
}

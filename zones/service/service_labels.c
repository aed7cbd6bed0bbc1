/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/service/service_labels.h"

enum { LABEL_MAX = 63, PREFIX_MAX = 253 };

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Of these characters, the first and the last of ends. */
static bool
is_made_of(const char *text, size_t length, const char *inner, const char *ends)
{
	if (length == 0 || strspn(text, inner) < length)
		return false;
	return strchr(ends, text[0]) != NULL
	       && strchr(ends, text[length - 1]) != NULL;
}

static bool
is_name(const char *text, size_t length)
{
	return length <= LABEL_MAX
	       && is_made_of(text, length, LOWER UPPER DIGITS "-_.",
	                     LOWER UPPER DIGITS);
}

/* RFC 1123 labels, a dot between two. */
static bool
is_subdomain(const char *text, size_t length)
{
	const char *end = text + length;

	if (length > PREFIX_MAX)
		return false;
	while (text <= end) {
		size_t label = strcspn(text, "./");

		if (!is_made_of(text, label, LOWER DIGITS "-", LOWER DIGITS))
			return false;
		text += label + 1;
	}
	return true;
}

/* NAME or PREFIX/NAME. */
static bool
is_key(const char *key)
{
	const char *slash = strchr(key, '/');

	if (slash == NULL)
		return is_name(key, strlen(key));
	return is_subdomain(key, (size_t)(slash - key))
	       && is_name(slash + 1, strlen(slash + 1));
}

static bool
is_label(const struct spec_reader *r, struct value labels, const char *key,
         struct value value)
{
	const char *text;

	if (!is_key(key)) {
		report_add(r->reader.report, RULE_SCHEMA,
		           value_name_place(&r->reader, labels, key),
		           "\"%s\" can't be a label's key: write a name of at "
		           "most 63 letters, digits, \"-\", \"_\" and \".\", "
		           "with a domain and \"/\" before it if need be, as "
		           "in \"app.kubernetes.io/name\"",
		           key);
		return false;
	}
	text = value_text(&r->reader, value, "a label's value");
	if (text == NULL)
		return false;
	if (*text == '\0' || is_name(text, strlen(text)))
		return true;
	report_add(r->reader.report, RULE_SCHEMA, value.place,
	           "\"%s\" can't be a label's value: use at most 63 letters, "
	           "digits, \"-\", \"_\" and \".\", a letter or digit first "
	           "and last",
	           text);
	return false;
}

void
service_labels_read(const struct spec_reader *r, struct service *service,
                    struct value labels)
{
	const char *key;
	json_t *json;

	if (labels.json == NULL
	    || !value_is_object(&r->reader, labels, "\"labels\""))
		return;
	service->labels =
	    arena_alloc(r->reader.arena, json_object_size(labels.json)
	                                     * sizeof(*service->labels));
	json_object_foreach(labels.json, key, json)
	{
		struct value value;

		if (value_is_comment(key))
			continue;
		value = value_get(&r->reader, labels, key);
		if (!is_label(r, labels, key, value))
			continue;
		service->labels[service->label_count++] =
		    (struct service_label){
			.key = value.place->key,
			.value = arena_string(r->reader.arena,
		                              json_string_value(json))};
	}
}

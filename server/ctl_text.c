/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "server/ctl_text.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, AGE_TEXT = 48 };

/* An answer's text, which is put out when it is whole: whatever an answer
 * holds goes through one place that cleans it. */
struct page {
	FILE *to;
	char *text;
	size_t length;
};

/* False, and said: there is no memory for it. */
static bool
page_begin(struct page *page)
{
	page->text = NULL;
	page->to = open_memstream(&page->text, &page->length);
	if (page->to == NULL)
		fputs("mullion ctl: no memory for the answer\n", stderr);
	return page->to != NULL;
}

static void
page_end(struct page *page, FILE *out)
{
	if (fclose(page->to) == 0)
		ctl_text_put(out, page->text);
	free(page->text);
}

/* C0 and DEL, and C1 in UTF-8, of which a terminal takes CSI for ESC [. */
void
ctl_text_put(FILE *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	for (; *at != '\0'; at++) {
		const bool c1 = at[0] == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0;

		if (c1)
			at++;
		putc(c1 || (*at < ' ' && *at != '\n') || *at == 0x7f ? '?'
		                                                     : *at,
		     out);
	}
}

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "-";
}

static json_int_t
number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

/* "NAME" of the view, or the refuser. */
static const char *
name_of(const json_t *view)
{
	const char *name = json_string_value(json_object_get(view, "view"));

	return name != NULL ? name : "(refuser)";
}

static const char *
plural(json_int_t count)
{
	return count == 1 ? "" : "s";
}

/* "3 d 4 h", the two greatest units; "-" for what never was. */
static const char *
age_of(const json_t *object, const char *name, char text[AGE_TEXT])
{
	const json_int_t seconds = number_of(object, name);

	if (!json_is_integer(json_object_get(object, name)))
		return "-";
	if (seconds >= DAY)
		snprintf(text, AGE_TEXT, "%lld d %lld h", seconds / DAY,
		         seconds % DAY / HOUR);
	else if (seconds >= HOUR)
		snprintf(text, AGE_TEXT, "%lld h %lld min", seconds / HOUR,
		         seconds % HOUR / MINUTE);
	else if (seconds >= MINUTE)
		snprintf(text, AGE_TEXT, "%lld min %lld s", seconds / MINUTE,
		         seconds % MINUTE);
	else
		snprintf(text, AGE_TEXT, "%lld s", seconds);
	return text;
}

static void
print_server(FILE *out, const json_t *server)
{
	const json_t *failure = json_object_get(server, "last-failure");
	const json_t *generation = json_object_get(server, "generation");
	json_int_t reloads = number_of(server, "reloads");
	char age[AGE_TEXT];

	fprintf(out,
	        "mulliond %s, process %" JSON_INTEGER_FORMAT
	        ", user %" JSON_INTEGER_FORMAT ": %s, up %s\n",
	        text_of(server, "version"), number_of(server, "pid"),
	        number_of(server, "uid"), text_of(server, "state"),
	        age_of(server, "up-seconds", age));
	fprintf(out,
	        "serves %s (%s), loaded %s ago; %" JSON_INTEGER_FORMAT
	        " reload%s, %" JSON_INTEGER_FORMAT " failed\n",
	        text_of(server, "serves"), text_of(server, "kind"),
	        age_of(server, "loaded-seconds", age), reloads, plural(reloads),
	        number_of(server, "failures"));
	if (json_is_integer(generation))
		fprintf(out, "signed generation %" JSON_INTEGER_FORMAT "\n",
		        json_integer_value(generation));
	if (!json_is_object(failure))
		return;
	fprintf(out, "last failure %s ago: %s\n",
	        age_of(failure, "seconds", age), text_of(failure, "error"));
}

static void
print_listener(FILE *out, const json_t *listener)
{
	const json_t *views = json_object_get(listener, "views"), *view;
	size_t i;

	fprintf(out, "%s: steering %s%s; %s", text_of(listener, "address"),
	        text_of(listener, "steering"),
	        json_is_true(json_object_get(listener, "limited"))
	            ? ", which limits the way out, too"
	            : "",
	        json_array_size(views) == 1 ? "view" : "views");
	json_array_foreach(views, i, view)
	{
		const char *name = json_string_value(view);

		fprintf(out, "%s %s", i > 0 ? "," : "",
		        name != NULL ? name : "-");
	}
	putc('\n', out);
}

static void
print_image(FILE *out, const json_t *image)
{
	json_int_t zones = number_of(image, "zones");

	if (json_is_object(image))
		fprintf(out,
		        "  image    serial %" JSON_INTEGER_FORMAT
		        ", hash %.16s, %" JSON_INTEGER_FORMAT " zone%s\n",
		        number_of(image, "serial"), text_of(image, "hash"),
		        zones, plural(zones));
}

/* All that it has, or what is missing, which is what one looks for. */
static void
print_sandbox(FILE *out, const json_t *sandbox)
{
	size_t missing = 0, all = json_object_size(sandbox);
	const char *name;
	json_t *taken;

	json_object_foreach((json_t *)sandbox, name, taken)
	{
		missing += !json_is_true(taken);
	}
	fprintf(out, "  sandbox  %zu of %zu measures", all - missing, all);
	if (missing > 0)
		fputs(", without", out);
	json_object_foreach((json_t *)sandbox, name, taken)
	{
		if (!json_is_true(taken))
			fprintf(out, " %s", name);
	}
	putc('\n', out);
}

static void
print_view(FILE *out, const json_t *view)
{
	const json_t *counters = json_object_get(view, "counters");
	json_int_t restarts = number_of(view, "restarts");
	char age[AGE_TEXT];

	fprintf(out, "\n%s: %s", name_of(view), text_of(view, "state"));
	if (!json_is_object(counters)) {
		putc('\n', out);
		print_image(out, json_object_get(view, "image"));
		return;
	}
	fprintf(out, ", up %s\n", age_of(view, "up-seconds", age));
	fprintf(out,
	        "  process  %" JSON_INTEGER_FORMAT
	        ", user %" JSON_INTEGER_FORMAT
	        ", %.1f MiB, %" JSON_INTEGER_FORMAT " restart%s\n",
	        number_of(view, "pid"), number_of(view, "uid"),
	        (double)number_of(view, "memory") / (1 << 20), restarts,
	        plural(restarts));
	print_image(out, json_object_get(view, "image"));
	fprintf(out,
	        "  queries  %" JSON_INTEGER_FORMAT " UDP, %" JSON_INTEGER_FORMAT
	        " TCP; %" JSON_INTEGER_FORMAT " dropped by the kernel\n",
	        number_of(counters, "udp-queries"),
	        number_of(counters, "tcp-queries"),
	        number_of(counters, "kernel-drops"));
	print_sandbox(out, json_object_get(view, "sandbox"));
}

void
ctl_text_status(FILE *out, const json_t *answer)
{
	const json_t *listener, *view;
	struct page page;
	size_t i;

	if (!page_begin(&page))
		return;
	print_server(page.to, json_object_get(answer, "server"));
	fprintf(page.to, "log level %s\n", text_of(answer, "log-level"));
	json_array_foreach(json_object_get(answer, "listeners"), i, listener)
	{
		print_listener(page.to, listener);
	}
	json_array_foreach(json_object_get(answer, "views"), i, view)
	{
		print_view(page.to, view);
	}
	page_end(&page, out);
}

static void
print_counters(FILE *out, const char *view, const json_t *counters,
               const char *before)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)counters, name, value)
	{
		if (json_is_object(value))
			print_counters(out, view, value, "rcode ");
		else
			fprintf(out, "%s %s%s %" JSON_INTEGER_FORMAT "\n", view,
			        before, name, json_integer_value(value));
	}
}

void
ctl_text_stats(FILE *out, const json_t *answer)
{
	const json_t *view;
	struct page page;
	size_t i;

	if (!page_begin(&page))
		return;
	json_array_foreach(json_object_get(answer, "views"), i, view)
	{
		print_counters(page.to, name_of(view),
		               json_object_get(view, "counters"), "");
	}
	page_end(&page, out);
}

void
ctl_text_zones(FILE *out, const json_t *answer)
{
	json_int_t more = number_of(answer, "more");
	const json_t *zone;
	struct page page;
	size_t i;

	if (!page_begin(&page))
		return;
	json_array_foreach(json_object_get(answer, "zones"), i, zone)
	{
		fprintf(page.to, "%s %s %" JSON_INTEGER_FORMAT "\n",
		        name_of(zone), text_of(zone, "zone"),
		        number_of(zone, "serial"));
	}
	if (more > 0)
		fprintf(page.to,
		        "(and %" JSON_INTEGER_FORMAT
		        " more zones, which aren't told by name)\n",
		        more);
	page_end(&page, out);
}

void
ctl_text_level(FILE *out, const json_t *answer)
{
	ctl_text_put(out, text_of(answer, "log-level"));
	putc('\n', out);
}

/* SPDX-License-Identifier: ISC */
#include "zones/fragment/edit.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "zones/file.h"
#include "zones/fmt/fmt.h"
#include "zones/fragment/change.h"
#include "zones/fragment/fragment.h"
#include "zones/json_parse.h"
#include "zones/publish.h"
#include "zones/rdata.h"

struct editor {
	const struct fragment_edit *edit;
	struct arena *arena;
	struct site site;
	const uint8_t *apex;
	const char *path; /* of the fragment's file */
	json_t *file;
	bool isnt_there; /* and is made */
};

/* The name in text as an absolute one in the arena, lower case, or NULL. */
static const uint8_t *
read_name(struct arena *arena, const char *text, const uint8_t *origin)
{
	uint8_t name[DNAME_MAX];
	int length = *text == '\0'
	                 ? ERR_MALFORMED
	                 : dname_from_text(name, text, strlen(text), origin);

	if (length < 0) {
		cli_error("%s is no domain name", text);
		return NULL;
	}
	dname_lower(name, name);
	return arena_copy(arena, name, (size_t)length);
}

/* Whoever comes second waits. */
static int
lock_site(const char *site)
{
	int folder = open(site, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0) {
		cli_error("cannot open %s: %s", site, strerror(errno));
		return -1;
	}
	while (flock(folder, LOCK_EX) != 0) {
		if (errno == EINTR)
			continue;
		cli_error("cannot lock %s: %s", site, strerror(errno));
		close(folder);
		return -1;
	}
	return folder;
}

/* The site's zones, and their fences. What else is wrong with it is not what
 * this is about. */
static bool
load_site(struct editor *e)
{
	const char *failed = e->edit->site;

	e->site = (struct site){.path = e->edit->site,
	                        .arena = e->arena,
	                        .report = report_new(e->arena)};
	if (site_load(&e->site, &failed) == 0)
		return true;
	cli_error("cannot read %s: %s", failed, strerror(errno));
	return false;
}

/* The file's JSON is that of the fragment. */
static bool
is_the_one(const struct editor *e, json_t *file)
{
	const char *zone = json_string_value(json_object_get(file, "add-to"));
	const char *id = json_string_value(json_object_get(file, "fragment"));
	uint8_t name[DNAME_MAX];

	return zone != NULL && id != NULL && strcmp(id, e->edit->id) == 0
	       && dname_from_text(name, zone, strlen(zone), NULL) > 0
	       && dname_equal(name, e->apex);
}

/* ZONE-ID.json at the top of the site. */
static const char *
usual_path(const struct editor *e)
{
	char zone[DNAME_TEXT];
	size_t length;

	dname_to_text(zone, e->apex);
	length = strlen(zone);
	zone[length - 1] = '\0';
	for (char *at = zone; *at != '\0'; at++)
		if (*at == '/')
			*at = '_';
	return arena_format(e->arena, "%s/%s-%s.json", e->edit->site, zone,
	                    e->edit->id);
}

static bool
make_file(struct editor *e)
{
	char zone[DNAME_TEXT];
	struct stat status;

	e->path = usual_path(e);
	if (lstat(e->path, &status) == 0) {
		cli_error("%s is there, and isn't the fragment %s of %s: mend "
		          "it or move it",
		          e->path, e->edit->id, e->edit->zone);
		return false;
	}
	dname_to_text(zone, e->apex);
	if (zone[1] != '\0')
		zone[strlen(zone) - 1] = '\0';
	e->isnt_there = true;
	e->file = json_pack("{s:s, s:s, s:{}}", "add-to", zone, "fragment",
	                    e->edit->id, "records");
	return true;
}

/* The first file that is this fragment, in the order of paths. */
static bool
find_file(struct editor *e)
{
	for (size_t i = 0; i < e->site.fragment_count; i++) {
		const struct site_file *file = e->site.fragments[i].file;
		size_t length;
		char *text;

		if (file_read(e->arena, &text, &length, file->path) < 0)
			continue;
		e->file = json_parse_right(text, length);
		if (e->file != NULL && is_the_one(e, e->file)) {
			e->path = file->path;
			return true;
		}
		json_decref(e->file);
		e->file = NULL;
	}
	return e->edit->remove || make_file(e);
}

/* What the file had added is about to be added anew. */
static void
forget_overlay(struct editor *e)
{
	for (size_t i = 0; i < e->site.spec_count; i++) {
		struct spec *spec = &e->site.specs[i];
		size_t kept = 0;

		for (size_t j = 0; j < spec->overlay_count; j++)
			if (!spec->overlays[j].fragment
			    || strcmp(place_path(spec->overlays[j].place),
			              e->path)
			           != 0)
				spec->overlays[kept++] = spec->overlays[j];
		spec->overlay_count = kept;
	}
}

static void
say(void *context, const struct report_said *said)
{
	(void)context;
	if (said->error || said->rule == RULE_FRAGMENT)
		cli_error("%s", said->message);
}

/* The file as it is to be; NULL: it isn't allowed, and that is said. */
static char *
new_text(struct editor *e, size_t *length)
{
	struct report *report = report_new(e->arena);
	const struct reader reader = {e->arena, report};
	const struct place *place = place_file(e->arena, e->path);
	char *json = json_dumps(e->file, JSON_INDENT(2));
	char *text;
	int code;

	if (json == NULL)
		return NULL;
	code = fmt_text(&reader, place, json, strlen(json), &text, length);
	free(json);
	if (code < 0)
		return NULL;
	if (fragment_take(&e->site, report, place,
	                  arena_copy(e->arena, text, *length + 1), *length,
	                  true))
		return text;
	report_each(report, say, NULL);
	return NULL;
}

/* Replaces the file, or what a link leads to, whole. */
static enum exit_status
write_file(struct editor *e, const char *text, size_t length)
{
	char *real = e->isnt_there ? NULL : realpath(e->path, NULL);
	char *path = arena_string(e->arena, real != NULL ? real : e->path);
	const char *name = basename(arena_string(e->arena, path));
	struct publish publish = {.path = dirname(path)};
	int code = ERR_REPORTED;

	free(real);
	publish.folder = open(publish.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (publish.folder < 0)
		cli_error("cannot open %s: %s", publish.path, strerror(errno));
	else
		code = publish_stage(&publish, name, text, length);
	if (code == 0)
		code = publish_rename(&publish, name);
	if (code == 0)
		code = publish_sync(&publish);
	publish_close(&publish);
	return code < 0 ? EXIT_USAGE : EXIT_DONE;
}

static enum exit_status
change_file(struct editor *e, const struct fragment_change *change)
{
	const char *message = NULL;
	int code = fragment_change(e->arena, e->file, change, &message);
	size_t length;
	char *text;

	if (code == 0)
		return EXIT_DONE;
	if (code == ERR_REPORTED)
		cli_error("%s", message);
	else if (code < 0)
		cli_error("%s isn't as a fragment is written: mend it, as "
		          "mullion check %s says",
		          e->path, e->edit->site);
	if (code < 0)
		return EXIT_FINDINGS;
	forget_overlay(e);
	text = new_text(e, &length);
	return text == NULL ? EXIT_FINDINGS : write_file(e, text, length);
}

static enum exit_status
edit_site(struct editor *e)
{
	const struct fragment_edit *edit = e->edit;
	struct fragment_change change = {
	    .name = edit->name, .value = edit->value, .remove = edit->remove};
	int type = rdata_type(edit->type);
	enum exit_status status = EXIT_FINDINGS;

	e->apex = read_name(e->arena, edit->zone, NULL);
	if (e->apex == NULL)
		return EXIT_USAGE;
	change.apex = e->apex;
	change.owner = read_name(e->arena, edit->name, e->apex);
	if (change.owner == NULL)
		return EXIT_USAGE;
	if (type < 0) {
		cli_error("no type that a zone can have is called %s",
		          edit->type);
		return EXIT_USAGE;
	}
	change.type = (uint16_t)type;
	change.key = rdata_type_text(e->arena, change.type);
	if (!load_site(e))
		return EXIT_USAGE;
	if (find_file(e))
		status = e->file == NULL ? EXIT_DONE : change_file(e, &change);
	json_decref(e->file);
	return status;
}

enum exit_status
fragment_edit(const struct fragment_edit *edit)
{
	struct editor e = {.edit = edit};
	int folder = lock_site(edit->site);
	enum exit_status status;

	if (folder < 0)
		return EXIT_USAGE;
	e.arena = arena_new();
	status = edit_site(&e);
	arena_free(e.arena);
	close(folder);
	return status;
}

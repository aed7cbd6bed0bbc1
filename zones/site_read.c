/* SPDX-License-Identifier: ISC */
#include "zones/site_read.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>

#include "lib/err.h"
#include "zones/cache.h"
#include "zones/expect/expect_read.h"
#include "zones/file.h"
#include "zones/fragment/last.h"
#include "zones/json_parse.h"
#include "zones/json_scratch.h"
#include "zones/parallel.h"
#include "zones/service/service.h"
#include "zones/spec_pack.h"
#include "zones/spec_read.h"

/*
 * Several threads read the files, each the next that nobody has, into memory
 * of its own; what each file gave is taken up in the order of the files. A
 * large file is kept for last and read alone, its records by all threads.
 *
 *   thread 0   a.json         d.json  e.json         | big.json
 *   thread 1   b.json  c.json         f.json         | big.json
 *   taken up   a b big c d e f
 */
struct reading {
	int code; /* ERR_SYSTEM, with error */
	int error;
	struct spec *spec; /* one of the site's */
	bool good;         /* there is a spec */
	bool unknown;
	struct expectations tests;
	struct report *report;
	struct cache_entry entry; /* for the next run; path NULL: none */
};

struct pass {
	struct site_reader *reader;
	struct reading *readings;
	struct arena **kept;    /* one a thread: what lasts */
	struct arena **scratch; /* one a thread: of one file */
	struct stamping stamping;
};

/* A thread's, while it reads a file. */
struct file_reader {
	const struct site_reader *reader;
	const struct stamping *stamping;
	struct site site; /* the site, but for memory and report: its own */
	struct arena *scratch;
	struct reading *reading;
	const struct site_file *file;
};

enum {
	HEAD = 1 << 18, /* octets that tell the kind of most files; a file
	                 * that has more is read in parts */
	PART = 1 << 15, /* octets of a part */
};

static bool
has_hash(const struct pass *pass, struct arena *scratch, struct site_file *file,
         const uint8_t *wanted)
{
	struct stat status;
	uint8_t hash[HASH];
	size_t length;
	char *text;

	if (file_read_status(scratch, &text, &length, file->path, &status) < 0)
		return false;
	file->stamp = stamp_of(&pass->stamping, &status);
	hash_octets(hash, text, length);
	return memcmp(hash, wanted, HASH) == 0;
}

/* The file's text is one that the cache has a spec for. */
static bool
is_cached(const struct pass *pass, struct arena *scratch,
          struct site_file *file)
{
	const struct cache *cache = pass->reader->site->cache;
	const struct cache_entry *entry =
	    cache != NULL ? cache_find(cache, file->relative) : NULL;

	if (entry == NULL)
		return false;
	if (stamp_holds(&entry->stamp, &pass->stamping, file->path))
		file->stamp = entry->stamp;
	else if (!has_hash(pass, scratch, file, entry->hash))
		return false;
	file->entry = entry;
	file->kind = SITE_ZONE;
	return true;
}

static void
read_kind(void *context, unsigned thread, size_t i)
{
	struct pass *pass = context;
	struct reading *reading = &pass->readings[i];
	struct site_file *file = &pass->reader->files.items[i];
	struct arena *scratch = pass->scratch[thread];
	bool told = false;
	size_t length;
	char *text;

	if (is_cached(pass, scratch, file)) {
		arena_clear(scratch);
		return;
	}
	reading->code =
	    file_read_head(scratch, &text, &length, file->path, HEAD);
	if (reading->code == 0)
		told = site_kind_told(&file->kind, text, length);
	file->large = reading->code == 0 && length == HEAD;
	if (file->large && !told) {
		reading->code = file_read(scratch, &text, &length, file->path);
		if (reading->code == 0)
			(void)site_kind_told(&file->kind, text, length);
	}
	reading->error = errno;
	arena_clear(scratch);
}

bool
site_file_ignored(const struct site *site, const struct site_file *file)
{
	for (size_t i = 0; i < site->ignore_count; i++)
		if (fnmatch(site->ignore[i], file->relative, 0) == 0)
			return true;
	return false;
}

static void
report_second(const struct file_reader *f, const struct site_file *first,
              struct value value, const char *key)
{
	const struct reader reader = {f->site.arena, f->site.report};

	report_add(f->site.report, RULE_DUPLICATE_VIEWS,
	           value_name_place(&reader, value, key),
	           "the site has its %s in %s already: merge the two",
	           strcmp(key, "views") == 0 ? "views" : "tests", first->name);
}

/* A file whose JSON is good: by its kind. */
static void
read_value(struct file_reader *f, struct value value)
{
	const struct site_reader *reader = f->reader;
	const struct site_file *file = f->file;
	bool ignored = site_file_ignored(&f->site, file);

	if (file->kind == SITE_OTHER) {
		if (!ignored)
			report_add(
			    f->site.report, RULE_NOT_A_SPEC, value.place,
			    "this is neither a zone spec (\"zone\") nor "
			    "the views (\"views\") nor tests "
			    "(\"expect\") nor a fragment (\"add-to\"): move "
			    "it out of the site, or "
			    "name it in \"ignore\" of the views' file");
		return;
	}
	if (ignored)
		report_add(f->site.report, RULE_IGNORED_SPEC, value.place,
		           "\"ignore\" names this file, but it is read: only "
		           "what is no spec can be ignored; move it out of "
		           "the site");
	if (file->kind == SITE_ZONE)
		f->reading->good =
		    spec_read(f->reading->spec, &f->site, value, f->scratch)
		    >= 0;
	else if (file->kind == SITE_TESTS && file != reader->tests)
		report_second(f, reader->tests, value, "expect");
	else if (file->kind == SITE_TESTS)
		expect_read(&f->reading->tests, &f->site, value);
	else if (file->kind == SITE_VIEWS && file != reader->views)
		report_second(f, reader->views, value, "views");
}

static void
read_whole(struct file_reader *f, char *text, size_t length)
{
	const struct reader reader = {f->site.arena, f->site.report};
	struct value value = {.place =
	                          place_file(f->site.arena, f->file->name)};

	value.json = json_parse_text(&reader, value.place, text, length);
	if (value.json != NULL)
		read_value(f, value);
	else
		f->reading->unknown = f->file->kind == SITE_OTHER;
}

/* False when the file is to be read whole; it reports nothing then. */
static bool
read_in_parts(struct file_reader *f, const char *text, size_t length)
{
	struct value value = {.place =
	                          place_file(f->site.arena, f->file->name)};
	struct site site = f->site;
	struct json_split split;
	int code;

	if (!json_split(&split, f->scratch, text, length, "records", PART))
		return false;
	value.json = json_parse_right(split.rest, split.rest_length);
	if (value.json == NULL)
		return false;
	site.report = report_new(site.arena);
	code =
	    spec_read_parts(f->reading->spec, &site, value, &split, f->scratch);
	if (code == ERR_MALFORMED)
		return false;
	f->reading->good = code >= 0;
	f->reading->report = site.report;
	return true;
}

/* False: there is none that can be used. */
static bool
read_cached(struct file_reader *f)
{
	const struct site_file *file = f->file;
	struct reading *reading = f->reading;

	if (file->entry == NULL || !cache_holds(f->site.cache)
	    || spec_unpack(reading->spec, f->site.arena, file->name,
	                   file->entry->octets, file->entry->length)
	           < 0)
		return false;
	reading->good = true;
	reading->entry = *file->entry;
	reading->entry.stamp = file->stamp;
	return true;
}

/* A spec of which nothing was reported is kept for the next run. */
static void
keep(struct file_reader *f, const uint8_t hash[HASH], const struct stamp *stamp)
{
	struct packer packer = {.arena = f->scratch};
	struct reading *reading = f->reading;

	if (f->site.cache == NULL || !reading->good
	    || report_errors(reading->report) > 0
	    || report_warnings(reading->report) > 0)
		return;
	spec_pack(&packer, reading->spec);
	reading->entry = (struct cache_entry){
	    .path = f->file->relative,
	    .hash = arena_copy(f->site.arena, hash, HASH),
	    .octets = arena_copy(f->site.arena, packer.octets, packer.length),
	    .length = packer.length,
	    .stamp = *stamp};
}

static void
read_file(struct file_reader *f, bool large)
{
	struct arena *before = json_scratch_use(f->scratch);
	struct reading *reading = f->reading;
	struct stat status = {0};
	struct stamp stamp;
	uint8_t hash[HASH];
	char *text;
	size_t length;

	reading->report = f->site.report;
	reading->code = file_read_status(f->scratch, &text, &length,
	                                 f->file->path, &status);
	reading->error = errno;
	stamp = stamp_of(f->stamping, &status);
	if (reading->code == 0 && f->site.cache != NULL)
		hash_octets(hash, text, length);
	if (reading->code == 0
	    && !(large && f->file->kind == SITE_ZONE
	         && !site_file_ignored(&f->site, f->file)
	         && read_in_parts(f, text, length)))
		read_whole(f, text, length);
	keep(f, hash, &stamp);
	(void)json_scratch_use(before);
	arena_clear(f->scratch);
}

/* File i, if it is of that size and to be read. */
static void
read_of_size(struct pass *pass, unsigned thread, size_t i, bool large)
{
	struct site_reader *reader = pass->reader;
	const struct site_file *file = &reader->files.items[i];
	struct file_reader f = {.reader = reader,
	                        .stamping = &pass->stamping,
	                        .site = *reader->site,
	                        .scratch = pass->scratch[thread],
	                        .reading = &pass->readings[i],
	                        .file = file};

	/* Fragments are read when their zones are known. */
	if (file->large != large || file == reader->views
	    || file->kind == SITE_FRAGMENT
	    || (file->kind == SITE_OTHER && site_file_ignored(&f.site, file)))
		return;
	f.site.arena = pass->kept[thread];
	f.site.report = report_new(f.site.arena);
	if (!read_cached(&f))
		read_file(&f, large);
}

static void
read_small(void *context, unsigned thread, size_t i)
{
	read_of_size(context, thread, i, false);
}

static void
pass_begin(struct pass *pass, struct site_reader *reader)
{
	struct arena *arena = reader->site->arena;
	unsigned threads = parallel_threads();

	*pass = (struct pass){
	    .reader = reader,
	    .readings = arena_alloc(arena, reader->files.count
	                                       * sizeof(*pass->readings)),
	    .kept = arena_alloc(arena, threads * sizeof(struct arena *)),
	    .scratch = arena_alloc(arena, threads * sizeof(struct arena *))};
	if (reader->site->cache != NULL)
		stamping_begin(&pass->stamping, reader->site->path);
	for (unsigned i = 0; i < threads; i++) {
		pass->kept[i] = arena_new();
		pass->scratch[i] = arena_new();
	}
}

/* The first file that couldn't be read: its code, and errno. */
static int
pass_end(struct pass *pass)
{
	struct site_reader *reader = pass->reader;

	for (unsigned i = 0; i < parallel_threads(); i++) {
		arena_adopt(reader->site->arena, pass->kept[i]);
		arena_free(pass->scratch[i]);
	}
	for (size_t i = 0; i < reader->files.count; i++) {
		if (pass->readings[i].code == 0)
			continue;
		reader->failed = reader->files.items[i].name;
		errno = pass->readings[i].error;
		return pass->readings[i].code;
	}
	return 0;
}

int
site_read_kinds(struct site_reader *reader)
{
	struct pass pass;

	pass_begin(&pass, reader);
	parallel_run(reader->files.count, read_kind, &pass);
	for (size_t i = 0; i < reader->files.count; i++) {
		struct site_file *file = &reader->files.items[i];
		size_t length;

		/* Of one that was cut to pieces it is known what it was. */
		if (file->kind == SITE_OTHER
		    && fragment_last_find(reader->site->last_fragments,
		                          file->relative, &length)
		           != NULL)
			file->kind = SITE_FRAGMENT;
		if (file->kind == SITE_VIEWS && reader->views == NULL)
			reader->views = file;
		if (file->kind == SITE_TESTS && reader->tests == NULL)
			reader->tests = file;
	}
	return pass_end(&pass);
}

static void
take_up(struct site_reader *reader, const struct reading *reading)
{
	struct site *site = reader->site;
	struct spec *spec;

	reader->unknown |= reading->unknown;
	if (reading->report != NULL)
		report_merge(site->report, reading->report);
	if (reading->tests.count > 0) {
		site->tests = reading->tests.items;
		site->test_count = reading->tests.count;
	}
	if (!reading->good)
		return;
	spec = &site->specs[site->spec_count++];
	if (spec != reading->spec)
		*spec = *reading->spec;
	for (size_t i = 0; i < spec->service_count; i++)
		spec->services[i].spec = spec;
	if (reading->entry.path != NULL)
		cache_keep(site->cache, &reading->entry);
}

int
site_read_specs(struct site_reader *reader)
{
	struct site *site = reader->site;
	struct pass pass;
	int code;

	pass_begin(&pass, reader);
	site->specs = arena_alloc(site->arena,
	                          reader->files.count * sizeof(*site->specs));
	for (size_t i = 0; i < reader->files.count; i++)
		pass.readings[i].spec = &site->specs[i];
	parallel_run(reader->files.count, read_small, &pass);
	for (size_t i = 0; i < reader->files.count; i++)
		read_of_size(&pass, 0, i, true);
	code = pass_end(&pass);
	for (size_t i = 0; i < reader->files.count && code == 0; i++)
		take_up(reader, &pass.readings[i]);
	return code;
}

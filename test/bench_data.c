/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/fleet.h"

static const char usage[] =
    "usage: bench_data [-z] [-v VIEWS] ZONES NAMES QUESTIONS DIR\n"
    "\n"
    "Writes what the benchmarks are made with: ZONES zones of NAMES names\n"
    "(test/fleet.h), the same at each run. Below DIR:\n"
    "\n"
    "  site/           a site of VIEWS views (1), v1, v2 ..., all with all\n"
    "                  zones: v1 is 127.0.0.0/8, or with several views\n"
    "                  127.0.1.0/24 is v1's, 127.0.2.0/24 v2's ...\n"
    "  questions/mix   QUESTIONS of all kinds, NAME TYPE a line, and beside\n"
    "                  it a quarter as many of each kind alone\n"
    "  expected        some of them: NAME TYPE RCODE aa|- LEAST MOST\n"
    "                  ADDRESS|-, with LEAST to MOST records in the answer: "
    "an\n"
    "                  alias may be answered with its CNAME alone\n"
    "  counts          zones, names and records; written last\n"
    "\n"
    "  zones/          with -z: the zones as files, ZONE.zone\n";

enum { VIEWS_MAX = 250, EXPECTED = 20 }; /* of each kind */

struct output {
	const struct fleet *fleet;
	const char *folder;
	unsigned views;
	uint32_t questions;
	bool zone_files;
	unsigned long records;
};

static void
fail(const char *path)
{
	fprintf(stderr, "bench_data: %s: %s\n", path, strerror(errno));
	exit(EXIT_FAILURE);
}

static FILE *
create(const struct output *output, const char *below, const char *name)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s%s", output->folder, below, name);
	file = fopen(path, "we");
	if (file == NULL)
		fail(path);
	return file;
}

static void
finish(FILE *file)
{
	if (ferror(file) != 0 || fclose(file) != 0)
		fail("a file that was written");
}

static void
make_folder(const struct output *output, const char *below)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", output->folder, below);
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		fail(path);
}

static void
write_views(const struct output *output)
{
	FILE *file = create(output, "site/", "views.json");

	fputs("{\"format\": 1, \"views\": {\n", file);
	for (unsigned view = 1; view <= output->views; view++) {
		unsigned length = output->views == 1 ? 8 : 24;

		fprintf(file,
		        "  \"v%u\": {\"trust\": \"internal\", "
		        "\"networks\": [\"127.0.%u.0/%u\"]}%s\n",
		        view, output->views == 1 ? 0 : view, length,
		        view == output->views ? "" : ",");
	}
	fputs("}}\n", file);
	finish(file);
}

/* Where a zone's records go. What stands open in the JSON is known by the
 * record before. */
struct zone_files {
	FILE *text; /* NULL: not wanted */
	FILE *json;
	struct fleet_record last;
};

static void
write_record(struct zone_files *files, const struct fleet_record *record)
{
	struct fleet_record *last = &files->last;
	bool same_owner =
	    last->type != NULL && strcmp(last->owner, record->owner) == 0;
	bool same_rrset = same_owner && strcmp(last->type, record->type) == 0;
	const char *owner = *record->owner == '\0' ? "@" : record->owner;

	if (files->text != NULL)
		fprintf(files->text, "%s %u IN %s %s\n", owner, record->ttl,
		        record->type, record->data);
	if (last->type != NULL)
		fputs(same_rrset   ? ", "
		      : same_owner ? "]}, "
		                   : "]}},\n",
		      files->json);
	if (!same_owner)
		fprintf(files->json, "    \"%s\": {", owner);
	if (!same_rrset)
		fprintf(files->json, "\"%s\": {\"ttl\": %u, \"data\": [",
		        record->type, record->ttl);
	fprintf(files->json, "\"%s\"", record->data);
	*last = *record;
}

static void
write_records(struct output *output, struct zone_files *files, uint32_t zone)
{
	struct fleet_record records[FLEET_RECORDS];
	uint32_t first = zone * output->fleet->names;
	unsigned count = fleet_apex(output->fleet, zone, records);

	output->records += count;
	for (unsigned i = 0; i < count; i++)
		write_record(files, &records[i]);
	for (uint32_t n = first; n < first + output->fleet->names; n++) {
		count = fleet_records(output->fleet, n, records);
		output->records += count;
		for (unsigned i = 0; i < count; i++)
			write_record(files, &records[i]);
	}
}

static void
write_zone(struct output *output, uint32_t zone)
{
	struct zone_files files = {0};
	char name[FLEET_TEXT_MAX], file[2 * FLEET_TEXT_MAX];

	fleet_zone(output->fleet, zone, name);
	name[strlen(name) - 1] = '\0';
	snprintf(file, sizeof(file), "%s.json", name);
	files.json = create(output, "site/", file);
	fprintf(files.json, "{\n  \"zone\": \"%s\",\n  \"views\": [", name);
	for (unsigned view = 1; view <= output->views; view++)
		fprintf(files.json, "%s\"v%u\"", view == 1 ? "" : ", ", view);
	fputs("],\n  \"records\": {\n", files.json);
	if (output->zone_files) {
		snprintf(file, sizeof(file), "%s.zone", name);
		files.text = create(output, "zones/", file);
		fprintf(files.text, "$ORIGIN %s.\n", name);
	}
	write_records(output, &files, zone);
	fputs("]}}\n  }\n}\n", files.json);
	finish(files.json);
	if (files.text != NULL)
		finish(files.text);
}

static void
write_questions(const struct output *output)
{
	FILE *mix = create(output, "questions/", "mix");
	FILE *expected = create(output, "", "expected");
	struct fleet_question q;

	for (uint32_t n = 0; n < output->questions; n++) {
		fleet_ask(output->fleet, fleet_ask_mixed(n), n, &q);
		fprintf(mix, "%s %s\n", q.name, q.type);
	}
	finish(mix);
	for (unsigned ask = 0; ask < ASK_KINDS; ask++) {
		FILE *file = create(output, "questions/", fleet_ask_name(ask));

		for (uint32_t n = 0; n < output->questions / 4; n++) {
			fleet_ask(output->fleet, ask, n, &q);
			fprintf(file, "%s %s\n", q.name, q.type);
			if (n < EXPECTED)
				fprintf(expected, "%s %s %s %s %u %u %s\n",
				        q.name, q.type, q.rcode,
				        q.authoritative ? "aa" : "-",
				        ask == ASK_CNAME ? 1 : q.answers,
				        q.answers, q.address);
		}
		finish(file);
	}
	finish(expected);
}

static void
write_all(struct output *output)
{
	FILE *counts;

	make_folder(output, "");
	make_folder(output, "site");
	write_views(output);
	make_folder(output, "questions");
	write_questions(output);
	if (output->zone_files)
		make_folder(output, "zones");
	for (uint32_t zone = 0; zone < output->fleet->zones; zone++)
		write_zone(output, zone);
	counts = create(output, "", "counts");
	fprintf(counts, "zones %u\nnames %u\nrecords %lu\n",
	        output->fleet->zones,
	        output->fleet->zones * output->fleet->names, output->records);
	finish(counts);
}

int
main(int argc, char **argv)
{
	struct fleet fleet;
	struct output output = {.fleet = &fleet, .views = 1};
	int option;

	while ((option = getopt(argc, argv, "zv:")) != -1) {
		if (option == 'z')
			output.zone_files = true;
		else if (option == 'v')
			output.views = (unsigned)strtoul(optarg, NULL, 10);
		else
			optind = argc + 1;
	}
	if (argc - optind == 4) {
		fleet.zones = (uint32_t)strtoul(argv[optind], NULL, 10);
		fleet.names = (uint32_t)strtoul(argv[optind + 1], NULL, 10);
		output.questions =
		    (uint32_t)strtoul(argv[optind + 2], NULL, 10);
		output.folder = argv[optind + 3];
	}
	if (output.folder == NULL || fleet.zones == 0 || fleet.names == 0
	    || (uint64_t)fleet.zones * fleet.names > 100000000
	    || output.views == 0 || output.views > VIEWS_MAX) {
		fputs(usage, stderr);
		return 2;
	}
	write_all(&output);
	return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/unit.h"
#include "zones/command.h"
#include "zones/file.h"

/*
 * Commands as a shell runs them: in a process of their own, in a folder that
 * holds a site, its output and errors looked at.
 */
static char root[64];
static char *output;
static char *errors;
static struct arena *arena;

static void
put(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

static void
setup(void)
{
	arena = arena_new();
	output = errors = NULL;
	strcpy(root, "/tmp/check_command.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chdir(root), 0);
	ck_assert_int_eq(mkdir("site", 0777), 0);
	put("site/views.json",
	    "{\"format\":1,\"views\":{\n"
	    "\"in\":{\"trust\":\"internal\",\"networks\":[\"10.0.0.0/8\"]}}}");
	put("site/zone.json",
	    "{\"zone\":\"example.com\",\"views\":[\"in\"],\"records\":{\n"
	    "\"@\":{\"NS\":\"ns\"},\"ns\":{\"A\":\"10.9.9.9\"}}}");
	ck_assert_int_eq(mkdir("other", 0777), 0);
	put("other/views.json",
	    "{\"format\":1,\"views\":{\n"
	    "\"in\":{\"trust\":\"internal\",\"networks\":[\"10.0.0.0/8\"]}}}");
	put("other/zone.json",
	    "{\"zone\":\"example.com\",\"views\":[\"in\"],\"records\":{\n"
	    "\"@\":{\"NS\":\"ns.example.net.\"}}}");
	ck_assert_int_eq(mkdir("bad", 0777), 0);
	put("bad/views.json", "{\"format\":1,\n \"views\":{\"in\":7}}");
}

static void
teardown(void)
{
	char command[128];

	arena_free(arena);
	snprintf(command, sizeof(command), "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
}

static void
child(char *line, const char *out)
{
	char *argv[16], *rest = line, *word;
	int argc = 0;

	argv[argc++] = line + strlen(line);
	while ((word = strsep(&rest, " ")) != NULL && argc < 15)
		argv[argc++] = word;
	argv[argc] = NULL;
	if (freopen(out, "w", stdout) == NULL
	    || freopen("err", "w", stderr) == NULL)
		_exit(99);
	exit(command_run(argc, argv));
}

static int
run_to(const char *line, const char *out)
{
	char words[256];
	size_t length;
	int status;
	pid_t pid;

	strcpy(words, line);
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child(words, out);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	output = errors = NULL;
	if (strcmp(out, "out.txt") == 0)
		ck_assert_int_eq(file_read(arena, &output, &length, out), 0);
	ck_assert_int_eq(file_read(arena, &errors, &length, "err"), 0);
	return WEXITSTATUS(status);
}

static int
run(const char *line)
{
	return run_to(line, "out.txt");
}

static void
expect(const char *line, int status, const char *out, const char *err)
{
	int got = run(line);

	ck_assert_msg(got == status, "%s: exit %d: %s", line, got, errors);
	ck_assert_msg(strstr(output, out) != NULL
	                  && (out[0] != '\0' || output[0] == '\0'),
	              "%s: %s", line, output);
	ck_assert_msg(strstr(errors, err) != NULL
	                  && (err[0] != '\0' || errors[0] == '\0'),
	              "%s: %s", line, errors);
}

/* "" means that nothing is printed there. */
static const struct {
	const char *line;
	int status;
	const char *out, *err;
} cases[] = {
    {"--help", 0, "Usage: mullion COMMAND", ""},
    {"--version", 0, "mullion ", ""},
    {"check --help", 0, "Usage: mullion check", ""},
    {"compile --help", 0, "Usage: mullion compile", ""},
    {"show -h", 0, "Usage: mullion show", ""},
    {"diff --help", 0, "Usage: mullion diff", ""},
    {"explain --help", 0, "Usage: mullion explain", ""},
    {"fmt --help", 0, "Usage: mullion fmt", ""},
    {"init --help", 0, "Usage: mullion init", ""},
    {"keygen --help", 0, "Usage: mullion keygen", ""},
    {"schema --help", 0, "Usage: mullion schema", ""},
    {"chekc", 2, "", "mullion: there is no command chekc\nTry"},
    {"--frob", 2, "", "mullion: there is no option --frob\n"},
    {"check", 2, "",
     "mullion check: which SITE?\nTry 'mullion check "
     "--help'.\n"},
    {"check a b", 2, "", "one SITE at a time"},
    {"check --frob site", 2, "", "there is no option --frob"},
    {"check -x site", 2, "", "there is no option -x"},
    {"check -sx site", 2, "", "there is no option -s"},
    {"check site --format", 2, "", "--format needs a value"},
    {"check --strict=yes site", 2, "", "--strict=yes"},
    {"check --format xml site", 2, "", "not xml"},
    {"check site", 0, "", ""},
    {"check site --strict", 0, "", ""},
    {"check --format json site", 0, "", "["},
    {"check bad", 1, "", "bad/views.json:2:16: error: "},
    {"check bad --format github", 1, "", "::error file=bad/views.json"},
    {"check bad --format sarif", 1, "", "2.1.0"},
    {"check nowhere", 2, "", "mullion: cannot read nowhere: No such file"},
    {"compile site", 2, "", "where to?"},
    {"compile -o to", 2, "", "which SITE?"},
    {"compile site -o", 2, "", "-o needs a value"},
    {"compile site -o to --serial 1x", 2, "", "not 1x"},
    {"compile site -o to --serial 4294967296", 2, "", "not 4294967296"},
    {"compile site -o to --serial -1", 2, "", "not -1"},
    {"compile site -o no/to", 2, "", "cannot make the folder no/to: No"},
    {"compile site -o /dev/null/x", 2, "", "Not a directory"},
    {"compile -o to site --serial 4294967295", 0, "", ""},
    {"compile site -oto --serial unixtime", 0, "", ""},
    {"compile bad -o to", 1, "", "bad/views.json:2:16: error: "},
    {"compile site -o to --previous nowhere", 2, "", "nowhere: No such"},
    {"compile site -o to --sign", 2, "", "--sign needs a value"},
    {"compile site -o to --sign key --cache", 2, "", "--cache"},
    {"compile site -o to --sign nowhere", 2, "", "key file nowhere: No such"},
    {"compile site -o to --sign site/zone.json", 2, "", "chmod 600"},
    {"fmt", 2, "", "which PATH?"},
    {"fmt --frob site", 2, "", "there is no option --frob"},
    {"fmt nowhere", 2, "", "cannot read nowhere: No such file"},
    {"fmt --check site", 1, "site/views.json\nsite/zone.json\n", ""},
    {"fmt --check site/zone.json", 1, "site/zone.json\n", ""},
    {"fmt site", 0, "site/views.json\nsite/zone.json\n", ""},
    {"init", 2, "", "in which DIR?"},
    {"init a b", 2, "", "one DIR at a time"},
    {"init --frob a", 2, "", "there is no option --frob"},
    {"init site", 2, "", "site is there and isn't an empty folder"},
    {"init site/zone.json", 2, "", "isn't an empty folder"},
    {"init no/new", 2, "", "cannot make the folder no/new: No such file"},
    {"init new", 0, "    mullion check new\n", ""},
    {"keygen", 2, "", "which file for the KEY?"},
    {"keygen a b", 2, "", "one KEY at a time"},
    {"keygen --frob a", 2, "", "there is no option --frob"},
    {"keygen no/key", 2, "", "cannot make the key file no/key: No such"},
    {"keygen site/zone.json", 2, "", "site/zone.json: File exists"},
    {"keygen --public nowhere", 2, "", "key file nowhere: No such"},
    {"keygen key", 0, "=\n", "mullion: key is key "},
    {"show", 2, "", "which IMAGE?"},
    {"show a b", 2, "", "one IMAGE at a time"},
    {"show nowhere", 2, "", "cannot read nowhere: No such file"},
    {"show site", 2, "", "cannot read site: Is a directory"},
    {"show site/zone.json", 1, "", "site/zone.json is no image"},
    {"show site/zone.json --zone a..b", 2, "", "a..b is no domain name"},
    {"diff", 2, "", "OLD and NEW are needed"},
    {"diff site", 2, "", "OLD and NEW are needed"},
    {"diff site site site", 2, "", "OLD and NEW are needed"},
    {"diff --frob site site", 2, "", "there is no option --frob"},
    {"diff site site --max-removals", 2, "", "needs a value"},
    {"diff site site --max-removals 101%", 2, "", "not 101%"},
    {"diff site site --max-removals -1", 2, "", "not -1"},
    {"diff site site --max-removals 1x", 2, "", "not 1x"},
    {"diff site nowhere", 2, "", "cannot read nowhere: No such file"},
    {"diff nowhere site", 2, "", "cannot read nowhere: No such file"},
    {"diff site bad", 2, "", "bad/views.json:2:16: error: "},
    {"diff bad site", 2, "", "bad/views.json:2:16: error: "},
    {"diff site site", 0, "no change: views unchanged 1\n", ""},
    {"diff site site --max-removals 0%", 0, "no change", ""},
    {"diff site other", 1, "     - ns.example.com. 3600 A 10.9.9.9\n", ""},
    {"diff other site", 1, "     + ns.example.com. 3600 A 10.9.9.9\n", ""},
    {"diff site other --json", 1, "{\"format\": 1, ", ""},
    {"diff site other --markdown", 1, "**mullion:** views unchanged 0", ""},
    {"diff site other --max-removals 50%", 1, "removed 1", ""},
    {"diff site other --max-removals 49%", 3, "removed 1",
     "view in would lose 1 of its 2 RRsets, and --max-removals is 49%"},
    {"diff site other --max-removals 1", 1, "removed 1", ""},
    {"diff site other --max-removals 0", 3, "removed 1", "is that meant?"},
    {"diff other site --max-removals 0", 1, "removed 0", ""},
    {"schema", 0, "views", ""},
    {"schema zone", 0, "\"$schema\"", ""},
    {"schema views", 0, "\"$schema\"", ""},
    {"schema config", 0, "{", ""},
    {"schema nothing", 2, "", "there is no schema nothing"},
    {"schema zone views", 2, "", "one NAME at a time"},
    {"explain site ns.example.com", 2, "", "with --from"},
    {"explain site --from 10.1.2.3", 2, "", "SITE and NAME"},
    {"explain site --from 10.1.2 a.b", 2, "", "10.1.2 is no address"},
    {"explain site --from 10.1.2.3 a..b", 2, "", "a..b is no domain name"},
    {"explain site --from 10.1.2.3 a.b FROB", 2, "", "no type FROB"},
    {"explain site --from 10.1.2.3 a.b TYPE65536", 2, "", "no type"},
    {"explain site --from 10.1.2.3 a.b A A", 2, "", "too many arguments"},
    {"explain bad --from 10.1.2.3 a.b A", 1, "", "bad/views.json:2:16: "},
    {"explain nowhere --from ::1 a.b", 2, "", "cannot read nowhere"},
    {"explain site --from 10.1.2.3 ns.example.com", 0,
     "ns.example.com.\t3600\tIN\tA\t10.9.9.9\n", ""},
    {"explain site --from 192.0.2.1 ns.example.com", 0, "REFUSED", ""},
};

START_TEST(a_command_line_has_its_status_output_and_errors)
{
	expect(cases[_i].line, cases[_i].status, cases[_i].out, cases[_i].err);
}
END_TEST

START_TEST(what_was_compiled_is_shown)
{
	static const char zone[] =
	    "; zone example.com. serial 9\n"
	    "example.com.\t3600\tIN\tSOA\tns.example.com. "
	    "hostmaster.example.com. 9 7200 900 1209600 300\n"
	    "example.com.\t3600\tIN\tNS\tns.example.com.\n"
	    "ns.example.com.\t3600\tIN\tA\t10.9.9.9\n";

	expect("compile site -o to --serial 9", 0, "", "");
	expect("show to/in.view", 0, "; zone", "");
	ck_assert_str_eq(output, zone);
	expect("show --zone EXAMPLE.com to/in.view", 0, "; zone", "");
	ck_assert_str_eq(output, zone);
	expect("show to/in.view --zone example.org", 2, "",
	       "to/in.view (view in) has no zone example.org");
}
END_TEST

START_TEST(sites_and_folders_of_images_are_compared)
{
	expect("compile site -o to --serial 9", 0, "", "");
	expect("compile other -o to2 --serial 9", 0, "", "");
	expect("diff to to", 0, "no change: views unchanged 1\n", "");
	expect("diff site to", 0, "no change", "");
	expect("diff to site --soa", 0, "no change", "");
	expect("diff to to2", 1, "     - ns.example.com. 3600 A 10.9.9.9\n",
	       "");
	expect("diff to other", 1, "     - ns.example.com. 3600 A", "");
	expect("diff site to2 --max-removals 0", 3, "removed 1", "is that");
	/* serials go on as compile would have them */
	setenv("SOURCE_DATE_EPOCH", "5", 1);
	expect("diff to other --soa", 1, "hostmaster.example.com. 10 7200", "");
	unsetenv("SOURCE_DATE_EPOCH");
	expect("diff site to --soa", 1, "hostmaster.example.com. 9 7200", "");
	ck_assert_int_eq(truncate("to2/in.view", 300), 0);
	expect("diff to to2", 2, "",
	       "mullion: to2/in.view is no image that can be used: ");
	/* the manifest names it, but a manifest makes no folder of images */
	ck_assert_int_eq(unlink("to2/in.view"), 0);
	expect("diff to to2", 2, "", "manifest.json:");
	put("site/manifest.json", "{\"name\": \"a web page\"}");
	expect("diff site site", 2, "", "manifest.json:1:1: error: ");
}
END_TEST

START_TEST(files_are_laid_out_once)
{
	char *text;
	size_t length;

	put("site/package.json", "{\"name\":\"a\"}");
	put("site/broken.json", "{\"zone\":\n");
	expect("fmt site", 1, "site/views.json\nsite/zone.json\n",
	       "site/broken.json:2:1: error: this isn't JSON");
	ck_assert_int_eq(file_read(arena, &text, &length, "site/zone.json"), 0);
	ck_assert_str_eq(text, "{\n"
	                       "  \"zone\": \"example.com\",\n"
	                       "  \"views\": [\"in\"],\n"
	                       "  \"records\": {\n"
	                       "    \"@\": { \"NS\": \"ns\" },\n"
	                       "    \"ns\": { \"A\": \"10.9.9.9\" }\n"
	                       "  }\n"
	                       "}\n");
	ck_assert_int_eq(unlink("site/broken.json"), 0);
	expect("fmt --check site", 0, "", "");
	expect("fmt site", 0, "", "");
	/* what isn't mullion's is laid out where it is named */
	ck_assert_int_eq(file_read(arena, &text, &length, "site/package.json"),
	                 0);
	ck_assert_str_eq(text, "{\"name\":\"a\"}");
	expect("fmt site/package.json", 0, "site/package.json\n", "");
	ck_assert_ptr_nonnull(freopen("site/zone.json", "r", stdin));
	expect("fmt -", 0, "\"zone\": \"example.com\",\n", "");
}
END_TEST

START_TEST(a_first_site_is_without_fault)
{
	ck_assert_int_eq(mkdir("new", 0777), 0);
	ck_assert_int_eq(mkdir("new/.git", 0777), 0);
	expect("init new", 0, "new is a site now: views.json, ", "");
	expect("check --strict new", 0, "", "");
	expect("fmt --check new", 0, "", "");
	expect("compile new -o to", 0, "", "");
	expect("explain new --from 10.1.2.3 docs.corp.internal", 0,
	       "docs.corp.internal.\t300\tIN\tCNAME\twiki.corp.internal.\n",
	       "");
	expect("explain new --from 9.9.9.9 www.example.com", 0,
	       "\tCNAME\twww.example.net.\n", "");
	ck_assert_int_eq(access("new/.schema/zone.json", F_OK), 0);
	expect("init new", 2, "", "new is there and isn't an empty folder");
}
END_TEST

START_TEST(a_new_key_signs)
{
	char made[64];

	expect("keygen key", 0, "=\n", "mullion: key is key ");
	strcpy(made, output);
	expect("keygen --public key", 0, made, "mullion: key is key ");
	expect("compile site -o to --sign key", 0, "", "");
	ck_assert_int_eq(access("to/manifest.sig", F_OK), 0);
}
END_TEST

START_TEST(the_first_serial_is_of_source_date_epoch)
{
	setenv("SOURCE_DATE_EPOCH", "1234567890", 1);
	expect("compile site -o to", 0, "", "");
	expect("show to/in.view", 0, "serial 1234567890\n", "");
	setenv("SOURCE_DATE_EPOCH", "today", 1);
	expect("compile site -o to", 2, "", "SOURCE_DATE_EPOCH");
	unsetenv("SOURCE_DATE_EPOCH");
}
END_TEST

START_TEST(output_that_cannot_be_written_is_an_error)
{
	expect("compile site -o to", 0, "", "");
	ck_assert_int_eq(run_to("show to/in.view", "/dev/full"), 2);
	ck_assert_ptr_nonnull(strstr(errors, "No space left on device"));
	ck_assert_int_eq(run_to("diff site other", "/dev/full"), 2);
	ck_assert_int_eq(run_to("--help", "/dev/full"), 2);
	ck_assert_int_eq(run_to("schema zone", "/dev/full"), 2);
	ck_assert_int_eq(run_to("explain site --from ::1 a.b", "/dev/full"), 2);
}
END_TEST

START_TEST(every_help_text_fits_a_screen)
{
	static const char *const lines[] = {
	    "--help",         "check --help",  "compile --help", "show --help",
	    "explain --help", "keygen --help", "schema --help",  "diff --help"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		int rows = 0;

		ck_assert_int_eq(run(lines[i]), 0);
		for (char *at = output, *end; *at != '\0'; at = end + 1) {
			end = strchr(at, '\n');
			ck_assert_msg(end - at < 80, "%s: %s", lines[i], at);
			rows++;
		}
		ck_assert_int_le(rows, 24);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("command");
	TCase *c = tcase_create("command");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, a_command_line_has_its_status_output_and_errors,
	                    0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(c, what_was_compiled_is_shown);
	tcase_add_test(c, sites_and_folders_of_images_are_compared);
	tcase_add_test(c, files_are_laid_out_once);
	tcase_add_test(c, a_first_site_is_without_fault);
	tcase_add_test(c, a_new_key_signs);
	tcase_add_test(c, the_first_serial_is_of_source_date_epoch);
	tcase_add_test(c, output_that_cannot_be_written_is_an_error);
	tcase_add_test(c, every_help_text_fits_a_screen);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}

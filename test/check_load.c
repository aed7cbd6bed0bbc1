/* SPDX-License-Identifier: ISC */
#include <sys/wait.h>

#include "lib/err.h"
#include "server/image_copy.h"
#include "server/load.h"
#include "test/fake_view.h"
#include "test/unit.h"

/*
 * What the supervisor makes of a loader, which here does what the "image" says:
 * its first octet how it leaves and what it seals, the rest being its report.
 */
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define REPORT                                \
	"view in\ntrust internal\nhash " HASH \
	"\nzones 1\nzone 7 example.com.\nanswers 0a000000 0affffff 8\nend\n"

static int
play(char **argv)
{
	char text[2048] = "";
	ssize_t got =
	    read(fake_view_descriptor(argv, "--image"), text, sizeof(text) - 1);
	const int report = fake_view_descriptor(argv, "--report");

	if (got < 1 || write(report, text + 1, (size_t)got - 1) < 0)
		return 90;
	if (text[0] != 'u')
		fcntl(fake_view_descriptor(argv, "--memfd"), F_ADD_SEALS,
		      text[0] == 'c' ? IMAGE_COPIED : IMAGE_CHECKED);
	if (text[0] == 'k')
		raise(SIGKILL);
	return text[0] == '1' ? 1 : 0;
}

static const struct {
	const char *image;
	const char *view; /* that is wanted */
	const char *hash;
	const char *why; /* NULL: it is loaded */
} cases[] = {
    {"s" REPORT, "", "", NULL},
    {"s" REPORT, "in", HASH, NULL},
    {"u" REPORT, "", "", "its loader hasn't sealed it as checked"},
    {"c" REPORT, "", "", "its loader hasn't sealed it as checked"},
    {"s" REPORT, "out", "", "an image of another view"},
    {"s" REPORT, "in", "f" HASH, "its hash is another"},
    {"1error no: no\033[1m\n", "", "", "no: no?[1m"},
    {"1" REPORT, "", "", "its loader has failed"},
    {"k" REPORT, "", "", "killed by SIGKILL"},
    {"sview in\n", "", "", "the loader's report is damaged"},
    {"s", "", "", "the loader's report is damaged"},
};

struct trial {
	struct fake_view fake;
	bool done;
	bool loaded;
	char why[256];
};

static void
done(void *context, struct loaded *loaded, const char *why)
{
	struct trial *trial = context;

	ck_assert(!trial->done);
	trial->done = true;
	trial->loaded = loaded != NULL;
	if (loaded != NULL) {
		ck_assert_str_eq(loaded->report.name, "in");
		ck_assert_int_eq(fcntl(loaded->image, F_GET_SEALS)
		                     & IMAGE_CHECKED,
		                 IMAGE_CHECKED);
		loaded_clear(loaded);
	} else {
		snprintf(trial->why, sizeof(trial->why), "%s", why);
	}
}

static void
write_image(char path[32], const char *text)
{
	int file;

	strcpy(path, "/tmp/mullion-XXXXXX");
	file = mkstemp(path);
	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, text, strlen(text)),
	                 (ssize_t)strlen(text));
	close(file);
}

START_TEST(a_report_is_believed_when_all_fits)
{
	struct trial trial = {0};
	struct image_file image = {0};
	struct load *load;
	char path[32];

	write_image(path, cases[_i].image);
	image.path = path;
	strcpy(image.view, cases[_i].view);
	memcpy(image.hash, cases[_i].hash,
	       strnlen(cases[_i].hash, VIEW_HASH - 1));
	fake_view_open(&trial.fake);
	ck_assert_int_eq(
	    load_start(&load, &trial.fake.runtime, &image, done, &trial), 0);
	ck_assert(fake_view_until(&trial.fake, &trial.done));
	ck_assert_int_eq(trial.loaded, cases[_i].why == NULL);
	if (cases[_i].why != NULL)
		ck_assert_msg(strstr(trial.why, cases[_i].why) != NULL,
		              "\"%s\" instead of \"%s\"", trial.why,
		              cases[_i].why);
	fake_view_close(&trial.fake);
	unlink(path);
}
END_TEST

START_TEST(what_is_not_there_is_told_at_once)
{
	static const char *const paths[] = {"/no/such", "/tmp", "/dev/null"};
	struct trial trial = {0};
	struct load *load;

	fake_view_open(&trial.fake);
	for (size_t i = 0; i < 3; i++) {
		char path[16];
		struct image_file image = {.path = path};

		strcpy(path, paths[i]);
		ck_assert_int_eq(load_start(&load, &trial.fake.runtime, &image,
		                            done, &trial),
		                 ERR_SYSTEM);
	}
	ck_assert(!trial.done);
	fake_view_close(&trial.fake);
}
END_TEST

START_TEST(what_nobody_wants_is_not_told)
{
	struct trial trial = {0};
	struct image_file image = {0};
	struct load *load;
	char path[32];

	write_image(path, "s" REPORT);
	image.path = path;
	fake_view_open(&trial.fake);
	ck_assert_int_eq(
	    load_start(&load, &trial.fake.runtime, &image, done, &trial), 0);
	load_cancel(load);
	fake_view_close(&trial.fake);
	ck_assert(!trial.done);
	unlink(path);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("load");
	TCase *tests = tcase_create("load");

	tcase_add_loop_test(tests, a_report_is_believed_when_all_fits, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tests, what_is_not_there_is_told_at_once);
	tcase_add_test(tests, what_nobody_wants_is_not_told);
	suite_add_tcase(made, tests);
	return made;
}

int
main(int argc, char **argv)
{
	(void)argc;
	if (fake_view_asked(argv))
		return play(argv);
	return unit_run_apart(suite());
}

/* SPDX-License-Identifier: ISC */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "lib/err.h"
#include "server/compiler.h"
#include "server/measure.h"
#include "test/fake_view.h"
#include "test/unit.h"

/*
 * What the supervisor makes of a compiler, which here does what the site's
 * name says. It lives as the compiler does, with its list of system calls and
 * its bound of memory.
 */
enum { MUCH = 3 * COMPILER_TEXT, MIB = 1 << 20 };

#define STARVED "mullion: out of memory\n"
#define NAMING "z.json:1:1: error: \"mullion: \" is out of memory\n"
#define NO_IMAGE "mullion: cannot make the image of in: out of memory\n"

static void
say(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		_exit(99);
}

static int
say_much(void)
{
	static char line[1025];

	memset(line, 'x', sizeof(line) - 2);
	line[sizeof(line) - 2] = '\n';
	for (size_t i = 0; i < MUCH; i += sizeof(line) - 1)
		say(line);
	return 1;
}

static int
take(size_t octets)
{
	return mmap(NULL, octets, PROT_READ | PROT_WRITE,
	            MAP_PRIVATE | MAP_ANONYMOUS, -1,
	            0) == MAP_FAILED
	           ? 2
	           : 0;
}

static int
play(char **argv)
{
	const char *site = strrchr(fake_view_option(argv, "--as"), '/') + 1;

	if (strcmp(site, "good") == 0) {
		say("a warning\n");
		return 0;
	}
	if (strcmp(site, "bad") == 0) {
		say("an error\n");
		return 1;
	}
	if (strcmp(site, "starved") == 0) {
		say(STARVED);
		return 2;
	}
	if (strcmp(site, "large") == 0) {
		say("a warning\n" NO_IMAGE);
		return 2;
	}
	if (strcmp(site, "quoting") == 0) {
		say(STARVED "z.json:1:1: error: no [syntax]\n");
		return 1;
	}
	if (strcmp(site, "naming") == 0) {
		say(NAMING);
		return 1;
	}
	if (strcmp(site, "much") == 0)
		return say_much();
	if (strcmp(site, "little") == 0)
		return take((size_t)16 * MIB);
	if (strcmp(site, "greedy") == 0)
		return take((size_t)64 * MIB);
	while (true)
		nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
}

struct trial {
	struct fake_view fake;
	struct compiler *compiler;
	char folder[32];
	bool done;
	int status;
	bool starved;
	char text[COMPILER_TEXT + 1];
};

static void
done(void *context, const struct compiled *compiled)
{
	struct trial *trial = context;

	ck_assert(!trial->done);
	trial->done = true;
	trial->status = compiled->status;
	trial->starved = compiled->starved;
	snprintf(trial->text, sizeof(trial->text), "%s", compiled->text);
}

static void
start(struct trial *trial, const char *name, bool heard)
{
	char site[64];
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	/* What is heard is passed on, too. */
	ck_assert_int_eq(dup2(null, STDERR_FILENO), STDERR_FILENO);
	close(null);
	memset(trial, 0, sizeof(*trial));
	fake_view_open(&trial->fake);
	trial->fake.config.compiler_memory = 32;
	strcpy(trial->folder, "/tmp/mullion-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(trial->folder));
	snprintf(site, sizeof(site), "%s/%s", trial->folder, name);
	ck_assert_int_eq(mkdir(site, 0755), 0);
	ck_assert_int_eq(compiler_start(&trial->compiler, &trial->fake.runtime,
	                                site, trial->folder, heard, done,
	                                trial),
	                 0);
	rmdir(site);
}

static void
end(struct trial *trial)
{
	fake_view_close(&trial->fake);
	rmdir(trial->folder);
}

static const struct {
	const char *site;
	bool heard;
	int status;
	bool starved;
	const char *text;
} cases[] = {
    {"good", true, 0, false, "a warning\n"},
    {"good", false, 0, false, ""},
    {"bad", true, 1, false, "an error\n"},
    {"starved", true, 2, true, STARVED},
    {"large", true, 2, true, "a warning\n" NO_IMAGE},
    {"naming", true, 1, false, NAMING},
    {"quoting", true, 1, false, STARVED "z.json:1:1: error: no [syntax]\n"},
};

START_TEST(it_tells_how_it_ended_and_what_it_said)
{
	struct trial trial;

	start(&trial, cases[_i].site, cases[_i].heard);
	ck_assert(fake_view_until(&trial.fake, &trial.done));
	ck_assert(WIFEXITED(trial.status));
	ck_assert_int_eq(WEXITSTATUS(trial.status), cases[_i].status);
	ck_assert_int_eq(trial.starved, cases[_i].starved);
	ck_assert_str_eq(trial.text, cases[_i].text);
	end(&trial);
}
END_TEST

/* Errors come first, and it isn't held up by who doesn't keep the rest. */
START_TEST(of_much_that_it_says_the_beginning_is_kept)
{
	struct trial trial;

	start(&trial, "much", true);
	ck_assert(fake_view_until(&trial.fake, &trial.done));
	ck_assert_int_eq(WEXITSTATUS(trial.status), 1);
	ck_assert_uint_eq(strlen(trial.text), COMPILER_TEXT);
	ck_assert_uint_eq(strspn(trial.text, "x"), 1023);
	end(&trial);
}
END_TEST

START_TEST(it_has_the_memory_that_is_configured)
{
	static const char *const sites[] = {"little", "greedy"};
	struct trial trial;

	if (INSTRUMENTED)
		return;
	for (int i = 0; i < 2; i++) {
		start(&trial, sites[i], true);
		ck_assert(fake_view_until(&trial.fake, &trial.done));
		ck_assert(WIFEXITED(trial.status));
		ck_assert_int_eq(WEXITSTATUS(trial.status), 2 * i);
		end(&trial);
	}
}
END_TEST

START_TEST(what_nobody_wants_is_ended_and_not_told)
{
	struct trial trial;

	start(&trial, "endless", true);
	ck_assert_uint_eq(trial.fake.children.count, 1);
	compiler_cancel(trial.compiler);
	end(&trial); /* which waits until it is gone */
	ck_assert(!trial.done);
}
END_TEST

START_TEST(a_site_that_is_not_there_is_told_at_once)
{
	struct trial trial = {0};

	fake_view_open(&trial.fake);
	ck_assert_int_lt(compiler_start(&trial.compiler, &trial.fake.runtime,
	                                "/no/such/site", "/tmp", true, done,
	                                &trial),
	                 0);
	fake_view_close(&trial.fake);
	ck_assert(!trial.done);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("compiler");
	TCase *c = tcase_create("compiler");

	tcase_set_timeout(c, 30);
	tcase_add_loop_test(c, it_tells_how_it_ended_and_what_it_said, 0,
	                    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(c, of_much_that_it_says_the_beginning_is_kept);
	tcase_add_test(c, it_has_the_memory_that_is_configured);
	tcase_add_test(c, what_nobody_wants_is_ended_and_not_told);
	tcase_add_test(c, a_site_that_is_not_there_is_told_at_once);
	suite_add_tcase(s, c);
	return s;
}

int
main(int argc, char **argv)
{
	(void)argc;
	if (fake_view_asked(argv))
		return play(argv);
	return unit_run_apart(suite());
}

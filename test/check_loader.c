/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/image_format.h"
#include "server/image_copy.h"
#include "server/loader.h"
#include "test/unit.h"

/*
 * The loader, in a child as it is meant to be, on the smallest image that
 * there can be, of a view without zones, and on what is no image.
 */
enum { TEXT = 4096 };

struct outcome {
	int status;
	int seals;
	bool copied; /* the memfd holds what the file holds */
	char report[TEXT];
};

struct small_image {
	struct image_header header;
	struct image_range4 four[2];
	struct image_range6 six;
};

/* Without the struct's own padding. */
enum {
	SMALL_SIZE =
	    offsetof(struct small_image, six) + sizeof(struct image_range6),
};

static void
set_hash(struct small_image *image)
{
	const size_t from = offsetof(struct image_header, hash) + IMAGE_HASH;

	ck_assert_int_eq(
	    EVP_Q_digest(NULL, "SHA256", NULL, (const uint8_t *)image + from,
	                 SMALL_SIZE - from, image->header.hash, NULL),
	    1);
}

static void
make_small(struct small_image *image)
{
	const uint32_t end = SMALL_SIZE / IMAGE_UNIT;
	const struct image_section nothing = {{end}, 0};

	*image = (struct small_image){
	    .header =
		{
		    .version = IMAGE_VERSION,
		    .byte_order = IMAGE_BYTE_ORDER,
		    .size = SMALL_SIZE,
		    .view = "small",
		    .trust = IMAGE_EXTERNAL,
		    .networks4 = {{sizeof(image->header) / IMAGE_UNIT}, 2},
		    .networks6 = {{offsetof(struct small_image, six)
	                           / IMAGE_UNIT},
	                          1},
		    .resolvers4 = nothing,
		    .resolvers6 = nothing,
		    .zones = nothing,
		    .trie = nothing,
		    .names = nothing,
		},
	    .four = {{0x0a000000, 0x0affffff, 8}, {0xc0000200, 0xc00002ff, 24}},
	    .six = {{0xfd}, {0xfd, 0xff}, 9},
	};
	memcpy(image->header.magic, IMAGE_MAGIC, sizeof(image->header.magic));
	set_hash(image);
}

enum { HASH_TEXT = 2 * IMAGE_HASH + 1 };

static void
hash_text(char text[HASH_TEXT], const struct small_image *image)
{
	for (size_t i = 0; i < IMAGE_HASH; i++)
		snprintf(text + 2 * i, 3, "%02x", image->header.hash[i]);
}

static bool
same_content(int a, int b)
{
	char octets_a[TEXT], octets_b[TEXT];
	ssize_t size = pread(a, octets_a, TEXT, 0);

	return size > 0 && pread(b, octets_b, TEXT, 0) == size
	       && memcmp(octets_a, octets_b, (size_t)size) == 0;
}

static void
load(struct outcome *outcome, const char *view, const char *wanted, int file)
{
	int memfd = memfd_create("copy", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int ends[2], status;
	ssize_t got;
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		struct loader loader = {view,  wanted,  file,
		                        memfd, ends[1], NULL};

		_exit(image_hash_new(&loader.hash) < 0 ? 9
		                                       : loader_run(&loader));
	}
	close(ends[1]);
	got = read(ends[0], outcome->report, TEXT - 1);
	outcome->report[got < 0 ? 0 : got] = '\0';
	close(ends[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	outcome->status = WEXITSTATUS(status);
	outcome->seals = fcntl(memfd, F_GET_SEALS);
	outcome->copied = same_content(memfd, file);
	close(memfd);
}

static void
load_wanted(struct outcome *outcome, const char *view, const char *wanted,
            const void *octets, size_t size)
{
	int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);

	ck_assert_int_eq(write(file, octets, size), (ssize_t)size);
	ck_assert_int_eq(lseek(file, 0, SEEK_SET), 0);
	load(outcome, view, wanted, file);
	close(file);
}

static void
load_octets(struct outcome *outcome, const char *view, const void *octets,
            size_t size)
{
	load_wanted(outcome, view, NULL, octets, size);
}

START_TEST(what_is_no_image_is_an_error_and_never_called_checked)
{
	static const char text[1000] = "; a zone file";
	struct outcome outcome;

	load_octets(&outcome, "-", text, (size_t)_i);
	ck_assert_int_eq(outcome.status, 1);
	ck_assert_int_eq(strncmp(outcome.report, "error ", 6), 0);
	ck_assert_ptr_eq(strchr(outcome.report, '\n'),
	                 outcome.report + strlen(outcome.report) - 1);
	ck_assert_int_eq(outcome.seals & F_SEAL_SEAL, 0);
}
END_TEST

START_TEST(a_folder_and_a_device_are_no_images)
{
	static const char *const paths[] = {"/tmp", "/dev/zero"};

	for (size_t i = 0; i < 2; i++) {
		int file = open(paths[i], O_RDONLY | O_CLOEXEC);
		struct outcome outcome;

		load(&outcome, "-", NULL, file);
		close(file);
		ck_assert_int_eq(outcome.status, 1);
		ck_assert_str_eq(outcome.report,
		                 "error it is no regular file\n");
	}
}
END_TEST

START_TEST(an_image_is_copied_checked_and_reported)
{
	struct small_image image;
	struct outcome outcome;
	char expected[TEXT], hash[HASH_TEXT];

	make_small(&image);
	hash_text(hash, &image);
	snprintf(expected, sizeof(expected),
	         "view small\ntrust external\nhash %s\nzones 0\n"
	         "answers 0a000000 0affffff 8\n"
	         "answers c0000200 c00002ff 24\n"
	         "answers fd000000000000000000000000000000"
	         " fdff0000000000000000000000000000 9\nend\n",
	         hash);
	for (size_t i = 0; i < 4; i++) {
		load_wanted(&outcome, i % 2 == 0 ? "-" : "small",
		            i < 2 ? NULL : hash, &image, SMALL_SIZE);
		ck_assert_str_eq(outcome.report, expected);
		ck_assert_int_eq(outcome.status, 0);
		ck_assert_int_eq(outcome.seals, IMAGE_CHECKED);
		ck_assert(outcome.copied);
	}
}
END_TEST

START_TEST(another_view_is_told)
{
	struct small_image image;
	struct outcome outcome;

	make_small(&image);
	load_octets(&outcome, "large", &image, SMALL_SIZE);
	ck_assert_int_eq(outcome.status, 1);
	ck_assert_str_eq(outcome.report,
	                 "error it is an image of another view\n");
}
END_TEST

/* Each octet counts: the hash, or what stands before it, finds it out. */
START_TEST(no_octet_can_be_changed)
{
	struct small_image image;
	struct outcome outcome;

	make_small(&image);
	for (size_t i = 0; i < SMALL_SIZE; i += 3) {
		uint8_t *octet = (uint8_t *)&image + i;

		*octet ^= 0x10;
		load_octets(&outcome, "-", &image, SMALL_SIZE);
		ck_assert_int_eq(outcome.status, 1);
		ck_assert_int_eq(strncmp(outcome.report, "error ", 6), 0);
		ck_assert_int_eq(outcome.seals & F_SEAL_SEAL, 0);
		*octet ^= 0x10;
	}
}
END_TEST

/* What a hash can't find out, since it is right. */
START_TEST(an_image_made_to_harm_is_refused)
{
	struct small_image image;
	struct outcome outcome;

	make_small(&image);
	image.four[1].first = 0x0affffff;
	set_hash(&image);
	load_octets(&outcome, "-", &image, SMALL_SIZE);
	ck_assert_int_eq(outcome.status, 1);
	ck_assert_int_eq(strncmp(outcome.report, "error ", 6), 0);
	ck_assert_int_eq(outcome.seals & F_SEAL_SEAL, 0);
	make_small(&image);
	image.header.networks6.count = UINT32_MAX;
	set_hash(&image);
	load_octets(&outcome, "-", &image, SMALL_SIZE);
	ck_assert_int_eq(outcome.status, 1);
}
END_TEST

/*
 * Of an image whose hash isn't the wanted one nothing is looked at: it would
 * be found out as another view's, and as one made to harm, if it were. Nor is
 * anything of a file that says the wanted hash and has another.
 */
START_TEST(nothing_but_the_hash_is_read_of_what_is_not_signed)
{
	static const char other[] = "error it isn't the image that is signed:"
				    " its hash is another\n";
	struct small_image image;
	struct outcome outcome;
	char wanted[HASH_TEXT];

	make_small(&image);
	hash_text(wanted, &image);
	image.four[1].first = 0x0affffff;
	image.header.networks6.count = UINT32_MAX;
	load_wanted(&outcome, "large", wanted, &image, SMALL_SIZE);
	ck_assert_str_eq(outcome.report,
	                 "error its content isn't that of its hash\n");
	set_hash(&image);
	load_wanted(&outcome, "large", wanted, &image, SMALL_SIZE);
	ck_assert_str_eq(outcome.report, other);
	ck_assert_int_eq(outcome.status, 1);
	ck_assert_int_eq(outcome.seals & F_SEAL_SEAL, 0);
}
END_TEST

/* What stands before the hash isn't in it, and is checked all the same. */
START_TEST(no_octet_of_a_signed_image_can_be_changed)
{
	struct small_image image;
	struct outcome outcome;
	char wanted[HASH_TEXT];

	make_small(&image);
	hash_text(wanted, &image);
	for (size_t i = 0; i < SMALL_SIZE; i += 3) {
		uint8_t *octet = (uint8_t *)&image + i;

		*octet ^= 0x10;
		load_wanted(&outcome, "small", wanted, &image, SMALL_SIZE);
		ck_assert_int_eq(outcome.status, 1);
		ck_assert_int_eq(outcome.seals & F_SEAL_SEAL, 0);
		*octet ^= 0x10;
	}
	load_wanted(&outcome, "small", wanted, &image, SMALL_SIZE - 4);
	ck_assert_int_eq(outcome.status, 1);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("loader");
	TCase *tests = tcase_create("loader");

	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(
	    tests, what_is_no_image_is_an_error_and_never_called_checked, 0, 1);
	tcase_add_loop_test(
	    tests, what_is_no_image_is_an_error_and_never_called_checked, 183,
	    186);
	tcase_add_loop_test(
	    tests, what_is_no_image_is_an_error_and_never_called_checked, 999,
	    1001);
	tcase_add_test(tests, a_folder_and_a_device_are_no_images);
	tcase_add_test(tests, an_image_is_copied_checked_and_reported);
	tcase_add_test(tests, another_view_is_told);
	tcase_add_test(tests, no_octet_can_be_changed);
	tcase_add_test(tests, an_image_made_to_harm_is_refused);
	tcase_add_test(tests,
	               nothing_but_the_hash_is_read_of_what_is_not_signed);
	tcase_add_test(tests, no_octet_of_a_signed_image_can_be_changed);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}

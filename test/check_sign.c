/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/unit.h"
#include "zones/sign.h"

static char folder[64];

static const char *
path(const char *name)
{
	static char text[4][128];
	static unsigned next;
	char *to = text[next++ % 4];

	snprintf(to, sizeof(text[0]), "%s/%s", folder, name);
	return to;
}

static void
setup(void)
{
	strcpy(folder, "/tmp/check_sign.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	/* what is reported is looked at there */
	ck_assert_ptr_nonnull(freopen(path("errors"), "w+", stderr));
}

static void
teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	ck_assert_int_eq(system(command), 0);
}

static bool
said(const char *text)
{
	char all[2048];
	size_t length;

	fflush(stderr);
	rewind(stderr);
	length = fread(all, 1, sizeof(all) - 1, stderr);
	all[length] = '\0';
	return strstr(all, text) != NULL;
}

static void
put(const char *name, const char *text, mode_t mode)
{
	int file = open(path(name), O_WRONLY | O_CREAT | O_EXCL, 0600);

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, text, strlen(text)),
	                 (ssize_t)strlen(text));
	ck_assert_int_eq(fchmod(file, mode), 0);
	close(file);
}

START_TEST(a_new_key_is_its_owners_and_overwrites_nothing)
{
	struct sign_key *key, *again;
	uint8_t made[PUBLIC_KEY], read[PUBLIC_KEY];
	struct stat about;

	umask(0);
	ck_assert_int_eq(sign_key_make(&key, path("key")), 0);
	ck_assert_int_eq(stat(path("key"), &about), 0);
	ck_assert_uint_eq(about.st_mode & 07777, 0600);
	ck_assert_int_eq(sign_key_make(&again, path("key")), ERR_REPORTED);
	ck_assert(said("File exists"));
	ck_assert_int_eq(sign_key_read(&again, path("key")), 0);
	sign_key_public(key, made);
	sign_key_public(again, read);
	ck_assert_mem_eq(made, read, PUBLIC_KEY);
	sign_key_free(key);
	sign_key_free(again);
}
END_TEST

/* RFC 8032 section 7.1, test 2; the file by RFC 8410 section 7. */
static const char known_key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";

static const uint8_t known_signature[SIGNATURE] = {
    0x92, 0xa0, 0x09, 0xa9, 0xf0, 0xd4, 0xca, 0xb8, 0x72, 0x0e, 0x82,
    0x0b, 0x5f, 0x64, 0x25, 0x40, 0xa2, 0xb2, 0x7b, 0x54, 0x16, 0x50,
    0x3f, 0x8f, 0xb3, 0x76, 0x22, 0x23, 0xeb, 0xdb, 0x69, 0xda, 0x08,
    0x5a, 0xc1, 0xe4, 0x3e, 0x15, 0x99, 0x6e, 0x45, 0x8f, 0x36, 0x13,
    0xd0, 0xf1, 0x1d, 0x8c, 0x38, 0x7b, 0x2e, 0xae, 0xb4, 0x30, 0x2a,
    0xee, 0xb0, 0x0d, 0x29, 0x16, 0x12, 0xbb, 0x0c, 0x00,
};

START_TEST(it_signs_as_the_standard_says)
{
	uint8_t signature[SIGNATURE], octets[PUBLIC_KEY];
	char text[PUBLIC_KEY_TEXT];
	struct sign_key *key;

	put("key", known_key, 0400);
	ck_assert_int_eq(sign_key_read(&key, path("key")), 0);
	sign_key_public(key, octets);
	ck_assert_str_eq(public_key_text(text, octets),
	                 "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=");
	ck_assert_int_eq(sign(key, signature, "r", 1), 0);
	ck_assert_mem_eq(signature, known_signature, SIGNATURE);
	ck_assert(sign_is_own(key, signature, SIGNATURE, "r", 1));
	ck_assert(!sign_is_own(key, signature, SIGNATURE, "s", 1));
	ck_assert(!sign_is_own(key, signature, SIGNATURE - 1, "r", 1));
	ck_assert(!sign_is_own(key, signature, 0, "r", 1));
	sign_key_free(key);
}
END_TEST

static const mode_t open_modes[] = {0640, 0604, 0620, 0602, 0610, 0601, 0644};

START_TEST(a_key_that_others_may_read_is_refused)
{
	struct sign_key *key;

	put("key", known_key, open_modes[_i]);
	ck_assert_int_eq(sign_key_read(&key, path("key")), ERR_REPORTED);
	ck_assert(said("chmod 600"));
}
END_TEST

static const char *const no_keys[] = {
    "",
    "\n",
    "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n",
    /* X25519 */
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VuBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n",
    /* cut short */
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1P\n"
    "-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n",
    /* the public half */
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n"
    "-----END PUBLIC KEY-----\n",
    /* with a passphrase */
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj/p4opjh8PIAICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEGVH2vJsFZPa/dNS3lRShLYEQNsA\n"
    "psa9aE2OBsTpgk9F+e/XFrRbiRoHLl7lHpeVHYq0fIOeriAEABxs1tfrebSMmS1s\n"
    "ZZPEPpYiwwFy0cdlA0I=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n",
};

START_TEST(what_is_no_key_is_refused)
{
	struct sign_key *key;

	put("key", no_keys[_i], 0600);
	ck_assert_int_eq(sign_key_read(&key, path("key")), ERR_REPORTED);
	ck_assert(said("is no key of"));
}
END_TEST

START_TEST(only_a_regular_file_is_read)
{
	struct sign_key *key;

	ck_assert_int_eq(sign_key_read(&key, path("missing")), ERR_REPORTED);
	ck_assert(said("No such file"));
	ck_assert_int_eq(mkfifo(path("pipe"), 0600), 0);
	ck_assert_int_eq(sign_key_read(&key, path("pipe")), ERR_REPORTED);
	ck_assert(said("is no regular file"));
	ck_assert_int_eq(sign_key_make(&key, "/nowhere/key"), ERR_REPORTED);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("sign");
	TCase *c = tcase_create("sign");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, a_new_key_is_its_owners_and_overwrites_nothing);
	tcase_add_test(c, it_signs_as_the_standard_says);
	tcase_add_loop_test(c, a_key_that_others_may_read_is_refused, 0,
	                    sizeof(open_modes) / sizeof(open_modes[0]));
	tcase_add_loop_test(c, what_is_no_key_is_refused, 0,
	                    sizeof(no_keys) / sizeof(no_keys[0]));
	tcase_add_test(c, only_a_regular_file_is_read);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run_apart(suite());
}

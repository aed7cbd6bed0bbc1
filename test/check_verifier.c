/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/verifier.h"
#include "server/worker.h"
#include "test/unit.h"
#include "zones/sign.h"

/* What the compiler signs, verified: the two know nothing of each other but
 * the octets. */
enum { TEXT = 4096 };

static const char manifest[] = "{\"format\": 1, \"generation\": 7,"
			       " \"views\": {\"a\": {}}}\n";

static struct sign_key *keys[3];
static uint8_t publics[3][PUBLIC_KEY];
static uint8_t signature[SIGNATURE];

static void
setup(void)
{
	char path[] = "/tmp/check_verifier.XXXXXX", key[64];

	ck_assert_ptr_nonnull(mkdtemp(path));
	snprintf(key, sizeof(key), "%s/key", path);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(sign_key_make(&keys[i], key), 0);
		unlink(key);
		sign_key_public(keys[i], publics[i]);
	}
	rmdir(path);
	ck_assert_int_eq(
	    sign(keys[0], signature, manifest, sizeof(manifest) - 1), 0);
}

static void
teardown(void)
{
	for (size_t i = 0; i < 3; i++)
		sign_key_free(keys[i]);
}

static int
file_of(const void *octets, size_t size)
{
	int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);

	ck_assert_int_eq(write(file, octets, size), (ssize_t)size);
	ck_assert_int_eq(lseek(file, 0, SEEK_SET), 0);
	return file;
}

/* The report and the exit status of a verifier that trusts count keys. */
static int
verify(char report[TEXT], const uint8_t (*trusted)[PUBLIC_KEY], size_t count,
       int text, int sig)
{
	int ends[2], status;
	ssize_t got;
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		_exit(verifier_run(&(struct verifier){
		    .keys = trusted,
		    .key_count = count,
		    .manifest = text,
		    .signature = sig,
		    .report = ends[1],
		}));
	}
	close(ends[1]);
	got = read(ends[0], report, TEXT - 1);
	report[got < 0 ? 0 : got] = '\0';
	close(ends[0]);
	close(text);
	close(sig);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
verify_octets(char report[TEXT], const void *text, size_t text_size,
              const void *sig, size_t sig_size)
{
	return verify(report, publics, 1, file_of(text, text_size),
	              file_of(sig, sig_size));
}

static const char unsigned_report[] =
    "error its manifest isn't signed by a trusted key, or has been changed"
    " since\n";

static const char no_signature[] =
    "error its manifest.sig is no signature, which has 64 octets\n";

START_TEST(what_a_trusted_key_signed_is_reported_octet_for_octet)
{
	char report[TEXT], *line_end;

	ck_assert_int_eq(verify_octets(report, manifest, sizeof(manifest) - 1,
	                               signature, SIGNATURE),
	                 0);
	line_end = strchr(report, '\n');
	ck_assert_ptr_nonnull(line_end);
	ck_assert_int_eq(line_end - report, 7 + 2 + 64);
	ck_assert_int_eq(strncmp(report, "signed 0 ", 9), 0);
	ck_assert_str_eq(line_end + 1, manifest);
}
END_TEST

/* While keys are changed both are trusted. */
START_TEST(any_trusted_key_will_do)
{
	const uint8_t(*trusted)[PUBLIC_KEY] = publics;
	uint8_t turned[2][PUBLIC_KEY];
	char report[TEXT];

	memcpy(turned[0], publics[1], PUBLIC_KEY);
	memcpy(turned[1], publics[0], PUBLIC_KEY);
	ck_assert_int_eq(verify(report, trusted, 2,
	                        file_of(manifest, sizeof(manifest) - 1),
	                        file_of(signature, SIGNATURE)),
	                 0);
	ck_assert_int_eq(strncmp(report, "signed 0 ", 9), 0);
	ck_assert_int_eq(verify(report, turned, 2,
	                        file_of(manifest, sizeof(manifest) - 1),
	                        file_of(signature, SIGNATURE)),
	                 0);
	ck_assert_int_eq(strncmp(report, "signed 1 ", 9), 0);
}
END_TEST

START_TEST(another_key_is_not_trusted)
{
	char report[TEXT];

	ck_assert_int_eq(verify(report, publics + 1, 2,
	                        file_of(manifest, sizeof(manifest) - 1),
	                        file_of(signature, SIGNATURE)),
	                 1);
	ck_assert_str_eq(report, unsigned_report);
}
END_TEST

START_TEST(no_bit_of_the_signature_can_be_changed)
{
	uint8_t changed[SIGNATURE];
	char report[TEXT];

	for (int bit = 0; bit < 8; bit++) {
		memcpy(changed, signature, SIGNATURE);
		changed[_i] ^= (uint8_t)(1 << bit);
		ck_assert_int_eq(verify_octets(report, manifest,
		                               sizeof(manifest) - 1, changed,
		                               SIGNATURE),
		                 1);
		ck_assert_str_eq(report, unsigned_report);
	}
}
END_TEST

START_TEST(no_octet_of_the_manifest_can_be_changed)
{
	char changed[sizeof(manifest)], report[TEXT];

	for (size_t i = 0; i < sizeof(manifest) - 1; i++) {
		memcpy(changed, manifest, sizeof(manifest));
		changed[i] ^= 1;
		ck_assert_int_eq(verify_octets(report, changed,
		                               sizeof(manifest) - 1, signature,
		                               SIGNATURE),
		                 1);
		ck_assert_str_eq(report, unsigned_report);
	}
}
END_TEST

START_TEST(the_manifest_is_whole_and_alone)
{
	char longer[sizeof(manifest) + 1], report[TEXT];

	memcpy(longer, manifest, sizeof(manifest));
	longer[sizeof(manifest) - 1] = '\n';
	for (size_t size = 0; size <= sizeof(manifest); size++) {
		if (size == sizeof(manifest) - 1)
			continue;
		ck_assert_int_eq(
		    verify_octets(report, longer, size, signature, SIGNATURE),
		    1);
		ck_assert_str_eq(report, unsigned_report);
	}
}
END_TEST

START_TEST(a_signature_has_its_size)
{
	uint8_t longer[SIGNATURE + 8] = {0};
	char report[TEXT];

	memcpy(longer, signature, SIGNATURE);
	for (size_t size = 0; size <= sizeof(longer); size++) {
		if (size == SIGNATURE)
			continue;
		ck_assert_int_eq(verify_octets(report, manifest,
		                               sizeof(manifest) - 1, longer,
		                               size),
		                 1);
		ck_assert_str_eq(report, no_signature);
	}
}
END_TEST

START_TEST(another_manifests_signature_is_none_of_this_one)
{
	static const char other[] = "{\"format\": 1, \"generation\": 8}";
	uint8_t others[SIGNATURE];
	char report[TEXT];

	ck_assert_int_eq(sign(keys[0], others, other, strlen(other)), 0);
	ck_assert_int_eq(verify_octets(report, manifest, sizeof(manifest) - 1,
	                               others, SIGNATURE),
	                 1);
	ck_assert_str_eq(report, unsigned_report);
}
END_TEST

START_TEST(a_manifest_without_end_is_not_read)
{
	int text = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	char report[TEXT];

	ck_assert_int_eq(ftruncate(text, (off_t)MANIFEST_MAX + 1), 0);
	ck_assert_int_eq(
	    verify(report, publics, 1, text, file_of(signature, SIGNATURE)), 1);
	ck_assert_str_eq(report, "error its manifest is too large\n");
}
END_TEST

START_TEST(what_cannot_be_read_is_told)
{
	char report[TEXT];

	ck_assert_int_eq(verify(report, publics, 1, open("/tmp", O_RDONLY),
	                        file_of(signature, SIGNATURE)),
	                 1);
	ck_assert_ptr_nonnull(strstr(report, "manifest can't be read"));
	ck_assert_int_eq(verify(report, publics, 1,
	                        file_of(manifest, sizeof(manifest) - 1),
	                        open("/tmp", O_RDONLY)),
	                 1);
	ck_assert_ptr_nonnull(strstr(report, "manifest.sig can't be read"));
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("verifier");
	TCase *c = tcase_create("verifier");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c,
	               what_a_trusted_key_signed_is_reported_octet_for_octet);
	tcase_add_test(c, any_trusted_key_will_do);
	tcase_add_test(c, another_key_is_not_trusted);
	tcase_add_loop_test(c, no_bit_of_the_signature_can_be_changed, 0,
	                    SIGNATURE);
	tcase_add_test(c, no_octet_of_the_manifest_can_be_changed);
	tcase_add_test(c, the_manifest_is_whole_and_alone);
	tcase_add_test(c, a_signature_has_its_size);
	tcase_add_test(c, another_manifests_signature_is_none_of_this_one);
	tcase_add_test(c, a_manifest_without_end_is_not_read);
	tcase_add_test(c, what_cannot_be_read_is_told);
	suite_add_tcase(s, c);
	return s;
}

int
main(void)
{
	return unit_run(suite());
}

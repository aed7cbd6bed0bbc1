/* SPDX-License-Identifier: ISC */
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>

#include "lib/err.h"
#include "lib/image.h"
#include "server/image_hash.h"
#include "test/small_image.h"
#include "test/unit.h"

/* A header alone, or with more behind it that is no image but has a hash. */
static const size_t sizes[] = {sizeof(struct image_header), 4096, 1 << 20};

static void
make(struct image *image, size_t size)
{
	const size_t from = offsetof(struct image_header, hash) + IMAGE_HASH;
	uint8_t *octets = calloc(1, size);
	struct image_header *header = (struct image_header *)octets;

	for (size_t i = sizeof(*header); i < size; i++)
		octets[i] = (uint8_t)(i * 7);
	header->size = size;
	ck_assert_int_eq(EVP_Q_digest(NULL, "SHA256", NULL, octets + from,
	                              size - from, header->hash, NULL),
	                 1);
	*image = (struct image){.base = octets, .header = header};
}

static int
hash_of(const struct image *image)
{
	struct image_hash *hash;

	ck_assert_int_eq(image_hash_new(&hash), 0);
	image_hash_begin(hash, image->base, image->header->size);
	return image_hash_end(hash);
}

/* All octets count but those of the magic, the size and the like, which stand
 * before the hash. */
static void
expect_found_out(const struct image *image, size_t size)
{
	uint8_t *octets = (uint8_t *)image->header;

	for (size_t at = offsetof(struct image_header, hash); at < size;
	     at += size / 19) {
		octets[at] ^= 0x40;
		ck_assert_int_eq(hash_of(image), ERR_DAMAGED);
		octets[at] ^= 0x40;
	}
	octets[size - 1] ^= 1;
	ck_assert_int_eq(hash_of(image), ERR_DAMAGED);
	octets[size - 1] ^= 1;
}

START_TEST(a_changed_octet_is_found_out)
{
	struct image image;

	make(&image, sizes[_i]);
	ck_assert_int_eq(hash_of(&image), 0);
	expect_found_out(&image, sizes[_i]);
	free((void *)image.header);
}
END_TEST

static void *
nothing(void *argument)
{
	return argument;
}

START_TEST(it_works_where_no_thread_can_be_had)
{
	pthread_attr_t attributes;
	struct image image;
	pthread_t thread;

	make(&image, sizes[1]);
	/* a stack for which there is no room */
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, (size_t)1 << 46);
	ck_assert_int_eq(pthread_setattr_default_np(&attributes), 0);
	ck_assert_int_ne(pthread_create(&thread, NULL, nothing, NULL), 0);
	ck_assert_int_eq(hash_of(&image), 0);
	expect_found_out(&image, sizes[1]);
	free((void *)image.header);
}
END_TEST

START_TEST(it_may_never_begin)
{
	struct image_hash *hash;

	ck_assert_int_eq(image_hash_new(&hash), 0);
	image_hash_drop(hash);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("image_hash");
	TCase *tests = tcase_create("hash");

	tcase_add_loop_test(tests, a_changed_octet_is_found_out, 0,
	                    sizeof(sizes) / sizeof(sizes[0]));
	tcase_add_test(tests, it_works_where_no_thread_can_be_had);
	tcase_add_test(tests, it_may_never_begin);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run_apart(suite());
}

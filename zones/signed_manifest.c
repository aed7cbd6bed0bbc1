/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "zones/cli.h"
#include "zones/file.h"
#include "zones/signed_manifest.h"

/* What the previous folder holds, if this key has signed it. */
struct previous {
	uint64_t generation; /* 0: nothing that counts */
	const char *text;
	size_t size;
};

static struct previous
read_previous(struct arena *arena, const struct sign_key *key,
              const char *folder)
{
	struct previous previous = {0}, none = {0};
	char *text, *signature;
	size_t signature_size;

	if (file_read(arena, &text, &previous.size,
	              arena_format(arena, "%s/" MANIFEST_FILE, folder))
	        < 0
	    || file_read_head(arena, &signature, &signature_size,
	                      arena_format(arena, "%s/" SIGNATURE_FILE, folder),
	                      SIGNATURE + 1)
	           < 0
	    || !sign_is_own(key, (const uint8_t *)signature, signature_size,
	                    text, previous.size))
		return none;
	previous.text = text;
	previous.generation = manifest_generation(text, previous.size);
	return previous;
}

static bool
is_same(const struct previous *previous, const char *text)
{
	return previous->size == strlen(text)
	       && memcmp(previous->text, text, previous->size) == 0;
}

static char *
choose_text(const struct manifest_view *views, size_t count,
            const struct previous *previous, uint32_t now)
{
	uint64_t generation = previous->generation + 1;

	if (previous->generation > 0) {
		char *text = manifest_text(views, count, previous->generation);

		if (is_same(previous, text))
			return text;
		free(text);
	}
	if (generation > GENERATION_MAX) {
		cli_error("the previous manifest's generation is the last that "
		          "there is: compile without it, and start the servers "
		          "once with --force");
		return NULL;
	}
	return manifest_text(views, count, generation > now ? generation : now);
}

int
signed_manifest_make(struct signed_manifest *made, struct arena *arena,
                     const struct sign_key *key,
                     const struct manifest_view *views, size_t count,
                     const char *previous, uint32_t now)
{
	const struct previous before = read_previous(arena, key, previous);

	made->text = choose_text(views, count, &before, now);
	if (made->text == NULL)
		return ERR_REPORTED;
	made->size = strlen(made->text);
	if (sign(key, made->signature, made->text, made->size) == 0)
		return 0;
	free(made->text);
	made->text = NULL;
	cli_error("OpenSSL cannot sign the manifest");
	return ERR_REPORTED;
}

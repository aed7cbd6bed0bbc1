/* SPDX-License-Identifier: ISC */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "zones/audit/audit.h"
#include "zones/hash.h"

/*
 * The page is three files that the assembler takes in as they are (schema.c
 * has the same for schemas), and a place for each part in the first of them:
 * @POLICY@, @STYLE@, @DATA@, @SCRIPT@.
 */
#define PART(name, file)                             \
	extern const char audit_##name[];            \
	__asm__(".pushsection .rodata\n"             \
	        "audit_" #name ":\n"                 \
	        ".incbin \"zones/audit/" file "\"\n" \
	        ".byte 0\n"                          \
	        ".popsection\n")

PART(page, "page.html");
PART(style, "page.css");
PART(script, "page.js");

/* "sha256-…": what a Content-Security-Policy lets run of the page. */
static void
put_source(const char *text, FILE *out)
{
	uint8_t hash[HASH];
	unsigned char base64[(HASH + 2) / 3 * 4 + 1];

	hash_octets(hash, text, strlen(text));
	(void)EVP_EncodeBlock(base64, hash, HASH);
	fprintf(out, "'sha256-%s'", (const char *)base64);
}

/*
 * Nothing is loaded from anywhere, and of scripts and styles only these two
 * are taken: what a name could smuggle in wouldn't run.
 */
static void
put_policy(FILE *out)
{
	fputs("default-src 'none'; base-uri 'none'; form-action 'none'; "
	      "style-src ",
	      out);
	put_source(audit_style, out);
	fputs("; script-src ", out);
	put_source(audit_script, out);
}

/* In a script element no text can end it, nor begin a comment, without "<":
 * HTML section 4.12.1.3. In JSON that stands within strings alone. */
static void
put_data(const struct audit *audit, FILE *out)
{
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);
	const char *from, *next;

	audit_json(audit, stream);
	fclose(stream);
	from = text;
	while ((next = strchr(from, '<')) != NULL) {
		fwrite(from, 1, (size_t)(next - from), out);
		fputs("\\u003c", out);
		from = next + 1;
	}
	fputs(from, out);
	free(text);
}

void
audit_html(const struct audit *audit, FILE *out)
{
	const char *from = audit_page, *at;

	while ((at = strchr(from, '@')) != NULL) {
		const char *end = strchr(at + 1, '@');

		fwrite(from, 1, (size_t)(at - from), out);
		if (strncmp(at, "@POLICY@", 8) == 0)
			put_policy(out);
		else if (strncmp(at, "@STYLE@", 7) == 0)
			fputs(audit_style, out);
		else if (strncmp(at, "@SCRIPT@", 8) == 0)
			fputs(audit_script, out);
		else
			put_data(audit, out);
		from = end + 1;
	}
	fputs(from, out);
}

/* SPDX-License-Identifier: ISC */
#include "zones/schema.h"

/* The assembler takes a file in as it is; it looks for it in the folder where
 * the compiler was started and in those of -I. */
#define SCHEMA(name)                                        \
	extern const char schema_##name[];                  \
	__asm__(".pushsection .rodata\n"                    \
	        "schema_" #name ":\n"                       \
	        ".incbin \"zones/schema/" #name ".json\"\n" \
	        ".byte 0\n"                                 \
	        ".popsection\n")

SCHEMA(views);
SCHEMA(zone);
SCHEMA(fragment);
SCHEMA(tests);
SCHEMA(config);

const struct schema *
schema_at(size_t index)
{
	static const struct schema schemas[] = {
	    {"views", "a site's views", schema_views},
	    {"zone", "zone specs", schema_zone},
	    {"fragment", "what machines add to a zone", schema_fragment},
	    {"tests", "a site's tests", schema_tests},
	    {"config", "mulliond.json", schema_config},
	};

	if (index >= sizeof(schemas) / sizeof(schemas[0]))
		return NULL;
	return &schemas[index];
}

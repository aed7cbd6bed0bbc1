/* SPDX-License-Identifier: ISC */
#include "zones/init/init.h"

/* The assembler takes a file in as it is: see zones/schema.c. */
#define INIT_FILE(symbol, name)                     \
	extern const char init_##symbol[];          \
	__asm__(".pushsection .rodata\n"            \
	        "init_" #symbol ":\n"               \
	        ".incbin \"zones/init/" name "\"\n" \
	        ".byte 0\n"                         \
	        ".popsection\n")

INIT_FILE(views, "views.json");
INIT_FILE(corp, "corp.internal.json");
INIT_FILE(example, "example.com.json");
INIT_FILE(reverse, "10.in-addr.arpa.json");
INIT_FILE(tests, "tests.json");

const struct init_file *
init_file_at(size_t index)
{
	static const struct init_file files[] = {
	    {"views.json", init_views},
	    {"corp.internal.json", init_corp},
	    {"example.com.json", init_example},
	    {"10.in-addr.arpa.json", init_reverse},
	    {"tests.json", init_tests},
	};

	if (index >= sizeof(files) / sizeof(files[0]))
		return NULL;
	return &files[index];
}

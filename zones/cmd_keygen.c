/* SPDX-License-Identifier: ISC */
#include <getopt.h>
#include <stdio.h>

#include "zones/cli.h"
#include "zones/sign.h"

static const char help[] =
    "Usage: mullion keygen KEY\n"
    "       mullion keygen --public KEY\n"
    "\n"
    "Makes a key pair (Ed25519) that signs what 'mullion compile --sign KEY'\n"
    "publishes, and prints its public half: in \"trusted-keys\" of mulliond's\n"
    "configuration it lets mulliond serve what this key has signed, and "
    "nothing\n"
    "else. The file KEY, which mustn't exist, is the private half: whoever "
    "can\n"
    "read it decides what is served. Give each site a key of its own.\n"
    "\n"
    "  --public     print the public half of a key that is there\n"
    "  -h, --help   this text\n"
    "\n"
    "Exit status: 0 done, 2 usage or a file that can't be read or written.\n";

static int
print_public(const struct sign_key *key, const char *path)
{
	uint8_t octets[PUBLIC_KEY];
	char text[PUBLIC_KEY_TEXT], id[PUBLIC_KEY_ID];

	sign_key_public(key, octets);
	fprintf(stderr, "mullion: %s is key %s\n", path,
	        public_key_id(id, octets));
	puts(public_key_text(text, octets));
	return cli_finish(EXIT_DONE);
}

int
cmd_keygen(int argc, char **argv)
{
	static const struct option options[] = {
	    {"public", no_argument, NULL, 'p'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	bool make = true;
	struct sign_key *key;
	const char *path;
	int option, code, status;

	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(help);
		if (option != 'p')
			return cli_bad_option(argv, option);
		make = false;
	}
	if (argc - optind != 1)
		return cli_usage("keygen", argc == optind
		                               ? "which file for the KEY?"
		                               : "one KEY at a time");
	path = argv[optind];
	code = make ? sign_key_make(&key, path) : sign_key_read(&key, path);
	if (code < 0)
		return EXIT_USAGE;
	status = print_public(key, path);
	sign_key_free(key);
	return status;
}

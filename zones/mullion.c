/* SPDX-License-Identifier: ISC */
#include "zones/command.h"

/* The compiler. Reading on: command.c, then cmd_compile.c and compile.c. */
int
main(int argc, char **argv)
{
	return command_run(argc, argv);
}

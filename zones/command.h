/* SPDX-License-Identifier: ISC */
#ifndef MULLION_COMMAND_H
#define MULLION_COMMAND_H

/*
 * mullion's command line: runs the command that argv[1] names and returns the
 * exit status (cli.h). Closes standard output where it printed.
 */
int command_run(int argc, char **argv);

#endif

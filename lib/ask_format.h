/* SPDX-License-Identifier: ISC */
#ifndef MULLION_ASK_FORMAT_H
#define MULLION_ASK_FORMAT_H

/*
 * What mullion-ask is given on standard input and gives on standard output,
 * numbers in network order: the compiler, which may hold no socket, has it ask
 * a server. Questions follow one another, and so do what became of them, in
 * the order in which that was known.
 *
 *   question   length (2), a DNS message; its id is not used
 *   asked      number of the question, from 0 (4), enum ask_how (1), 0 (1),
 *              length (2), the answer, its id that of the question
 */
enum {
	ASK_QUESTION = 2, /* octets before a question's message */
	ASK_ASKED = 8,    /* and before an answer's */
};

enum ask_how {
	ASK_UDP,    /* the answer came by UDP, */
	ASK_TCP,    /* or, after a truncated one, by TCP */
	ASK_SILENT, /* none came; length 0 */
};

#endif

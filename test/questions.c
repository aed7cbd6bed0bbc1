/* SPDX-License-Identifier: ISC */
#include "test/questions.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/dname.h"
#include "lib/err.h"
#include "lib/wire.h"
#include "zones/rdata_type.h"

enum {
	PACKET = WIRE_HEADER + DNAME_MAX + WIRE_QUESTION + WIRE_OPT, /* most */
	FIRST_OCTETS = 1 << 16,
	FIRST_STARTS = 1 << 10,
};

/* The question's packet, behind the last one. */
static int
put(struct questions *questions, const char *name, size_t length, int type,
    bool edns)
{
	uint8_t *packet =
	    questions->octets + questions->starts[questions->count];
	uint8_t *at = packet + WIRE_HEADER;
	int octets;

	memset(packet, 0, PACKET);
	octets = dname_from_text(at, name, length, NULL);
	if (octets < 0)
		return octets;
	at += octets;
	wire_write16(at, (uint16_t)type);
	wire_write16(at + 2, CLASS_IN);
	at += WIRE_QUESTION;
	packet[5] = 1; /* QDCOUNT */
	if (edns) {
		packet[11] = 1; /* ARCOUNT */
		wire_write16(at + 1, TYPE_OPT);
		wire_write16(at + 3, WIRE_UDP_EDNS);
		at += WIRE_OPT;
	}
	questions->count++;
	questions->starts[questions->count] = (size_t)(at - questions->octets);
	return 0;
}

/* Room for one more packet. Both arrays have a size that is a power of two
 * and grow when they are full. */
static int
make_room(struct questions *questions, size_t *octets, size_t *starts)
{
	if (questions->starts == NULL
	    || questions->starts[questions->count] + PACKET > *octets) {
		void *moved;

		*octets = *octets == 0 ? FIRST_OCTETS : *octets * 2;
		moved = realloc(questions->octets, *octets);
		if (moved == NULL)
			return ERR_MEMORY;
		questions->octets = moved;
	}
	if (questions->count + 2 > *starts) {
		void *moved;

		*starts = *starts == 0 ? FIRST_STARTS : *starts * 2;
		moved = realloc(questions->starts,
		                *starts * sizeof(*questions->starts));
		if (moved == NULL)
			return ERR_MEMORY;
		questions->starts = moved;
		if (questions->count == 0)
			questions->starts[0] = 0;
	}
	return 0;
}

static int
read_line(struct questions *questions, char *line, bool edns)
{
	size_t length = strcspn(line, " \t");
	char *type = line + length + strspn(line + length, " \t");
	int number = rdata_type_number(type, strcspn(type, " \t\r\n"));

	if (number < 0)
		return ERR_MALFORMED;
	return put(questions, line, length, number, edns);
}

static int
read_lines(struct questions *questions, FILE *file, const char *path,
           size_t most, bool edns)
{
	size_t octets = 0, starts = 0, size = 0, number = 0;
	char *line = NULL;
	int code = 0;

	while (code == 0 && (most == 0 || questions->count < most)
	       && getline(&line, &size, file) > 0) {
		number++;
		code = make_room(questions, &octets, &starts);
		if (code == 0)
			code = read_line(questions, line, edns);
	}
	free(line);
	if (code < 0)
		fprintf(stderr, "%s:%zu: NAME TYPE is wanted: %s\n", path,
		        number, err_text(code));
	else if (questions->count == 0)
		fprintf(stderr, "%s: there is no question in it\n", path);
	return code < 0 || questions->count == 0 ? ERR_REPORTED : 0;
}

int
questions_read(struct questions *questions, const char *path, size_t most,
               bool edns)
{
	const char *slash = strrchr(path, '/');
	FILE *file = fopen(path, "re");
	int code;

	*questions = (struct questions){
	    .title = slash != NULL ? slash + 1 : path,
	};
	if (file == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return ERR_REPORTED;
	}
	code = read_lines(questions, file, path, most, edns);
	fclose(file);
	if (code < 0)
		questions_free(questions);
	return code;
}

void
questions_free(struct questions *questions)
{
	free(questions->octets);
	free(questions->starts);
}

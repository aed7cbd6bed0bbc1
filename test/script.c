/* SPDX-License-Identifier: ISC */
#include "test/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/err.h"
#include "test/live.h"

/* A line, with those that go on from it, cut into words. */
struct line {
	char *text;
	unsigned number;
	char *words[PACKET_WORDS];
	size_t count;
};

static int
complain(const struct script *script, unsigned number, const char *why)
{
	fprintf(stderr, "%s:%u: %s\n", script->path, number, why);
	return ERR_MALFORMED;
}

static void
split(struct line *line, char *text)
{
	char *rest = NULL;

	line->count = 0;
	for (char *word = strtok_r(text, " \t", &rest);
	     word != NULL && line->count < PACKET_WORDS;
	     word = strtok_r(NULL, " \t", &rest))
		line->words[line->count++] = word;
}

static void
copy_word(char *to, size_t room, const char *word)
{
	snprintf(to, room, "%s", word);
}

/* listen NAME [VIEWS=]ADDRESS */
static int
read_listener(struct script *script, const struct line *line)
{
	struct listener *listener = &script->listeners[script->listener_count];
	char *address;
	char *equals;

	if (line->count != 3 || script->listener_count == SCRIPT_LISTENERS)
		return complain(script, line->number,
		                "listen NAME [VIEWS=]ADDRESS, eight of them");
	address = line->words[2];
	equals = strrchr(address, '=');
	copy_word(listener->name, sizeof(listener->name), line->words[1]);
	if (equals != NULL) {
		snprintf(listener->views, sizeof(listener->views), "%.*s",
		         (int)(equals + 1 - address), address);
		address = equals + 1;
	}
	if (address[0] == '[') {
		address++;
		address[strcspn(address, "]")] = '\0';
	}
	copy_word(listener->address, sizeof(listener->address), address);
	listener->port = live_port();
	script->listener_count++;
	return 0;
}

static const struct listener *
find_listener(const struct script *script, const char *name)
{
	for (size_t i = 0; i < script->listener_count; i++) {
		if (name == NULL
		    || strcmp(script->listeners[i].name, name) == 0)
			return &script->listeners[i];
	}
	return NULL;
}

/* from NAME ADDRESS [LISTENER [TO-ADDRESS]] */
static int
read_client(struct script *script, const struct line *line)
{
	struct client *client = &script->clients[script->client_count];
	const struct listener *listener;

	if (line->count < 3 || line->count > 5
	    || script->client_count == SCRIPT_CLIENTS)
		return complain(script, line->number,
		                "from NAME ADDRESS [LISTENER [TO]]");
	listener =
	    find_listener(script, line->count > 3 ? line->words[3] : NULL);
	if (listener == NULL)
		return complain(script, line->number, "no such listener");
	copy_word(client->name, sizeof(client->name), line->words[1]);
	if (ask_endpoint(&client->from, line->words[2], 0) != 0
	    || ask_endpoint(&client->to,
	                    line->count > 4 ? line->words[4]
	                                    : listener->address,
	                    listener->port)
	           != 0)
		return complain(script, line->number, "not an address");
	script->client_count++;
	return 0;
}

static const struct client *
find_client(const struct script *script, const char *name)
{
	for (size_t i = 0; i < script->client_count; i++) {
		if (strcmp(script->clients[i].name, name) == 0)
			return &script->clients[i];
	}
	return NULL;
}

static int
read_claim(struct script *script, struct line *line, char *arrow)
{
	struct claim *claims = realloc(script->claims, (script->claim_count + 1)
	                                                   * sizeof(*claims));
	char why[EXPECT_WHY] = "";
	const char *reason = "";
	struct claim *claim;

	if (claims == NULL)
		return ERR_MEMORY;
	script->claims = claims;
	claim = &claims[script->claim_count++];
	*claim = (struct claim){.line = line->number};
	*arrow = '\0';
	claim->text = strdup(line->text);
	split(line, line->text);
	if (line->count == 0
	    || (claim->client = find_client(script, line->words[0])) == NULL)
		return complain(script, line->number, "no such client");
	if (packet_from_words(&claim->packet, line->words + 1, line->count - 1,
	                      &reason)
	    != 0)
		return complain(script, line->number, reason);
	if (expect_from_text(&claim->expect, arrow + 2, why) != 0)
		return complain(script, line->number, why);
	return 0;
}

/* let NAME TEXT */
static int
read_let(struct script *script, const struct line *line)
{
	struct let *let = &script->lets[script->let_count];
	int length = 0;

	if (script->let_count == SCRIPT_LETS
	    || sscanf(line->text, "let %31s %n", let->name, &length) != 1
	    || (let->text = strdup(line->text + length)) == NULL)
		return complain(script, line->number, "let NAME TEXT");
	script->let_count++;
	return 0;
}

/* The text that the name at `at` stands for, NULL without one. */
static const char *
find_let(const struct script *script, const char *at, size_t length)
{
	for (size_t i = 0; i < script->let_count; i++) {
		const struct let *let = &script->lets[i];

		if (strlen(let->name) == length
		    && strncmp(let->name, at, length) == 0)
			return let->text;
	}
	return NULL;
}

/* Puts texts in the place of $NAMEs. */
static int
expand(const struct script *script, struct line *line)
{
	char *dollar;

	while ((dollar = strchr(line->text, '$')) != NULL) {
		size_t length = strcspn(dollar + 1, " \t");
		const char *text = find_let(script, dollar + 1, length);
		char *joined;

		if (text == NULL)
			return complain(script, line->number, dollar);
		if (asprintf(&joined, "%.*s%s%s", (int)(dollar - line->text),
		             line->text, text, dollar + 1 + length)
		    < 0)
			return ERR_MEMORY;
		free(line->text);
		line->text = joined;
	}
	return 0;
}

static int
read_line(struct script *script, struct line *line)
{
	char *arrow;

	if (expand(script, line) != 0)
		return ERR_MALFORMED;
	if (strncmp(line->text, "let ", 4) == 0)
		return read_let(script, line);
	arrow = strstr(line->text, "->");
	if (arrow != NULL)
		return read_claim(script, line, arrow);
	split(line, line->text);
	if (line->count == 0)
		return 0;
	if (strcmp(line->words[0], "listen") == 0)
		return read_listener(script, line);
	if (strcmp(line->words[0], "from") == 0)
		return read_client(script, line);
	if (line->count == 2 && strcmp(line->words[0], "site") == 0) {
		copy_word(script->site, sizeof(script->site), line->words[1]);
		return 0;
	}
	if (line->count == 2 && strcmp(line->words[0], "config") == 0) {
		copy_word(script->config, sizeof(script->config),
		          line->words[1]);
		return 0;
	}
	if (line->count == 2 && strcmp(line->words[0], "serve") == 0
	    && strcmp(line->words[1], "site") == 0) {
		script->serve_site = true;
		return 0;
	}
	return complain(script, line->number,
	                "neither site, serve, config, listen, "
	                "from nor a question with ->");
}

/* The next line that says something, joined with those that go on from it.
 * text is what getline() read ahead. */
static bool
next_line(FILE *file, struct line *line, char **ahead, size_t *room,
          unsigned *number)
{
	ssize_t length = 0;

	free(line->text);
	line->text = NULL;
	while (length >= 0) {
		char *text = *ahead;

		if (text != NULL && text[0] != '#' && text[0] != '\n'
		    && text[0] != '\0') {
			bool more = text[0] == ' ' || text[0] == '\t';
			char *joined;

			if (line->text != NULL && !more)
				return true;
			text[strcspn(text, "\n")] = '\0';
			if (line->text == NULL)
				line->number = *number;
			if (asprintf(&joined, "%s%s",
			             line->text != NULL ? line->text : "", text)
			    < 0)
				return false;
			free(line->text);
			line->text = joined;
		}
		length = getline(ahead, room, file);
		*number += 1;
	}
	if (*ahead != NULL)
		(*ahead)[0] = '\0';
	return line->text != NULL;
}

int
script_read(struct script *script, const char *path)
{
	FILE *file = fopen(path, "re");
	struct line line = {0};
	unsigned number = 0;
	char *ahead = NULL;
	size_t room = 0;
	int status = 0;

	*script = (struct script){.path = path};
	if (file == NULL) {
		perror(path);
		return ERR_SYSTEM;
	}
	while (status == 0 && next_line(file, &line, &ahead, &room, &number))
		status = read_line(script, &line);
	free(line.text);
	free(ahead);
	fclose(file);
	if (status == 0
	    && (script->site[0] == '\0' || script->claim_count == 0))
		return complain(script, number, "no site, or no question");
	return status;
}

void
script_free(struct script *script)
{
	for (size_t i = 0; i < script->claim_count; i++) {
		expect_free(&script->claims[i].expect);
		free((char *)(uintptr_t)script->claims[i].text);
		free(script->claims[i].answer);
	}
	free(script->claims);
	for (size_t i = 0; i < script->let_count; i++)
		free(script->lets[i].text);
}

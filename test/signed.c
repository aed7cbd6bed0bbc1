/* SPDX-License-Identifier: ISC */

/*
 * A server with trusted keys, and somebody who may write to the folder that it
 * serves but has no key: whatever lies there, what is answered stays what a
 * key has signed last, also over a restart.
 *
 * Each version of the site says its number in the address of www, in both of
 * its views. They are compiled beforehand, each into a folder of its own:
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/wire.h"
#include "test/ask.h"
#include "test/live.h"
#include "test/packet.h"
#include "test/tally.h"

static const struct {
	const char *folder;
	int version;
	const char *key; /* NULL: unsigned */
	const char *serial;
	bool fewer; /* without the view "out" */
} folders[] = {
    {"old", 1, "ci", "100", false},
    {"now", 2, "ci", "200", false},
    {"next", 3, "ci", "300", false},
    {"rotated", 4, "ci-new", "400", false},
    {"foreign", 5, "foreign", "500", false},
    {"unsigned", 6, NULL, "600", false},
    {"twin", 7, "ci", "200", false},
    {"fewer", 8, NULL, "800", true},
};

/* What is done to the folder while "now" is served, run in it; and what the
 * log then says. */
static const struct {
	const char *command;
	const char *said;
} attacks[] = {
    {"rm manifest.sig", "its manifest.sig can't be read"},
    {"rm manifest.json", "its manifest.json can't be read"},
    {"rm *", "its manifest.sig can't be read"},
    {": >manifest.sig", "its manifest.sig is no signature"},
    {"cat ../now/manifest.sig >>manifest.sig", "is no signature"},
    {"ln -sf /dev/zero manifest.sig", "its manifest.sig can't be read"},
    {"ln -sf /etc/shadow manifest.json", "isn't signed by a trusted key"},
    {"cp ../unsigned/* .", "isn't signed by a trusted key"},
    {"cp ../foreign/* .", "isn't signed by a trusted key"},
    {"cp ../next/manifest.sig .", "isn't signed by a trusted key"},
    {"cp ../next/manifest.json .", "isn't signed by a trusted key"},
    {"sed -i 's/: 200/: 201/' manifest.json", "isn't signed by a trusted"},
    {"sed -i 's/\"in\"/\"out\"/' manifest.json", "isn't signed by a trusted"},
    {"echo >>manifest.json", "isn't signed by a trusted key"},
    {"truncate -s 0 manifest.json", "isn't signed by a trusted key"},
    {"truncate -s 1T manifest.json", "its manifest is too large"},
    /* a view left out */
    {"cp ../fewer/* .", "isn't signed by a trusted key"},
    {"rm out.view", "out.view: No such file"},
    /* an image changed, of another version, of another view */
    {"printf x | dd of=in.view bs=1 seek=300 conv=notrunc",
     "its content isn't that of its hash"},
    {"truncate -s -4 in.view", "its content isn't that of its hash"},
    {"cp ../foreign/in.view .", "it isn't the image that is signed"},
    {"cp out.view in.view", "it isn't the image that is signed"},
    /* caught between two generations */
    {"cp ../next/*.view .", "it isn't the image that is signed"},
    {"cp ../next/in.view .", "it isn't the image that is signed"},
    /* what is signed, and was replaced */
    {"cp ../old/* .", "100, is older than 200, which was served"},
    {"cp ../twin/* .", "another manifest of its generation, 200"},
};

enum { PATIENCE = 15000, ROOM = 1024 };

static struct live live;
static struct endpoint to;
static char listener[32];

/* Runs a command of the shell in a folder; its output goes to the log. */
static bool
shell(const char *folder, const char *command)
{
	char line[2 * ROOM];

	snprintf(line, sizeof(line), "cd %s/%s && %s", live.folder, folder,
	         command);
	return live_run(&live, "/bin/sh", "-c", line, (char *)NULL) == 0;
}

/* The server goes on to append to it. */
static void
truncate_log(void)
{
	if (truncate(live.log, 0) != 0)
		perror(live.log);
}

/* Puts what is in the folder into the one that is served. */
static bool
publish(const char *folder)
{
	char command[ROOM];

	snprintf(command, sizeof(command), "rm -f images/* && cp %s/* images",
	         folder);
	return shell(".", command);
}

static bool
put(const char *name, const char *text)
{
	char path[ROOM];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", live.folder, name);
	file = fopen(path, "w");
	return file != NULL && fputs(text, file) >= 0 && fclose(file) == 0;
}

static bool
put_site(int version, bool fewer)
{
	char text[ROOM];

	snprintf(text, sizeof(text),
	         "{\"views\": {%s\"in\": {\"trust\": \"internal\","
	         " \"networks\": [\"127.0.1.0/24\"]}}}",
	         fewer ? ""
	               : "\"out\": {\"trust\": \"external\","
	                 " \"networks\": [\"0.0.0.0/0\"]},");
	if (!put("site/views.json", text))
		return false;
	snprintf(text, sizeof(text),
	         "{\"zone\": \"example.test\", \"views\": [\"in\"%s],"
	         " \"records\": {\"@\": {\"NS\": \"ns.other.test.\"},"
	         " \"www\": {\"A\": \"9.9.9.%d\"}}}",
	         fewer ? "" : ", \"out\"", version);
	return put("site/zone.json", text);
}

static bool
compile(size_t i)
{
	char site[ROOM], folder[ROOM], key[ROOM];
	const bool sign = folders[i].key != NULL;

	snprintf(site, sizeof(site), "%s/site", live.folder);
	snprintf(folder, sizeof(folder), "%s/%s", live.folder,
	         folders[i].folder);
	if (sign)
		snprintf(key, sizeof(key), "%s/%s.key", live.folder,
		         folders[i].key);
	return put_site(folders[i].version, folders[i].fewer)
	       && live_run(&live, "mullion", "compile", site, "-o", folder,
	                   "--serial", folders[i].serial,
	                   sign ? "--sign" : (char *)NULL, key, (char *)NULL)
	              == 0;
}

/* Makes a key, and writes its public half into text. */
static bool
make_key(const char *name, char text[64])
{
	char command[ROOM];
	FILE *out;
	bool made;

	snprintf(command, sizeof(command), "%s/mullion keygen %s/%s.key",
	         getenv("B") != NULL ? getenv("B") : "build", live.folder,
	         name);
	out = popen(command, "r");
	made = out != NULL && fgets(text, 64, out) != NULL;
	if (made)
		text[strcspn(text, "\n")] = '\0';
	return out != NULL && pclose(out) == 0 && made;
}

static bool
prepare(void)
{
	char first[64], second[64], foreign[64], text[ROOM];

	if (!make_key("ci", first) || !make_key("ci-new", second)
	    || !make_key("foreign", foreign)
	    || !shell(".", "mkdir site images"))
		return false;
	snprintf(text, sizeof(text),
	         "{\"trusted-keys\": [\"%s\", \"%s\"],"
	         " \"state\": \"%s/state\"}",
	         first, second, live.folder);
	if (!put("mulliond.json", text))
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (!compile(i))
			return false;
	return true;
}

/* The last octet of the address that a client is answered; 0 for none. */
static int
version_for(const char *client)
{
	static uint8_t reply[ASK_MESSAGE];
	char name[] = "www.example.test", type[] = "A";
	char *const words[] = {name, type};
	struct endpoint from;
	struct packet packet;
	const char *why;
	ssize_t got;

	packet_from_words(&packet, words, 2, &why);
	ask_endpoint(&from, client, 0);
	got = ask(SOCK_DGRAM, &from, &to, packet.octets, packet.size, reply);
	return got > WIRE_HEADER && (reply[3] & 0xf) == RCODE_NOERROR
	           ? reply[got - 1]
	           : 0;
}

static void
expect_version(int wanted, const char *after)
{
	int in = version_for("127.0.1.1"), out = version_for("127.9.0.1");

	tally(in == wanted && out == wanted,
	      "%s: version %d inside and %d outside, not %d", after, in, out,
	      wanted);
}

/* How often the log says that a reload has ended, well or not. */
static size_t
reloads(void)
{
	FILE *file = fopen(live.log, "re");
	char *line = NULL;
	size_t room = 0, count = 0;

	while (file != NULL && getline(&line, &room, file) > 0)
		count += strstr(line, "mulliond: reload") != NULL;
	free(line);
	if (file != NULL)
		fclose(file);
	return count;
}

static void
reload(const char *after)
{
	size_t before = reloads();
	uint64_t end = live_now() + PATIENCE;

	kill(live.pid, SIGHUP);
	while (reloads() == before && live_now() < end)
		live_sleep(5);
	tally(reloads() == before + 1, "%s: no end of the reload", after);
}

static bool
launch(const char *option)
{
	char config[ROOM];
	const char *arguments[] = {"-c",        config, "-l", listener,
	                           live.images, option, NULL};

	snprintf(config, sizeof(config), "%s/mulliond.json", live.folder);
	return live_start(&live, arguments) == 0;
}

static bool
start(const char *option)
{
	struct endpoint from;

	ask_endpoint(&from, "127.0.1.1", 0);
	return launch(option) && ask_ready(&live, &from, &to) == 0;
}

static void
attack(size_t i)
{
	const char *command = attacks[i].command;

	truncate_log();
	tally(publish("now") && shell("images", command), "%s: failed",
	      command);
	reload(command);
	tally(live_logged(&live, attacks[i].said),
	      "%s: the log doesn't say \"%s\"", command, attacks[i].said);
	expect_version(2, command);
	if (tally_failed() > 0)
		live_show_log(&live);
}

/* A process that drains may take one question more. */
static void
expect_soon(const char *folder, int version)
{
	uint64_t end = live_now() + PATIENCE;

	while ((version_for("127.0.1.1") != version
	        || version_for("127.9.0.1") != version)
	       && live_now() < end)
		live_sleep(5);
	expect_version(version, folder);
}

static void
serve_newer(const char *folder, int version)
{
	publish(folder);
	reload(folder);
	expect_soon(folder, version);
}

/* Told too early, it waits for the rest as long as something comes. */
static void
serve_slowly(const char *folder, int version)
{
	char command[ROOM];

	truncate_log();
	snprintf(command, sizeof(command), "cp ../%s/*.view .", folder);
	shell("images", command);
	kill(live.pid, SIGHUP);
	for (int i = 0; i < 5; i++) {
		live_sleep(100);
		shell("images", "echo >>.manifest.json");
	}
	tally(reloads() == 0, "a folder that is being written is refused");
	snprintf(command, sizeof(command),
	         "cp ../%s/manifest.sig . && sleep 0.1 && "
	         "cp ../%s/manifest.json . && rm .manifest.json",
	         folder, folder);
	shell("images", command);
	expect_soon(folder, version);
}

/* It must not start: how it ends, and what it says. */
static void
refuse_start(const char *folder, const char *said)
{
	uint64_t end = live_now() + PATIENCE;
	int status = 0;

	truncate_log();
	publish(folder);
	launch(NULL);
	while (live_running(&live) && live_now() < end)
		live_sleep(5);
	if (!tally(!live_running(&live), "%s is served", folder)) {
		live_stop(&live);
		return;
	}
	if (waitpid(live.pid, &status, 0) == live.pid)
		live.pid = 0;
	tally(WIFEXITED(status) && WEXITSTATUS(status) == 1,
	      "%s: it ended with %d", folder, status);
	tally(live_logged(&live, said), "%s: the log doesn't say \"%s\"",
	      folder, said);
}

/* What was served last holds over a restart, unless it is forced. */
static void
restart(void)
{
	tally(live_stop(&live) == 0, "not stopped");
	refuse_start("now", "200, is older than 400, which was served");
	refuse_start("foreign", "isn't signed by a trusted key");
	refuse_start("unsigned", "its manifest.sig can't be read");
	publish("now");
	tally(start("--force"), "an older one can't be forced");
	expect_version(2, "--force");
	publish("old");
	reload("old behind --force");
	expect_version(2, "old behind --force");
	tally(live_stop(&live) == 0, "not stopped");
	publish("now");
	tally(start(NULL), "what was forced isn't remembered");
	expect_version(2, "what was forced");
	tally(live_stop(&live) == 0, "not stopped");
}

int
main(void)
{
	uint16_t port = live_port();

	snprintf(listener, sizeof(listener), "127.0.0.1:%u", port);
	ask_endpoint(&to, "127.0.0.1", port);
	if (tally(live_open(&live) == 0 && prepare() && publish("now"),
	          "the folders aren't there")
	    && tally(start(NULL), "what is signed isn't served")) {
		expect_version(2, "start");
		for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]);
		     i++)
			attack(i);
		/* by whichever key, and once more */
		serve_slowly("next", 3);
		serve_newer("rotated", 4);
		serve_newer("rotated", 4);
		restart();
	}
	if (tally_failed() > 0)
		live_show_log(&live);
	live_close(&live);
	return tally_end();
}

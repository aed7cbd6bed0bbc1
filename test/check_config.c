/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "server/config.h"
#include "test/unit.h"

/* Configuration files as data: what each is read as, or what is said about
 * it, every line, without the file's name. */
enum { SAID = 4096 };

#define KEY "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="

/* Reads the text as a configuration file; said gets standard error. */
static int
read_text(struct config *config, const char *text, char *said)
{
	char path[] = "/tmp/check_config.XXXXXX";
	int file = mkstemp(path), before = dup(2), result;
	ssize_t length;
	char *from, *to;

	ck_assert_int_ge(file, 0);
	ck_assert_int_eq(write(file, text, strlen(text)),
	                 (ssize_t)strlen(text));
	close(file);
	file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	dup2(file, 2);
	config_init(config);
	result = config_read(config, path);
	dup2(before, 2);
	close(before);
	unlink(path);
	length = pread(file, said, SAID - 1, 0);
	close(file);
	ck_assert_int_ge(length, 0);
	said[length] = '\0';
	/* The file's name is another one each time. */
	while ((from = strstr(said, path)) != NULL) {
		to = from + strlen(path) + 1;
		memmove(from, to, strlen(to) + 1);
	}
	return result;
}

static const struct {
	const char *text;
	const char *said;
} bad[] = {
    {"", "1:1: error: '[' or '{' expected near end of file [syntax]\n"},
    {"{\n  \"threads\": 1,\n}",
     "3:1: error: string or '}' expected near '}' [syntax]\n"},
    {" []", "1:2: error: this isn't an object: write { ... } [schema]\n"},
    {"{\"thread\": 1}",
     "1:2: error: unknown member \"thread\"; there are $schema, listen, serve,"
     " trusted-keys, threads, steering, user, view-ids, sandbox, state,"
     " control, control-group, compiler-memory, receive-buffer, tcp,"
     " version, identity, log "
     "[schema]\n"},
    {"{\n\t\"threads\" :\t\"2\" }",
     "2:14: error: \"threads\" must be a whole number from 1 to 256"
     " [schema]\n"},
    {"{\"threads\": 0}",
     "1:13: error: \"threads\" must be a whole number from 1 to 256"
     " [schema]\n"},
    {"{\"threads\": 2.0}",
     "1:13: error: \"threads\" must be a whole number from 1 to 256"
     " [schema]\n"},
    {"{\"threads\": 1,\n \"log\": \"info\",\n \"threads\": 2}",
     "3:2: error: \"threads\" stands here twice [duplicate-member]\n"},
    {"{\"log\": \"loud\"}",
     "1:9: error: \"log\" must be one of \"error\", \"warning\", \"info\","
     " \"debug\" [schema]\n"},
    {"{\"steering\": \"ebpf\"}",
     "1:14: error: \"steering\" must be one of \"auto\", \"sk_lookup\","
     " \"classic\" [schema]\n"},
    {"{\"user\": \"\"}",
     "1:10: error: \"user\" must be a string of 1 to 32 octets [schema]\n"},
    {"{\"sandbox\": true}",
     "1:13: error: \"sandbox\" must be \"strict\" or \"available\" [schema]\n"},
    {"{\"view-ids\": {\"first\": 0, \"last\": 7}}",
     "1:24: error: \"first\" must be a whole number from 1 to 2147483647"
     " [schema]\n"},
    {"{\"view-ids\": {\"first\": 8, \"last\": 7}}",
     "1:14: error: \"view-ids\" must be an object with \"first\" and \"last\","
     " two ids of users that nobody has, nor any between them [schema]\n"},
    {"{\"view-ids\": 8}",
     "1:14: error: \"view-ids\" must be an object with \"first\" and \"last\","
     " two ids of users that nobody has, nor any between them [schema]\n"},
    {"{\"listen\": []}",
     "1:12: error: \"listen\" must be an array of listeners [schema]\n"},
    {"{\"listen\": [\"127.0.0.1:53\", \"127.0.0.1\"]}",
     "1:29: error: this isn't a listener: write \"192.0.2.1:53\","
     " \"[2001:db8::1]:53\" or an object with \"address\" [schema]\n"},
    {"{\"listen\": [\"::1:53\", 53]}",
     "1:13: error: this isn't a listener: write \"192.0.2.1:53\","
     " \"[2001:db8::1]:53\" or an object with \"address\" [schema]\n"
     "1:23: error: this isn't a listener: write \"192.0.2.1:53\","
     " \"[2001:db8::1]:53\" or an object with \"address\" [schema]\n"},
    {"{\"listen\": [\"[::1]:53\", {\"address\": \"::1\"}]}",
     "1:25: error: [::1]:53 is listened on already: name all its views in one"
     " listener [schema]\n"},
    {"{\"listen\": [{\"port\": 53}]}",
     "1:13: error: a listener needs an \"address\" [schema]\n"},
    {"{\"listen\": [{\"address\": \"10.0.0.256\"}]}",
     "1:13: error: \"10.0.0.256\" isn't an address: write 192.0.2.1 or"
     " 2001:db8::1 [schema]\n"},
    {"{\"listen\": [{\"address\": \"::1\", \"views\": [\"in\", \"Out\"],"
     " \"x\": 0}]}",
     "1:48: error: this isn't a view's name: letters a-z, digits and \"-\", 63"
     " at most [schema]\n"
     "1:56: error: unknown member \"x\"; there are address, port, views"
     " [schema]\n"},
    {"{\"serve\": [\"a\", 1]}",
     "1:17: error: \"serve\" must be the path of a site, a folder of images or"
     " an image, or an array of images [schema]\n"},
    {"{\"trusted-keys\": []}",
     "1:18: error: \"trusted-keys\" must be an array of 1 to 16 public keys"
     " [schema]\n"},
    {"{\"trusted-keys\": \"" KEY "\"}",
     "1:18: error: \"trusted-keys\" must be an array of 1 to 16 public keys"
     " [schema]\n"},
    {"{\"trusted-keys\": [\"" KEY "\", 1, \"key\",\n \"" KEY "\",\n"
     " \"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"]}",
     "1:67: error: this isn't a public key: 44 characters, as mullion keygen"
     " prints it [schema]\n"
     "1:70: error: this isn't a public key: 44 characters, as mullion keygen"
     " prints it [schema]\n"
     "2:2: error: this key stands here twice [schema]\n"
     "3:2: error: anybody can sign with this key: put one that mullion keygen"
     " has made [schema]\n"},
    {"{\"tcp\": {\"idle\": true, \"conns\": 1}}",
     "1:18: error: \"idle\" must be a whole number from 1 to 3600 [schema]\n"
     "1:24: error: unknown member \"conns\"; there are connections,"
     " per-client, idle [schema]\n"},
};

START_TEST(all_that_is_wrong_is_said_with_its_place)
{
	struct config config;
	char said[SAID];

	ck_assert_int_eq(read_text(&config, bad[_i].text, said), ERR_REPORTED);
	ck_assert_str_eq(said, bad[_i].said);
	config_clear(&config);
}
END_TEST

START_TEST(every_member_is_read)
{
	struct config config;
	char said[SAID];

	ck_assert_int_eq(
	    read_text(
		&config,
		"{ \"$schema\": \"config.json\", \"//\": [\"a note\"],\n"
		"  \"listen\": [\"127.0.0.1:53\", {\"//\": 1,\n"
		"    \"address\": \"fd00::1\", \"port\": 5300,\n"
		"    \"views\": [\"internal\", \"staging\"]}],\n"
		"  \"serve\": [\"a.view\", \"b.view\"], \"threads\": 7,\n"
		"  \"trusted-keys\": [\"" KEY "\",\n"
		"    \"ASMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyM=\"],\n"
		"  \"steering\": \"classic\",\n"
		"  \"user\": \"dns\", \"state\": \"/var/lib/m\",\n"
		"  \"view-ids\": {\"first\": 6000, \"last\": 6000},\n"
		"  \"sandbox\": \"strict\", \"control\": \"/run/m\",\n"
		"  \"control-group\": \"adm\",\n"
		"  \"receive-buffer\": 65536, \"compiler-memory\": 64,\n"
		"  \"tcp\": {\"connections\": 10, \"per-client\": 3,\n"
		"            \"idle\": 5},\n"
		"  \"version\": \"1 \\\"quoted\\\"\", \"identity\": \"n1\","
		"  \"log\": \"debug\" }",
		said),
	    0);
	ck_assert_str_eq(said, "");
	ck_assert_uint_eq(config.listener_count, 2);
	ck_assert_str_eq(config.listeners[0].endpoint.text, "127.0.0.1:53");
	ck_assert_uint_eq(config.listeners[0].view_count, 0);
	ck_assert_str_eq(config.listeners[1].endpoint.text, "[fd00::1]:5300");
	ck_assert_uint_eq(config.listeners[1].view_count, 2);
	ck_assert_str_eq(config.listeners[1].views[1], "staging");
	ck_assert_uint_eq(config.serve_count, 2);
	ck_assert_str_eq(config.serve[1], "b.view");
	ck_assert_uint_eq(config.key_count, 2);
	ck_assert_uint_eq(config.keys[0][0], 0x3d);
	ck_assert_uint_eq(config.keys[1][1], 0x23);
	ck_assert_uint_eq(config.threads, 7);
	ck_assert_int_eq(config.steering, CONFIG_STEERING_CLASSIC);
	ck_assert_str_eq(config.user, "dns");
	ck_assert_str_eq(config.state, "/var/lib/m");
	ck_assert_str_eq(config.control, "/run/m");
	ck_assert_str_eq(config.control_group, "adm");
	ck_assert_uint_eq(config.ids_first, 6000);
	ck_assert_uint_eq(config.ids_last, 6000);
	ck_assert(config.strict);
	ck_assert_uint_eq(config.receive_buffer, 65536);
	ck_assert_uint_eq(config.compiler_memory, 64);
	ck_assert_uint_eq(config.tcp_connections, 10);
	ck_assert_uint_eq(config.tcp_per_client, 3);
	ck_assert_uint_eq(config.tcp_idle, 5);
	ck_assert_str_eq(config.version, "1 \"quoted\"");
	ck_assert_str_eq(config.identity, "n1");
	ck_assert_int_eq(config.log, LOG_DEBUG);
	config_clear(&config);
}
END_TEST

START_TEST(an_empty_object_leaves_the_defaults)
{
	struct config config;
	char said[SAID];

	ck_assert_int_eq(read_text(&config, "{}", said), 0);
	ck_assert_uint_ge(config.threads, 1);
	ck_assert_uint_eq(config.listener_count, 0);
	ck_assert_uint_eq(config.tcp_connections, 1000);
	ck_assert_int_eq(config.log, LOG_INFO);
	ck_assert_int_eq(config.steering, CONFIG_STEERING_AUTO);
	ck_assert_ptr_null(config.version);
	ck_assert_uint_eq(config.ids_last, 0);
	ck_assert(!config.strict);
	config_clear(&config);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_a_system_error)
{
	struct config config;

	config_init(&config);
	ck_assert_int_eq(config_read(&config, "/nowhere/mulliond.json"),
	                 ERR_SYSTEM);
	ck_assert_int_eq(config_read(&config, "/tmp"), ERR_SYSTEM);
	config_clear(&config);
}
END_TEST

static Suite *
suite(void)
{
	Suite *made = suite_create("config");
	TCase *tests = tcase_create("config");

	tcase_add_loop_test(tests, all_that_is_wrong_is_said_with_its_place, 0,
	                    sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tests, every_member_is_read);
	tcase_add_test(tests, an_empty_object_leaves_the_defaults);
	tcase_add_test(tests, a_file_that_is_not_there_is_a_system_error);
	suite_add_tcase(made, tests);
	return made;
}

int
main(void)
{
	return unit_run(suite());
}

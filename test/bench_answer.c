/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/err.h"
#include "test/answer_stages.h"
#include "test/answer_table.h"

static const char usage[] =
    "usage: bench_answer [-p] [-r ROUNDS] IMAGE FILE...\n"
    "       bench_answer [-p] -n COUNT IMAGE FILE\n"
    "\n"
    "Times answer() on the questions of each FILE (NAME TYPE a line), and its\n"
    "stages, and prints a table. With -n it answers COUNT of them, times\n"
    "nothing and prints how many there were, for\n"
    "\n"
    "  valgrind --tool=callgrind --toggle-collect=answer bench_answer -n ...\n"
    "\n"
    "  -p          plain questions, without an OPT\n"
    "  -r ROUNDS   that the medians are of, 1 to 1001 (101)\n";

enum { ROUNDS = 101, HUGE_PAGE = 2 << 20 };

struct options {
	const char *image;
	char **files;
	size_t count; /* of files */
	unsigned rounds;
	size_t once; /* questions to answer, 0: all there is to time */
	bool plain;
};

static int
complain(const char *path, const char *what)
{
	fprintf(stderr, "bench_answer: %s: %s\n", path, what);
	return ERR_REPORTED;
}

/* The file's octets, in huge pages where there are any, as the server has
 * them. */
static int
read_octets(const char *path, int file, void *to, size_t size)
{
	madvise(to, size, MADV_HUGEPAGE);
	for (size_t done = 0; done < size;) {
		ssize_t got = read(file, (uint8_t *)to + done, size - done);

		if (got <= 0)
			return complain(path, got < 0 ? strerror(errno)
			                              : "it ends too early");
		done += (size_t)got;
	}
	return 0;
}

static int
read_image(struct image *image, void **octets, const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC), code;
	const char *why = NULL;
	struct stat about;
	size_t size;

	*octets = NULL;
	if (file < 0 || fstat(file, &about) < 0)
		return complain(path, strerror(errno));
	size = (size_t)about.st_size;
	*octets = aligned_alloc(HUGE_PAGE, (size / HUGE_PAGE + 1) * HUGE_PAGE);
	code = *octets == NULL ? complain(path, err_text(ERR_MEMORY))
	                       : read_octets(path, file, *octets, size);
	close(file);
	if (code == 0 && image_open(image, *octets, size, NULL, &why) < 0)
		code = complain(path, why);
	return code;
}

static int
read_kinds(struct stages *stages, const struct options *options)
{
	stages->kinds = calloc(options->count, sizeof(*stages->kinds));
	if (stages->kinds == NULL)
		return complain("kinds", err_text(ERR_MEMORY));
	for (; stages->count < options->count; stages->count++)
		if (questions_read(&stages->kinds[stages->count].questions,
		                   options->files[stages->count], options->once,
		                   !options->plain)
		    < 0)
			return ERR_REPORTED;
	return 0;
}

static int
measure(struct stages *stages)
{
	for (size_t i = 0; i < stages->count; i++)
		if (stages_look(stages, &stages->kinds[i]) < 0)
			return ERR_REPORTED;
	for (unsigned i = 0; i < stages->rounds; i++)
		stages_round(stages, i);
	answer_table(stages);
	return 0;
}

static int
run(const struct options *options)
{
	static struct stages stages;
	struct image image;
	void *octets;
	int code = read_image(&image, &octets, options->image);

	stages_begin(&stages, &image);
	stages.rounds = options->rounds;
	if (code == 0)
		code = read_kinds(&stages, options);
	if (code == 0 && options->once > 0)
		printf("%zu queries\n",
		       stages_answer(&stages, &stages.kinds[0], options->once));
	else if (code == 0)
		code = measure(&stages);
	for (size_t i = 0; i < stages.count; i++)
		questions_free(&stages.kinds[i].questions);
	free(stages.kinds);
	free(octets);
	return code;
}

int
main(int argc, char **argv)
{
	struct options options = {.rounds = ROUNDS};
	int option;

	while ((option = getopt(argc, argv, "n:pr:")) != -1) {
		if (option == 'n')
			options.once = strtoul(optarg, NULL, 10);
		else if (option == 'p')
			options.plain = true;
		else if (option == 'r')
			options.rounds = (unsigned)strtoul(optarg, NULL, 10);
		else
			optind = argc;
	}
	if (argc - optind < 2 || options.rounds == 0
	    || options.rounds > STAGES_ROUNDS) {
		fputs(usage, stderr);
		return 2;
	}
	options.image = argv[optind];
	options.files = argv + optind + 1;
	options.count = (size_t)(argc - optind - 1);
	return run(&options) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/err.h"
#include "server/steer_classic.h"

enum {
	IPV4_SOURCE = 12, /* RFC 791 section 3.1 */
	IPV6_SOURCE = 8,  /* RFC 8200 section 3 */
	JUMP_MAX = 255,   /* what a conditional jump can skip */
	LEAF = 1,         /* marks, in jt, a jump to a block's tail */
};

/*
 * Code is written front to back. A conditional jump is written before what it
 * skips, so its length is filled in afterwards by land().
 */
struct writer {
	struct sock_filter *code;
	size_t count;
	bool full;
	unsigned sockets;
	size_t words;  /* of an address: 1 or 4 */
	size_t source; /* where it stands in the packet */
};

static size_t
emit(struct writer *writer, struct sock_filter instruction)
{
	if (writer->count == BPF_MAXINSNS) {
		writer->full = true;
		return 0;
	}
	writer->code[writer->count] = instruction;
	return writer->count++;
}

/*
 * Makes the jump at `from` lead to what is written next. Where that is too
 * far, an unconditional jump, which can go anywhere, is put behind it. What
 * it skips moves as a whole, so the jumps within stay right.
 */
static void
land(struct writer *writer, size_t from)
{
	size_t skipped = writer->count - (from + 1);
	struct sock_filter *jump = &writer->code[from];

	if (writer->full)
		return;
	if (skipped <= JUMP_MAX) {
		jump->jt = (uint8_t)skipped;
		return;
	}
	emit(writer, (struct sock_filter){0});
	if (writer->full)
		return;
	memmove(jump + 2, jump + 1, skipped * sizeof(*jump));
	jump->jt = 0;
	jump->jf = 1;
	jump[1] =
	    (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, (uint32_t)skipped);
}

static void
leaf(struct writer *writer, unsigned block)
{
	if (writer->sockets == 1)
		emit(writer,
		     (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, block));
	else
		emit(writer, (struct sock_filter){.code = BPF_JMP | BPF_JA,
		                                  .jt = LEAF,
		                                  .k = block});
}

static void
load_word(struct writer *writer, size_t word)
{
	emit(writer, (struct sock_filter)BPF_STMT(
			 BPF_LD | BPF_W | BPF_ABS,
			 (uint32_t)SKF_NET_OFF
			     + (uint32_t)(writer->source + 4 * word)));
}

static size_t
jump(struct writer *writer, unsigned condition, uint32_t value)
{
	return emit(writer, (struct sock_filter)BPF_JUMP(
				BPF_JMP | condition | BPF_K, value, 0, 0));
}

/* The words behind this one are zero. */
static bool
ends_at(const struct writer *writer, const struct steer_interval *interval,
        size_t word)
{
	for (size_t i = word + 1; i < writer->words; i++)
		if (interval->from.words[i] != 0)
			return false;
	return true;
}

/*
 * The search among count intervals that are alike in the words before this
 * one, which A holds. Addresses below the first of them go to `before`.
 */
static void
node(struct writer *writer, const struct steer_interval *intervals,
     size_t count, size_t word, unsigned before)
{
	size_t low = count / 2, high = count / 2 + 1, above, equal;
	unsigned below;
	uint32_t value;

	if (writer->full)
		return;
	if (count == 0) {
		leaf(writer, before);
		return;
	}
	value = intervals[low].from.words[word];
	while (low > 0 && intervals[low - 1].from.words[word] == value)
		low--;
	while (high < count && intervals[high].from.words[word] == value)
		high++;
	if (high - low == 1 && ends_at(writer, &intervals[low], word)) {
		above = jump(writer, BPF_JGE, value);
		node(writer, intervals, low, word, before);
		land(writer, above);
		node(writer, intervals + high, count - high, word,
		     intervals[low].block);
		return;
	}
	above = jump(writer, BPF_JGT, value);
	equal = jump(writer, BPF_JEQ, value);
	node(writer, intervals, low, word, before);
	land(writer, equal);
	load_word(writer, word + 1);
	below = low > 0 ? intervals[low - 1].block : before;
	if (ends_at(writer, &intervals[low], word))
		below = intervals[low++].block;
	node(writer, intervals + low, high - low, word + 1, below);
	land(writer, above);
	node(writer, intervals + high, count - high, word,
	     intervals[high - 1].block);
}

static void
family(struct writer *writer, const struct steer_interval *intervals,
       size_t count, size_t words, size_t source)
{
	writer->words = words;
	writer->source = source;
	load_word(writer, 0);
	/* The first begins at zero: everything is at or above it. */
	node(writer, intervals + 1, count - 1, 0, intervals[0].block);
}

/* Where a block has several sockets X holds the one for this CPU. */
static void
head(struct writer *writer)
{
	if (writer->sockets == 1)
		return;
	emit(writer,
	     (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
	                                  (uint32_t)SKF_AD_OFF + SKF_AD_CPU));
	emit(writer, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_MOD | BPF_K,
	                                          writer->sockets));
	emit(writer, (struct sock_filter)BPF_STMT(BPF_MISC | BPF_TAX, 0));
}

/* One tail for each block, and each leaf led to its block's. */
static void
tails(struct writer *writer)
{
	const size_t body = writer->count;

	for (size_t i = 0; i < body && !writer->full; i++) {
		const unsigned block = writer->code[i].k;
		const size_t tail = writer->count;

		if (writer->code[i].code != (BPF_JMP | BPF_JA)
		    || writer->code[i].jt != LEAF)
			continue;
		emit(writer, (struct sock_filter)BPF_STMT(
				 BPF_LD | BPF_IMM, block * writer->sockets));
		emit(writer, (struct sock_filter)BPF_STMT(
				 BPF_ALU | BPF_ADD | BPF_X, 0));
		emit(writer, (struct sock_filter)BPF_STMT(BPF_RET | BPF_A, 0));
		for (size_t j = i; j < body; j++) {
			struct sock_filter *one = &writer->code[j];

			if (one->code != (BPF_JMP | BPF_JA) || one->jt != LEAF
			    || one->k != block)
				continue;
			one->jt = 0;
			one->k = (uint32_t)(tail - (j + 1));
		}
	}
}

int
steer_classic_compile(struct steer_program *program,
                      const struct steer_table *table, unsigned sockets)
{
	struct writer writer = {.code = program->code, .sockets = sockets};
	size_t six, four;

	head(&writer);
	emit(&writer, (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
	                                           (uint32_t)SKF_NET_OFF));
	emit(&writer,
	     (struct sock_filter)BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 4));
	six = jump(&writer, BPF_JEQ, 6);
	four = jump(&writer, BPF_JEQ, 4);
	leaf(&writer, table->nobody);
	land(&writer, four);
	family(&writer, table->four, table->four_count, 1, IPV4_SOURCE);
	land(&writer, six);
	family(&writer, table->six, table->six_count, 4, IPV6_SOURCE);
	tails(&writer);
	program->count = writer.count;
	return writer.full ? ERR_ROOM : 0;
}

int
steer_classic_attach(int socket, struct steer_program *program)
{
	struct sock_fprog code = {
	    .len = (unsigned short)program->count,
	    .filter = program->code,
	};

	if (setsockopt(socket, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &code,
	               sizeof(code))
	    < 0)
		return ERR_SYSTEM;
	return 0;
}

# SPDX-License-Identifier: ISC
#
# mullion. The two commands to know are `make run` and `make check`;
# `make help` lists the others.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

# Variants, each in a build folder of its own: release (build/), debug, asan
# (with UBSan), tsan, fuzz (libFuzzer, clang) and coverage (build/VARIANT/).
VARIANT ?= release
B ?= build$(if $(filter release,$(VARIANT)),,/$(VARIANT))
PREFIX ?= /usr/local

ifeq ($(filter $(VARIANT),release debug asan tsan fuzz coverage),)
$(error VARIANT=$(VARIANT): release, debug, asan, tsan, fuzz or coverage)
endif

# Sources, by folder and by who may hold them. scripts/layers.sh sees to it
# that none is forgotten and that none includes a layer that it may not see.
lib_sources := $(patsubst %,lib/%.c,\
	additional answer dname err image image_check image_layout image_rrset \
	log net public_key query reply search trie)
zones_sources := $(patsubst %,zones/%.c,\
	arena cache check check_reach check_reverse check_target checked cli \
	cmd_audit cmd_check cmd_compile cmd_explain cmd_keygen cmd_prove cmd_schema cmd_show \
	command compile compile_folder explain explain_ask explain_place \
	explain_why file groups_read hash \
	image_file image_message image_write image_write_plan json_parse json_scan json_scratch json_split \
	manifest message network network_list owner_sort pack parallel partition \
	partition_sweep place \
	place_duplicates place_find ports progress publish rdata \
	rdata_addresses rdata_coded rdata_compare rdata_field rdata_host \
	rdata_ldns rdata_lexical rdata_loc rdata_range rdata_reader rdata_svcb \
	rdata_svcb_wire rdata_type rdata_wire render render_target report \
	report_github report_json report_others report_print report_sarif report_text \
	report_waive reserved reverse rrset_repeated rules schema separation \
	separation_addresses separation_names separation_text serial shadow \
	sign signed_manifest site site_files site_read site_view site_zones \
	spec spec_overlays spec_owners spec_pack spec_read spec_records \
	spec_rrset spec_soa spec_unpack special spelling spf stamp text_names \
	trie_build value view view_content view_list view_networks \
	view_overlay view_soa view_zone views_read waiver waiver_read zone zone_build \
	zone_spans zonefile)
import_sources := $(patsubst %,zones/import/%.c,\
	below client_views conf conf_lexer datum_text import_site import_zone \
	imported match_list merge named_left_out named_site named_view \
	named_zone notice site_specs spec_write views_write \
	zone_lexer zone_read zone_record) zones/cmd_import.c
zones_sources += $(import_sources)
shorthand_sources := $(patsubst %,zones/shorthand/%.c,\
	alias by_view generate generate_merge ptr_from ptr_from_read seconds \
	template)
zones_sources += $(shorthand_sources)
fragment_sources := $(patsubst %,zones/fragment/%.c,\
	change edit fence fence_read fragment fragment_read last trial) \
	zones/report_each.c zones/cmd_set.c
zones_sources += $(fragment_sources)
expect_sources := $(patsubst %,zones/expect/%.c,\
	expect_connect expect_read expect_run expect_why)
zones_sources += $(expect_sources)
service_sources := $(patsubst %,zones/service/%.c,\
	connect connect_read policy service service_address service_check \
	service_labels service_pack service_read shared srv)
zones_sources += $(service_sources)
export_sources := $(patsubst %,zones/export/%.c,\
	bind cilium coredns dnsmasq domains export format haproxy istio \
	knot_resolver mesh mesh_labels networkpolicy nftables openings \
	resolved resolver unbound writer zone_files) $(patsubst %,zones/%.c,\
	cmd_export place_lines previous site_hash)
zones_sources += $(export_sources)
prove_sources := $(patsubst %,zones/prove/%.c,\
	asking claims_names claims_ports claims_sources proof proof_print survey)
zones_sources += $(prove_sources)
audit_sources := $(patsubst %,zones/audit/%.c,\
	audit audit_changes audit_html audit_json audit_names audit_text)
zones_sources += $(audit_sources)
diff_sources := zones/cmd_diff.c \
	$(patsubst %,zones/diff/%.c,\
	diff diff_alerts diff_json diff_markdown diff_services \
	diff_space diff_text \
	diff_zones side)
zones_sources += $(diff_sources)
fmt_sources := zones/cmd_fmt.c zones/file_replace.c \
	$(patsubst %,zones/fmt/%.c,\
	fmt fmt_order fmt_print fmt_read)
zones_sources += $(fmt_sources)
init_sources := zones/cmd_init.c zones/folder.c zones/init/init.c
zones_sources += $(init_sources)
view_sources := $(patsubst %,server/%.c,\
	batch count huge_map image_copy image_hash image_map landlock loader \
	loop namespaces nap sandbox tcp tcp_clients tcp_connection tcp_pool \
	tcp_turn udp udp_batch verifier view_calls view_options)
supervisor_sources := $(patsubst %,server/%.c,\
	announce children compiler compiler_calls config config_read \
	config_reader control control_request control_socket counts_json \
	counts_text endpoint gather generation host_warning images json_walk \
	launch listener listener_follow listener_plan load manifest options \
	orders plain_json process reload served settle sockets spawn state \
	status steer_classic steer_egress steer_lookup steer_object \
	steer_prefix steer_table steer_tree steering supervisor verified \
	verify view_ids view_report)
supervisor_sources += $(patsubst %,server/%.c,\
	activation handover listeners notify process_status source takeover \
	takeover_form trial upgrade)
verify_sources := $(patsubst %,zones/verify/%.c,\
	compare inquiry listeners live proc questions verify_server) \
	zones/cmd_verify.c
zones_sources += $(verify_sources)
ask_sources := $(patsubst %,server/%.c,\
	ask_tcp ask_udp)
control_sources := $(patsubst %,server/%.c,\
	ctl_ask ctl_main ctl_text)
zones_sources += zones/cmd_ctl.c zones/libexec.c
both_sources := $(patsubst %,server/%.c,\
	calls count_sum measure privilege)
lib_tests := $(patsubst %,test/check_%.c,\
	additional answer answer_batch dname err image log net public_key \
	query reply search trie)
zones_tests := $(patsubst %,test/check_%.c,\
	arena cache check command compile diff expect explain file file_replace fmt \
	groups_read \
	image_file image_write json_parse json_scan json_scratch json_split manifest \
	message network network_list owner_sort pack parallel partition place \
	place_duplicates place_find ports publish rdata rdata_coded rdata_host \
	rdata_ldns rdata_lexical rdata_loc rdata_range rdata_svcb rdata_type \
	rdata_wire render report report_github report_json report_print \
	report_sarif report_text report_waive reserved reverse rrset_repeated \
	rules schema separation serial sign signed_manifest site site_files \
	site_view site_zones \
	spec spec_overlays spec_owners spec_pack spec_read spec_records \
	spec_rrset spec_soa special spelling spf stamp text_names trie_build value \
	view view_list view_networks view_overlay view_soa view_zone \
	views_read waiver waiver_read zone zone_spans zonefile)
import_tests := $(patsubst %,test/check_%.c,\
	client_views conf match_list named_site site_specs spec_write \
	zone_lexer zone_records)
zones_tests += $(import_tests)
zones_tests += $(patsubst %,test/check_%.c,\
	alias by_view change fragment generate ptr_from seconds template view_content)
service_tests := $(patsubst %,test/check_%.c,\
	connect connect_read policy service_read srv)
zones_tests += $(service_tests)
zones_tests += $(patsubst %,test/check_%.c,\
	compare listeners verify_questions verify_server)
ask_tests := test/check_ask.c
export_tests := $(patsubst %,test/check_%.c,\
	domains mesh_labels openings place_lines site_hash writer)
zones_tests += $(export_tests)
prove_tests := $(patsubst %,test/check_%.c,\
	proof)
zones_tests += $(prove_tests) test/check_audit.c
view_tests := $(patsubst %,test/check_%.c,\
	batch count huge_map image_copy image_hash image_map loader loop \
	measure nap sandbox tcp tcp_clients tcp_connection tcp_pool tcp_turn \
	udp udp_batch verifier view_options)
supervisor_tests := $(patsubst %,test/check_%.c,\
	children config control control_request counts_text endpoint images \
	listener options privilege served settle sockets spawn state \
	steer_classic steer_lookup steer_prefix steering verified view_ids \
	view_main view_report)
supervisor_tests += $(patsubst %,test/check_%.c,generation launch load process)
supervisor_tests += $(patsubst %,test/check_%.c,compiler counts_json ctl_text \
	host_warning json_walk takeover)
fuzzers := $(patsubst %,test/fuzz_%.c,\
	audit image manifest named_conf query spec zone_file)
fuzzers += $(patsubst %,test/fuzz_%.c,compare config control report)
fuzzers += $(patsubst %,test/fuzz_%.c,ask ctl served takeover view_options)

lib_objects := $(lib_sources:%.c=$(B)/%.o)
zones_objects := $(zones_sources:%.c=$(B)/%.o)
both_objects := $(both_sources:%.c=$(B)/%.o)
view_objects := $(view_sources:%.c=$(B)/%.o) $(both_objects)
supervisor_objects := $(supervisor_sources:%.c=$(B)/%.o) $(both_objects)
supervisor_tests += $(patsubst %,test/check_%.c,activation notify)
tests := $(patsubst test/%.c,$(B)/test/%,$(lib_tests) $(zones_tests) \
	$(view_tests) $(supervisor_tests) $(ask_tests))
fuzz_programs := $(fuzzers:%.c=$(B)/%)
sources := $(lib_sources) $(zones_sources) $(view_sources) \
	$(supervisor_sources) $(both_sources) $(control_sources) $(ask_sources) \
	zones/mullion.c server/mulliond.c server/view_main.c \
	server/ask_main.c
kernel_sources := server/steer.bpf.c
test_helpers := $(patsubst %,test/%.c,\
	answer_case ask attempts attempts_memory attempts_socket expect faults_data \
	faults_process interrogate live make_image packet process random_query \
	script shim site_case stream tally unit)
live_sources := $(patsubst %,test/%.c,\
	breakout e2e egress faults isolation old_kernel outside reload restart \
	signed upgrade)
bench_sources := $(patsubst %,test/%.c,\
	bench_answer bench_data bench_floor bench_load)
bench_helpers := $(patsubst %,test/%.c,\
	answer_stages answer_table fleet fleet_ask latency load questions)
all_tests := $(lib_tests) $(zones_tests) $(view_tests) $(supervisor_tests) \
	$(ask_tests) \
	$(fuzzers) $(live_sources) $(test_helpers) $(bench_sources) \
	$(bench_helpers)
manual := lib/mullion-image.5 zones/mullion.1 zones/mullion-site.7 \
	zones/mullion-spec.5 server/mulliond.8 server/mulliond.conf.5 \
	server/mullion.7
programs := $(B)/mullion $(B)/mulliond $(B)/mulliond-view $(B)/mullion-ctl \
	$(B)/mullion-ask

# Flags.
warnings := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wconversion
ifneq ($(filter true 1,$(CI) $(WERROR)),)
warnings += -Werror
endif
flags_release := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong \
	-fstack-clash-protection
flags_debug := -Og -fstack-protector-strong
flags_asan := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
flags_tsan := -O1 -fno-omit-frame-pointer -fsanitize=thread
flags_fuzz := -O1 -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
flags_coverage := -O0 --coverage -fprofile-update=atomic
ifeq ($(VARIANT),fuzz)
CC := clang
endif
# A build whose runtime does what a view process may not: see sandbox.c.
ifneq ($(filter asan tsan fuzz coverage,$(VARIANT)),)
flags_$(VARIANT) += -DMULLION_INSTRUMENTED
endif
CFLAGS ?= -g
all_flags := -std=gnu17 -D_GNU_SOURCE -I. -fPIE -pthread $(warnings) \
	$(flags_$(VARIANT)) $(CPPFLAGS) $(CFLAGS)
link_flags := -pie -Wl,-z,relro,-z,now,--as-needed -pthread \
	$(filter -fsanitize=% --coverage,$(flags_$(VARIANT))) $(LDFLAGS)

# Libraries, by folder. lib/ has none; the compiler has no libuv, the server
# no ldns, a view process no jansson. Asked when they are used, so that
# `make run` can install them first.
need = $(or $(shell pkg-config --libs $(1)),\
	$(error $(1) is missing: scripts/deps installs what mullion needs))
zones_libs = $(call need,jansson ldns libcrypto)
supervisor_libs = $(call need,libuv jansson libseccomp libbpf)
control_libs = $(call need,jansson)
view_libs = $(call need,libuv libcrypto libseccomp)
test_libs = $(call need,check jansson ldns libcrypto libuv libseccomp libbpf)

# A word and the file for each step; the whole commands with V=1.
run = $(if $(V),$(2),@printf '  %-5s %s\n' $(1) $@; $(2))

all: $(programs) ## builds the programs (default)

$(B)/mullion: $(B)/zones/mullion.o $(B)/zones.a $(B)/lib.a
	$(call run,link,$(CC) $(link_flags)) -o $@ $^ $(zones_libs)

$(B)/mulliond: $(B)/server/mulliond.o $(B)/supervisor.a $(B)/lib.a
	$(call run,link,$(CC) $(link_flags)) -o $@ $^ $(supervisor_libs)

$(B)/mulliond-view: $(B)/server/view_main.o $(B)/view.a $(B)/lib.a
	$(call run,link,$(CC) $(link_flags)) -o $@ $^ $(view_libs)

$(B)/mullion-ctl: $(control_sources:%.c=$(B)/%.o) $(B)/supervisor.a $(B)/lib.a
	$(call run,link,$(CC) $(link_flags)) -o $@ $^ $(control_libs)

$(B)/mullion-ask: $(B)/server/ask_main.o $(B)/ask.a $(B)/lib.a
	$(call run,link,$(CC) $(link_flags)) -o $@ $^

$(B)/lib.a: $(lib_objects)
$(B)/zones.a: $(zones_objects)
$(B)/supervisor.a: $(supervisor_objects)
$(B)/view.a: $(view_objects)
$(B)/ask.a: $(ask_sources:%.c=$(B)/%.o) $(B)/server/endpoint.o
$(B)/bench.a: $(bench_helpers:%.c=$(B)/%.o)
$(B)/test.a: $(test_helpers:%.c=$(B)/%.o)
$(B)/%.a:
	@rm -f $@
	$(call run,ar,ar rcs) $@ $^

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call run,cc,$(CC) $(all_flags)) -MMD -MP -c -o $@ $<

# What objects depend on besides their text: written anew when it changes.
$(B)/flags: export CONTENT = $(CC) $(all_flags) | $(link_flags)
$(B)/prefix: export CONTENT = $(PREFIX)
$(B)/flags $(B)/prefix: force
	@mkdir -p $(@D)
	@echo "$$CONTENT" | cmp -s - $@ || echo "$$CONTENT" >$@

# Where mulliond looks for mulliond-view, and mullion for mullion-ctl and
# mullion-ask, when they aren't beside it.
finders := $(B)/server/launch.o $(B)/zones/libexec.o
$(finders): $(B)/prefix
$(finders): all_flags += \
	-DMULLION_LIBEXECDIR='"$(PREFIX)/libexec/mullion"'

# The kernel's half of steering, which mulliond has within it. Without clang it
# is empty, and mulliond steers by classic BPF; so it does with BPF_CLANG=.
BPF_CLANG ?= $(shell command -v clang)

$(B)/server/steer.bpf.o: server/steer.bpf.c server/steer_maps.h $(B)/flags
	@mkdir -p $(@D)
ifneq ($(BPF_CLANG),)
	$(call run,bpf,$(BPF_CLANG) -target bpf -O2 -g -Wall -Wextra -Werror -I. \
		-idirafter /usr/include/$(shell $(CC) -print-multiarch)) \
		-c -o $@ $<
else
	@: >$@
endif

$(B)/server/steer_object.o: $(B)/server/steer.bpf.o
$(B)/server/steer_object.o: all_flags += \
	-DSTEER_OBJECT='"$(B)/server/steer.bpf.o"'

# Unit tests: a program each.
tests: $(tests) ## builds the unit tests

$(tests): $(B)/%: $(B)/%.o $(B)/test.a
	$(call run,link,$(CC) $(link_flags)) -o $@ $^ $(test_libs)
$(lib_tests:%.c=$(B)/%) $(zones_tests:%.c=$(B)/%): $(B)/zones.a $(B)/lib.a
$(view_tests:%.c=$(B)/%): $(B)/view.a $(B)/zones.a $(B)/lib.a
$(ask_tests:%.c=$(B)/%): $(B)/ask.a $(B)/lib.a
$(supervisor_tests:%.c=$(B)/%): $(B)/supervisor.a $(B)/zones.a $(B)/lib.a
$(B)/test/check_ctl_text: $(B)/server/ctl_text.o

# Programs that try a live server, on loopback.
live_tests := $(live_sources:%.c=$(B)/%)

$(live_tests): $(B)/%: $(B)/%.o $(B)/test.a
	$(call run,link,$(CC) $(link_flags)) -o $@ $^ $(call need,ldns libseccomp)
$(B)/test/breakout $(B)/test/old_kernel: $(B)/view.a
$(live_tests): $(B)/lib.a

live: $(programs) $(live_tests) ## builds the tests of a live server

# Programs that measure.
bench_programs := $(bench_sources:%.c=$(B)/%)

$(bench_programs): $(B)/%: $(B)/%.o $(B)/bench.a $(B)/zones.a $(B)/lib.a
	$(call run,link,$(CC) $(link_flags)) -o $@ $^

benches: $(programs) $(bench_programs)

unit: $(tests) ## runs the unit tests
	B=$(B) TESTS="$(notdir $(tests))" scripts/check unit

fuzzers: $(fuzz_programs)

$(fuzz_programs): $(B)/%: $(B)/%.o $(B)/test.a $(B)/zones.a $(B)/lib.a
	$(call run,link,$(CC) $(link_flags) -fsanitize=fuzzer) -o $@ \
		-Wl,--start-group $^ -Wl,--end-group $(zones_libs) \
		$(more_libs)
$(patsubst %,$(B)/test/fuzz_%,config control ctl manifest report served \
	takeover): $(B)/supervisor.a
$(patsubst %,$(B)/test/fuzz_%,report view_options): $(B)/view.a
$(B)/test/fuzz_ask: $(B)/ask.a
$(B)/test/fuzz_ctl: $(B)/server/ctl_text.o
$(B)/test/fuzz_takeover: more_libs = $(supervisor_libs)

# The schemas and a first site are part of the compiler (zones/schema.c).
$(B)/zones/schema.o: $(wildcard zones/schema/*.json)
$(B)/zones/audit/audit_html.o: $(wildcard zones/audit/page.*)
$(B)/zones/init/init.o: $(wildcard zones/init/*.json)

# What is done from the start to the end: installs what is missing and uses
# all processors, also without -j. Each variant is a make of its own.
jobs = $(if $(findstring --jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
again = +$(MAKE) --no-print-directory $(jobs)
release = $(again) VARIANT=release B=$(B)
asan = $(again) VARIANT=asan B=$(B)/asan
fuzz = $(again) VARIANT=fuzz B=$(B)/fuzz
results = B=$(B) TESTS="$(notdir $(tests))" \
	FUZZERS="$(notdir $(fuzz_programs))" scripts/check

run: ## installs, builds, serves the example site on 127.0.0.1:5300
	@scripts/deps run
	$(release) all
	@scripts/run $(B)

check: ## installs, builds, and runs every test that a commit must pass
	@scripts/deps check
	$(release) WERROR=1 all tests live benches
	$(asan) WERROR=1 all tests live
	$(fuzz) WERROR=1 fuzzers
	@$(results)

check-all: ## check, and the long tests, peers and other variants
	@scripts/deps all
	$(release) check
	$(again) VARIANT=debug B=$(B)/debug WERROR=1 all tests live
	$(again) VARIANT=tsan B=$(B)/tsan WERROR=1 all tests live
	@$(results) long

bench: ## what a query costs, beside other servers; scripts/bench has more
	@scripts/deps check
	$(release) benches
	@B=$(B) scripts/bench

bench-gate: ## what a query and a record cost, without noise; in check too
	@scripts/deps check
	$(release) benches
	@B=$(B) scripts/bench-gate

fuzz: ## builds the libFuzzer targets, into build/fuzz/test/
	@scripts/deps check
	$(fuzz) fuzzers

coverage: ## lines that the tests reach, by folder
	@scripts/deps all
	$(again) VARIANT=coverage B=$(B)/coverage all tests live
	@B=$(B)/coverage TESTS="$(notdir $(tests))" scripts/coverage

lint: ## clang-tidy and cppcheck
	@scripts/deps all
	@scripts/lint $(filter %.c,$(sources))

format: ## clang-format, in place
	clang-format -i $(wildcard */*.[ch] */*/*.[ch])

install: all ## copies to PREFIX (/usr/local), below DESTDIR
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin \
		$(DESTDIR)$(PREFIX)/libexec/mullion \
		$(DESTDIR)$(PREFIX)/share/mullion/schema \
		$(DESTDIR)$(PREFIX)/lib/systemd/system \
		$(addprefix $(DESTDIR)$(PREFIX)/share/,\
			bash-completion/completions zsh/site-functions \
			fish/vendor_completions.d) \
		$(addprefix $(DESTDIR)$(PREFIX)/share/man/man,1 5 7 8)
	install $(B)/mullion $(DESTDIR)$(PREFIX)/bin
	install $(B)/mulliond $(DESTDIR)$(PREFIX)/sbin
	install $(B)/mulliond-view $(B)/mullion-ctl $(B)/mullion-ask \
		$(DESTDIR)$(PREFIX)/libexec/mullion
	install -m 644 zones/schema/*.json \
		$(DESTDIR)$(PREFIX)/share/mullion/schema
	for unit in mulliond.service mulliond.socket; do \
		sed 's|/usr/local/|$(PREFIX)/|' server/$$unit \
			>$(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit \
			|| exit 1; \
	done
	install -m 644 zones/completions/mullion.bash \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/mullion
	install -m 644 zones/completions/_mullion \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions
	install -m 644 zones/completions/mullion.fish \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	for page in $(manual); do \
		install -m 644 $$page \
			$(DESTDIR)$(PREFIX)/share/man/man$${page##*.} \
			|| exit 1; \
	done

help: ## prints this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' \
		$(firstword $(MAKEFILE_LIST))

# For scripts/layers.sh: every source file, and those of either server program.
list:
	@printf '%s\n' $(sources) $(kernel_sources) $(all_tests)
list-view:
	@printf '%s\n' $(view_sources) $(both_sources) server/view_main.c
list-supervisor:
	@printf '%s\n' $(supervisor_sources) $(both_sources)

clean: ## removes the build folder
	rm -rf $(B)

.PHONY: all tests live unit benches fuzzers run check check-all bench \
	bench-gate fuzz coverage lint format install help list list-view \
	list-supervisor clean force
.SECONDARY:

-include $(patsubst %.c,$(B)/%.d,$(sources) $(all_tests))

# Twingrad. `make help` lists what can be made; `make demo` and `make test` do all their own set-up.
# docs/building.md says more: the kinds of build, the floors, installing.

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

VERSION := 0.1.0
MODE    ?= release
REAL    ?= double
PREFIX  ?= /usr/local
CLANG_FORMAT ?= clang-format
PKG_CONFIG ?= pkg-config
GCOV    ?= gcov
INSTALL ?= install
JOBS    ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1)
ifeq ($(origin CC),default)
CC := cc
endif

MODES := release debug asan tsan msan coverage analyze
REALS := double float longdouble quad complex
ifeq ($(filter $(MODE),$(MODES)),)
$(error MODE=$(MODE): expected one of $(MODES))
endif
ifeq ($(filter $(REAL),$(REALS)),)
$(error REAL=$(REAL): expected one of $(REALS))
endif

# One folder per kind of build; the ordinary one is build/ itself.
variant := $(filter-out release double,$(MODE) $(REAL))
empty :=
space := $(empty) $(empty)
BUILD ?= $(if $(variant),build/$(subst $(space),-,$(variant)),build)

# V=1 shows the whole commands; otherwise one short line each.
V ?= 0
quiet := $(if $(filter 0,$(V)),@)
say    = $(if $(filter 0,$(V)),@echo '  $(1) $@')

# What is typed first sees to the packages that are missing, then makes the files in a second make, which
# finds the compiler and the packages as they are by then, and uses all processors unless told otherwise.
jobs  = $(if $(findstring jobserver,$(MAKEFLAGS))$(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
inner = --no-print-directory $(jobs)
needs = @PKG_CONFIG='$(PKG_CONFIG)' sh src/deps.sh

# ---------------------------------------------------------------- flags
# Nothing here runs a program before its answer is used: this file is read on machines without a compiler.
# CFLAGS and LDFLAGS are left to the user; what the project itself needs is here.
is_clang = $(eval is_clang := $(findstring clang,$(shell $(CC) --version 2>/dev/null)))$(is_clang)

mode_flags.release  := -O3
mode_flags.debug    := -Og
mode_flags.asan     := -Og -fsanitize=address,undefined,float-divide-by-zero,float-cast-overflow \
                       -fno-sanitize-recover=all -fno-omit-frame-pointer
# Threads and values that were never set: clang's, whose OpenMP tells the sanitizer what waits for what (archer); msan goes
# without OpenMP, whose library writes where it cannot see. docs/testing.md says what else they need.
clang_only           = $(if $(is_clang),,$(error MODE=$(MODE) is clang's, and CC=$(CC) is not clang))
mode_flags.tsan      = $(clang_only)-Og -fsanitize=thread -fno-omit-frame-pointer
mode_flags.msan      = $(clang_only)-Og -fsanitize=memory -fsanitize-memory-track-origins -fno-omit-frame-pointer \
                       -fno-sanitize-recover=all
mode_flags.coverage := -O0 --coverage
# tests/checks/checks.mk says what the analyzer is told, and what of its findings is not so.
mode_flags.analyze   = -Og $(if $(is_clang),$(error MODE=analyze is gcc's -fanalyzer, and CC=$(CC) is \
                       clang),-fanalyzer $(analyzer_flags))
mode_ldflags.asan     := -fsanitize=address,undefined
mode_ldflags.tsan     := -fsanitize=thread
mode_ldflags.msan     := -fsanitize=memory
mode_ldflags.coverage := --coverage

real_flags.double     :=
real_flags.float      := -DREAL_FLOAT
real_flags.longdouble := -DREAL_LONGDOUBLE
real_flags.quad       := -DREAL_QUAD
real_flags.complex    := -DREAL_COMPLEX
real_libs.quad        := -lquadmath

# clang knows no -Wvla-larger-than; __float128 and its Q constants (REAL=quad) are no ISO C; that the fields left out
# of an initializer are zero is what the tables of options rest on, and made-up snapshots of the tests; and
# -Wsign-conversion, which -Wconversion would bring, finds 16 places, nearly all of them rungs of a ladder that an
# int counts from 0, and no mistake.
warnings = -Wall -Wextra $(if $(filter quad,$(REAL)),,-Wpedantic) -Wshadow -Wconversion -Wno-sign-conversion \
           -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wundef \
           -Wno-missing-field-initializers \
           $(if $(is_clang),,-Wvla-larger-than=0)

# OpenMP where the compiler has it whole (clang often lacks omp.h and the library); without it the same bits
# come from one thread, and `omp simd`, which needs no library, stays.
hash := \#
ifeq ($(MODE),msan)
OPENMP := -fopenmp-simd
else
OPENMP = $(eval OPENMP := $(shell try=$$(mktemp -d) && cd "$$try" && \
  printf '$(hash)include <omp.h>\nint main(void){return omp_get_max_threads()<1;}\n' >whole.c && \
  echo 'int main(void){return 0;}' >simd.c && \
  { $(CC) -fopenmp -o try whole.c 2>/dev/null && echo -fopenmp || \
    { $(CC) -fopenmp-simd -o try simd.c 2>/dev/null && echo -fopenmp-simd; } || echo -Wno-unknown-pragmas; \
  }; rm -rf "$$try"))$(OPENMP)
endif

# -ffp-contract=off: gcc and clang then round alike. Never -ffast-math (it makes isfinite(NaN) true).
tw_cflags = -std=c17 -g -ffp-contract=off $(warnings) $(mode_flags.$(MODE)) $(real_flags.$(REAL)) $(OPENMP) \
            -Isrc -Iviz -DTWINGRAD_VERSION='"$(VERSION)"'
# The fast kernels alone may round a product and its sum once, where the processor does both at once.
$(BUILD)/obj/src/net/%_fast.o $(BUILD)/obj/tests/bench/limits.o: tw_cflags += -ffp-contract=fast
tw_ldflags = $(mode_ldflags.$(MODE)) $(filter -fopenmp,$(OPENMP))

# $(call asked,--libs a b): what pkg-config answers, asked once.
asked_as = asked$(subst $(space),_,$(1))
asked = $(if $(filter undefined,$(origin $(asked_as))),$(eval $(asked_as) := $$(shell $(PKG_CONFIG) \
        $(1))))$($(asked_as))
# The libraries' own headers are none of our warnings' business: -I becomes -isystem.
pkg_cflags = $(if $(strip $(1)),$(patsubst -I%,-isystem %,$(call asked,--cflags $(strip $(1)))))
pkg_libs   = $(call asked,--libs $(strip $(1)))
src_packages  := jansson expat
draw_packages := cairo cairo-ft fontconfig freetype2
test_packages := cmocka

# ---------------------------------------------------------------- what is made of what
lib_folders := base gradcheck pen net train
lib_sources := $(foreach f,$(lib_folders),$(wildcard src/$(f)/*.c))
gradcheck_sources := $(wildcard src/gradcheck/*.c)
words_sources := $(wildcard src/words/*.c)
program_sources := $(wildcard src/program/*.c)
cli_sources := $(wildcard src/cli/*.c)
draw_sources   := $(wildcard viz/draw/*.c)
window_sources := $(wildcard viz/window/*.c)
live_sources   := $(wildcard viz/live/*.c)
# The programs of the lessons; a lesson is a source whose name begins with a number.
lesson_programs := $(wildcard lessons/lesson_main.c lessons/exercise.c)
lesson_shared   := $(filter-out $(lesson_programs),$(wildcard lessons/*.c))
floor_sources  := $(lib_sources) $(words_sources) $(program_sources) $(cli_sources) $(draw_sources) \
                  $(window_sources) $(live_sources) $(lesson_programs) $(lesson_shared)
viz_test_sources  := $(foreach f,draw window live golden,$(wildcard tests/$(f)/test_*.c))
lesson_tests      := $(wildcard tests/lessons/test_*.c)
# Programs that measure, and what they share; the tests of the latter are linked with it like them.
results_programs  := $(addprefix tests/results/,baselines.c nets.c)
bench_programs    := $(addprefix tests/bench/,limits.c training.c threads.c check.c growth.c outside.c)
bench_window      := $(addprefix tests/bench/,window.c open.c picture.c)
results_tests     := $(wildcard tests/results/test_*.c)
results_shared    := $(filter-out $(results_programs) $(results_tests),$(wildcard tests/results/*.c))
# The .mk file of a folder here says how its tests are linked, and adds them to own_tests.
own_test_folders  := tests/fuzz
test_sources      := $(filter-out $(viz_test_sources) $(lesson_tests) $(results_tests) $(own_test_folders:=/%),\
                     $(wildcard tests/*/test_*.c))
test_support      := $(wildcard tests/support/*.c)
script_tests      := $(wildcard tests/build/test_*.sh) $(wildcard tests/lessons/test_*.sh)

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
library      := $(BUILD)/libtwingrad.a
gradcheck    := $(if $(gradcheck_sources),$(BUILD)/libgradcheck.a)
twingrad     := $(if $(filter src/cli/main.c,$(cli_sources)),$(BUILD)/twingrad)
live         := $(if $(filter viz/live/main.c,$(live_sources)),$(BUILD)/twingrad-live)
tests        := $(patsubst tests/%.c,$(BUILD)/tests/%,$(test_sources))
viz_tests    := $(patsubst tests/%.c,$(BUILD)/tests/%,$(viz_test_sources) $(lesson_tests))
lessons      := $(patsubst lessons/%.c,$(BUILD)/twingrad-%,$(lesson_programs:_main.c=.c))
window_benches := $(patsubst tests/%.c,$(BUILD)/tests/%,$(filter-out %/picture.c,$(bench_window)))
benches      := $(patsubst tests/%.c,$(BUILD)/tests/%,$(bench_programs))
results      := $(patsubst tests/%.c,$(BUILD)/tests/%,$(results_programs))
result_tests := $(patsubst tests/%.c,$(BUILD)/tests/%,$(results_tests))
golden_tests := $(filter $(BUILD)/tests/golden/%,$(viz_tests))
catalogues   := $(wildcard src/words/po/*.po)
translations := $(patsubst src/words/po/%.po,$(BUILD)/locale/%/LC_MESSAGES/twingrad.mo,$(catalogues))
all_objects  := $(call objects,$(floor_sources) $(test_sources) $(viz_test_sources) $(lesson_tests) \
                $(test_support) $(wildcard tests/results/*.c) $(bench_programs) $(bench_window))

# What belongs to one folder is made by the rules beside it, which add what can be typed to the goals.
goals := all lib deps demo test test-src check-nets results figures golden lessons lesson-pages exercise coverage layers
makefiles := $(sort $(wildcard src/*/*.mk tests/*/*.mk docs/*.mk))
include $(makefiles)

# Goals typed together come one after the other, so that no two of these write into one folder at a time.
ifneq ($(filter $(goals),$(or $(MAKECMDGOALS),all)),)
.NOTPARALLEL:
endif
.PHONY: $(goals) clean format

all: ## build: everything: the commands, the window, the libraries
	$(needs) build window
	@$(MAKE) $(inner) programs to-install

lib: ## build: the libraries alone (no graphics needed)
	$(needs) build
	@$(MAKE) $(inner) libraries

deps: ## build: find the packages that are missing and install them
	$(needs) build window test

demo: ## try: train in a window; without a display, in pictures
	$(needs) build window
	@$(MAKE) $(inner) programs
	$(if $(live),$(live) --demo --out $(BUILD)/demo,@echo 'viz/live/main.c is not there, so there is no demo' >&2; exit 1)

test: ## test: build and run every test
	$(needs) build window test
	@$(MAKE) $(inner) run-tests

test-src: ## test: the tests of src alone (no graphics needed)
	$(needs) build test
	@$(MAKE) $(inner) run-tests TESTS='$(tests) $(result_tests)'

results: ## measure: the error rates on the signatures of SVC2004_DIR
	$(needs) build test
	@$(MAKE) $(inner) results-programs
	@$(BUILD)/tests/results/baselines && $(BUILD)/tests/results/nets $(RECIPE)

SEEDS ?= 1000
check-nets: ## test: SEEDS=1000 right nets and every planted mistake
	$(needs) build test
	@$(MAKE) $(inner) $(BUILD)/tests/net/test_netcheck $(BUILD)/tests/net/test_faults
	@NETCHECK_SEEDS=$(SEEDS) $(BUILD)/tests/net/test_netcheck
	@NETCHECK_SEEDS=20 $(BUILD)/tests/net/test_faults

FIGURES ?= docs/pictures
figures: ## renew: the pictures of the docs, into FIGURES=docs/pictures
	$(needs) build window
	@$(MAKE) $(inner) programs
	@mkdir -p '$(FIGURES)'
	while read -r name options; do \
	  $(live) --headless --lang en $$options --png "$(FIGURES)/$$name" </dev/null || exit 1; \
	done <docs/pictures/figures.txt

golden: ## renew: the pictures that tests compare with: then look at them
	$(needs) build window test
	@$(MAKE) $(inner) $(golden_tests)
	@for program in $(golden_tests); do GOLDEN=renew $$program || exit 1; done
	@git status --short tests/golden

lessons: ## try: the menu of the lessons; make lesson-05 begins one of them
	$(needs) build window
	@$(MAKE) $(inner) programs
	@$(BUILD)/twingrad-lesson $(LESSON)

exercise: ## try: write the backward passes yourself, have them checked
	$(needs) build window
	@$(MAKE) $(inner) programs
	@CC='$(CC)' $(BUILD)/twingrad-exercise $(EXERCISE)

lesson-%:
	$(needs) build window
	@$(MAKE) $(inner) programs
	@$(BUILD)/twingrad-lesson $(LESSON) $*

lesson-pages: ## renew: docs/lessons, and what tests expect lessons to print
	$(needs) build window
	@$(MAKE) $(inner) programs
	@BUILD='$(BUILD)' sh tests/lessons/pages.sh write

coverage: ## test: every test, and how much of each folder they reach
	$(needs) build window test
	@$(MAKE) $(inner) MODE=coverage coverage-summary

layers: ## test: prove that the arrows between the folders point down
	$(needs) build window
	@$(MAKE) $(inner) floors
	@BUILD='$(BUILD)' sh tests/layers.sh

# ---------------------------------------------------------------- files
.PHONY: programs libraries floors everything everything-src results-programs run-tests coverage-summary \
        forget-coverage ask
libraries: $(library) $(gradcheck) $(shared)
programs: libraries $(twingrad) $(live) $(lessons) $(translations)
floors: $(call objects,$(floor_sources))
everything-src: libraries $(twingrad) $(translations) $(tests) $(results) $(result_tests) $(benches)
everything: everything-src programs $(viz_tests) $(own_tests) $(window_benches)
results-programs: $(results)

TESTS ?= $(tests) $(result_tests) $(viz_tests) $(own_tests) $(script_tests)
# The tests are told how this build was made, so that those that call make or cc do it alike.
as_built = CC='$(CC)' CFLAGS='$(CFLAGS)' LDFLAGS='$(LDFLAGS)' MODE='$(MODE)' REAL='$(REAL)' BUILD='$(BUILD)' \
           PKG_CONFIG='$(PKG_CONFIG)'
run-tests: $(TESTS) libraries $(twingrad) $(translations) $(if $(filter $(viz_tests) $(script_tests),$(TESTS)),$(live) $(lessons)) | \
           $(if $(filter coverage,$(MODE)),forget-coverage)
	@$(as_built) TWINGRAD=$(abspath $(twingrad)) TWINGRAD_LIVE=$(abspath $(live)) \
	  TWINGRAD_LESSON=$(abspath $(BUILD)/twingrad-lesson) TWINGRAD_EXERCISE=$(abspath $(BUILD)/twingrad-exercise) \
	  sh tests/run.sh $(TESTS)

coverage-summary: run-tests
	@GCOV='$(GCOV)' BUILD='$(BUILD)' sh tests/coverage.sh
forget-coverage:
	@mkdir -p $(BUILD) && find $(BUILD) -name '*.gcda' -exec rm -f {} +

# These two change only when what they say does; what depends on them is then made again.
said.flags   = $(CC) $(CFLAGS) $(LDFLAGS) $(MODE) $(REAL)
said.sources = $(sort $(floor_sources) $(test_support) $(results_shared))
$(BUILD)/flags $(BUILD)/sources: ask
	@mkdir -p $(@D)
	@[ x"$$(cat $@ 2>/dev/null)" = x'$(subst ','\'',$(said.$(@F)))' ] || \
	  printf '%s\n' '$(subst ','\'',$(said.$(@F)))' >$@

# D: no dates and no user in the archive (GNU ar; others do not know it).
$(library): $(call objects,$(lib_sources)) $(BUILD)/sources
$(gradcheck): $(call objects,$(gradcheck_sources)) $(BUILD)/sources
$(library) $(gradcheck):
	$(call say,AR)
	@rm -f $@
	$(quiet)$(AR) rcsD $@ $(filter %.o,$^) 2>/dev/null || { rm -f $@; $(AR) rcs $@ $(filter %.o,$^); }

link = $(CC) $(tw_ldflags) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(call pkg_libs,$(1)) \
       $(real_libs.$(REAL)) -lm

$(twingrad): $(call objects,$(cli_sources) $(program_sources) $(words_sources)) $(library) $(BUILD)/sources
	$(call say,LD)
	$(quiet)$(call link,$(src_packages))

$(live): $(call objects,$(live_sources) $(window_sources) $(draw_sources) $(program_sources) $(words_sources)) \
         $(library) $(BUILD)/sources
	$(call say,LD)
	$(quiet)$(call link,sdl2 $(draw_packages) $(src_packages)) -pthread

$(BUILD)/twingrad-lesson: $(BUILD)/obj/lessons/lesson_main.o
$(BUILD)/twingrad-exercise: $(BUILD)/obj/lessons/exercise.o
$(lessons): $(call objects,$(lesson_shared) $(window_sources) $(draw_sources) \
            $(filter-out viz/live/main.c,$(live_sources)) $(program_sources) $(words_sources)) $(library) $(BUILD)/sources
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(call link,sdl2 $(draw_packages) $(src_packages))

$(tests): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call objects,$(test_support) $(words_sources)) $(library)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(call link,$(test_packages) $(src_packages))

# Those of what is in no library.
$(filter $(BUILD)/tests/cli/% $(BUILD)/tests/program/%,$(tests)): \
  $(call objects,$(program_sources) $(filter-out src/cli/main.c,$(cli_sources)))

$(results) $(result_tests): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call objects,$(results_shared)) \
                            $(library)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(call link,$(test_packages) $(src_packages))

$(benches): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(library)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(call link,$(src_packages))

$(viz_tests) $(window_benches): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call objects,$(test_support) $(words_sources) \
              $(draw_sources) $(window_sources) $(filter-out viz/live/main.c,$(live_sources)) $(program_sources) \
              $(lesson_shared)) $(library)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(call link,$(test_packages) sdl2 $(draw_packages) $(src_packages)) -pthread

# Each folder is compiled with the headers of the libraries it may use, and no others.
packages.src/pen    := $(src_packages)
packages.src/train  := $(src_packages)
packages.src/program := $(src_packages)
packages.src/cli    := $(src_packages)
packages.viz/draw   := $(draw_packages)
packages.viz/window := sdl2 $(draw_packages)
packages.viz/live   := $(draw_packages) $(src_packages)
packages.lessons    := $(draw_packages) $(src_packages)
packages.tests/lessons := $(draw_packages)
packages.tests/draw   := sdl2 $(draw_packages)
packages.tests/window := sdl2 $(draw_packages)
packages.tests/live   := sdl2 $(draw_packages)
packages.tests/golden := sdl2 $(draw_packages)
folder_of   = $(patsubst %/,%,$(dir $(1)))
packages_of = $(packages.$(folder_of)) $(if $(filter $(bench_window),$(1)),sdl2 $(draw_packages)) $(if $(filter tests/%,$(1)),$(test_packages) $(src_packages))

# And with the flags that any of these files says, which change with it.
flag_makefiles := $(shell grep -l 'tw_[cl]d*flags [+:]*=\|^packages\.' Makefile $(makefiles))
$(BUILD)/obj/%.o: %.c $(flag_makefiles) $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(quiet)$(CC) $(tw_cflags) $(if $(filter tests/%,$<),-Itests) $(if $(filter %/lessons/ lessons/,$(<D)/),-Ilessons) $(call pkg_cflags,$(call packages_of,$<)) \
	  $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(all_objects:.o=.d)

# ---------------------------------------------------------------- the rest
clean: ## build: remove everything that was built
	rm -rf build

format: ## renew: the layout of the sources, as .clang-format says
	$(CLANG_FORMAT) -i $$(git ls-files '*.c' '*.h')

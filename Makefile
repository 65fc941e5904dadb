# Twingrad. `make help` lists what can be made; `make demo` and `make test` do all their own set-up.

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
JOBS    ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 1)
ifeq ($(origin CC),default)
CC := cc
endif

MODES := release debug asan coverage analyze
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

# ---------------------------------------------------------------- flags
# CFLAGS and LDFLAGS are left to the user; what the project itself needs is here.
mode_flags.release  := -O3
mode_flags.debug    := -Og
mode_flags.asan     := -Og -fsanitize=address,undefined,float-divide-by-zero,float-cast-overflow \
                       -fno-sanitize-recover=all -fno-omit-frame-pointer
mode_flags.coverage := -O0 --coverage
mode_flags.analyze  := -Og -fanalyzer
mode_ldflags.asan     := -fsanitize=address,undefined
mode_ldflags.coverage := --coverage

real_flags.double     :=
real_flags.float      := -DREAL_FLOAT
real_flags.longdouble := -DREAL_LONGDOUBLE
real_flags.quad       := -DREAL_QUAD
real_flags.complex    := -DREAL_COMPLEX
real_libs.quad        := -lquadmath

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wundef -Wvla-larger-than=0
ifneq ($(findstring clang,$(shell $(CC) --version 2>/dev/null)),)
warnings := $(filter-out -Wvla-larger-than=0,$(warnings)) -Wno-unknown-warning-option
endif
ifeq ($(REAL),quad)
warnings := $(filter-out -Wpedantic,$(warnings))# __float128 and its Q constants are no ISO C
endif

# OpenMP where the compiler has it; without it the same bits come from one thread.
OPENMP := $(shell echo 'int main(void){return 0;}' | $(CC) -fopenmp -x c - -o /dev/null 2>/dev/null && echo -fopenmp)

# -ffp-contract=off: gcc and clang then round alike. Never -ffast-math (it makes isfinite(NaN) true).
tw_cflags = -std=c17 -g -ffp-contract=off $(warnings) $(mode_flags.$(MODE)) $(real_flags.$(REAL)) $(OPENMP) \
            -Isrc -Iviz -DTWINGRAD_VERSION='"$(VERSION)"'
tw_ldflags = $(mode_ldflags.$(MODE)) $(OPENMP)

# Asked only by the rules that use them, so that nothing but a C compiler is needed to read this file.
# The libraries' own headers are none of our warnings' business: -I becomes -isystem.
pkg_cflags = $(subst -I,-isystem ,$(shell $(PKG_CONFIG) --cflags $(1)))
pkg_libs   = $(shell $(PKG_CONFIG) --libs $(1))
src_packages  := jansson expat
draw_packages := cairo cairo-ft fontconfig freetype2
test_packages := cmocka

# ---------------------------------------------------------------- what is made of what
lib_folders := base gradcheck pen net train
lib_sources := $(foreach f,$(lib_folders),$(wildcard src/$(f)/*.c))
program_sources := $(wildcard src/program/*.c)
cli_sources := $(wildcard src/cli/*.c)
draw_sources   := $(wildcard viz/draw/*.c)
window_sources := $(wildcard viz/window/*.c)
live_sources   := $(wildcard viz/live/*.c)
test_sources      := $(foreach f,$(lib_folders) cli,$(wildcard tests/$(f)/test_*.c))
viz_test_sources  := $(foreach f,draw window live,$(wildcard tests/$(f)/test_*.c))
test_support      := $(wildcard tests/support/*.c)
# Programs that measure, and what they share; the tests of the latter are linked with it like them.
results_programs  := $(wildcard tests/results/baselines.c)
results_tests     := $(wildcard tests/results/test_*.c)
results_shared    := $(filter-out $(results_programs) $(results_tests),$(wildcard tests/results/*.c))

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
library      := $(BUILD)/libtwingrad.a
twingrad     := $(BUILD)/twingrad
live         := $(BUILD)/twingrad-live
tests        := $(patsubst tests/%.c,$(BUILD)/tests/%,$(test_sources))
viz_tests    := $(patsubst tests/%.c,$(BUILD)/tests/%,$(viz_test_sources))
results      := $(patsubst tests/%.c,$(BUILD)/tests/%,$(results_programs))
result_tests := $(patsubst tests/%.c,$(BUILD)/tests/%,$(results_tests))
all_objects  := $(call objects,$(lib_sources) $(program_sources) $(cli_sources) $(draw_sources) $(window_sources) $(live_sources) \
                $(test_sources) $(viz_test_sources) $(test_support) $(wildcard tests/results/*.c))

.PHONY: all lib deps demo test test-src results clean install uninstall format layers help

all: deps ## build everything: the commands, the window, the lessons
	@$(MAKE) --no-print-directory -j$(JOBS) programs
.PHONY: programs
programs: $(library) $(if $(cli_sources),$(twingrad)) $(if $(live_sources),$(live))

lib: $(library) ## build libtwingrad.a alone (no graphics library needed)

deps: ## find the packages that are missing and install them
	@sh src/deps.sh

test: deps ## build and run every test
	@$(MAKE) --no-print-directory -j$(JOBS) run-tests TESTS='$(tests) $(result_tests) $(viz_tests)'

test-src: ## build and run the tests of src alone (no graphics library needed)
	@$(MAKE) --no-print-directory -j$(JOBS) run-tests TESTS='$(tests) $(result_tests)'

results: $(results) ## measure verification on the signatures of the folder SVC2004_DIR
	@for program in $(results); do $$program || exit; done

.PHONY: run-tests
run-tests: $(TESTS) $(if $(cli_sources),$(twingrad)) $(if $(findstring /tests/live/,$(TESTS)),$(live))
	@TWINGRAD=$(abspath $(twingrad)) TWINGRAD_LIVE=$(abspath $(live)) sh tests/run.sh $(TESTS)

$(library): $(call objects,$(lib_sources))
	$(call say,AR)
	@rm -f $@
	$(quiet)ar rcsD $@ $^

$(twingrad): $(call objects,$(cli_sources) $(program_sources)) $(library)
	$(call say,LD)
	$(quiet)$(CC) $(tw_ldflags) $(LDFLAGS) -o $@ $^ $(call pkg_libs,$(src_packages)) $(real_libs.$(REAL)) -lm

$(live): $(call objects,$(live_sources) $(window_sources) $(draw_sources) $(program_sources)) $(library)
	$(call say,LD)
	$(quiet)$(CC) $(tw_ldflags) $(LDFLAGS) -o $@ $^ $(call pkg_libs,sdl2 $(draw_packages) $(src_packages)) \
	  $(real_libs.$(REAL)) -lm

$(tests): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call objects,$(test_support)) $(library)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(CC) $(tw_ldflags) $(LDFLAGS) -o $@ $^ $(call pkg_libs,$(test_packages) $(src_packages)) \
	  $(real_libs.$(REAL)) -lm

$(results) $(result_tests): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call objects,$(results_shared)) $(library)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(CC) $(tw_ldflags) $(LDFLAGS) -o $@ $^ $(call pkg_libs,$(test_packages) $(src_packages)) \
	  $(real_libs.$(REAL)) -lm

$(viz_tests): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call objects,$(test_support) $(draw_sources) \
              $(window_sources) $(filter-out viz/live/main.c,$(live_sources))) $(library)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(CC) $(tw_ldflags) $(LDFLAGS) -o $@ $^ \
	  $(call pkg_libs,$(test_packages) sdl2 $(draw_packages) $(src_packages)) $(real_libs.$(REAL)) -lm

# Each folder is compiled with the headers of the libraries it may use, and no others.
packages_of = $(if $(filter viz/draw/%,$(1)),$(draw_packages))$(if $(filter viz/window/%,$(1)),sdl2 \
  $(draw_packages))$(if $(filter viz/live/%,$(1)),$(draw_packages) $(src_packages))$(if $(filter \
  src/pen/% src/train/% src/program/% src/cli/%,$(1)),$(src_packages))$(if $(filter tests/draw/% tests/window/% \
  tests/live/%,$(1)),sdl2 $(draw_packages) $(test_packages) $(src_packages))$(if $(filter tests/base/% \
  tests/gradcheck/% tests/pen/% tests/net/% tests/train/% tests/cli/% tests/support/% tests/results/%,$(1)),$(test_packages) \
  $(src_packages))

$(BUILD)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC)
	$(quiet)$(CC) $(tw_cflags) $(if $(filter tests/%,$*.c),-Itests) $(if $(call packages_of,$*.c),$(call \
	  pkg_cflags,$(call packages_of,$*.c))) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(all_objects:.o=.d)

# ---------------------------------------------------------------- the rest
clean: ## remove everything that was built
	rm -rf build

format: ## lay out the sources as .clang-format says
	$(CLANG_FORMAT) -i $$(git ls-files '*.c' '*.h')

layers: ## prove that the arrows between the folders point down
	@CC="$(CC)" BUILD="$(BUILD)" sh tests/layers.sh

help: ## this list
	@echo 'Twingrad: every gradient of a siamese network, written by hand, checked, and watched.'
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | \
	  awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'
	@echo
	@echo '  MODE=$(subst $(space),|,$(MODES))'
	@echo '  REAL=$(subst $(space),|,$(REALS))'
	@echo '  PREFIX=/usr/local  DESTDIR=  CC=cc  CFLAGS=  LDFLAGS='

# Tools that look at the sources, or at the programs while they run, for what no test asks.

goals += test-tsan test-msan valgrind tidy cppcheck
.PHONY: run-tsan run-msan run-valgrind

# ---- while they run ----
# archer, which comes with LLVM's OpenMP, tells what waits for what there; the libraries that are not compiled like this
# are not looked at.
THREADED ?= train/% live/test_checking live/test_loop live/test_session
thread_tests := $(filter $(addprefix $(BUILD)/tests/,$(THREADED)),$(tests) $(viz_tests))
test-tsan: ## look: races in the training and the window (clang)
	$(needs) build window test
	@$(MAKE) $(inner) CC=clang MODE=tsan run-tsan
run-tsan: $(thread_tests)
	@OMP_NUM_THREADS=3 TSAN_OPTIONS=ignore_noninstrumented_modules=1 TESTS_BRIEF=1 SDL_VIDEODRIVER=dummy \
	  sh tests/run.sh $(thread_tests)

# Not where jansson and expat work, which are not compiled like this: what they set counts as never set.
foreign_tests := $(addprefix $(BUILD)/tests/,pen/test_inkml pen/test_memory pen/test_penfile pen/test_synth train/test_checkpoint \
                   train/test_dataset train/test_hostile_model train/test_jsontext train/test_memory_files train/test_safetensors \
                   gradcheck/test_text)
# Left out: what is limited to less memory than the sanitizer takes.
not_for_msan := $(BUILD)/tests/base/test_apart
UNSET ?= base/% pen/% net/% train/% gradcheck/% words/%
msan_tests := $(filter-out $(foreign_tests) $(not_for_msan),$(filter $(addprefix $(BUILD)/tests/,$(UNSET)),$(tests)))
test-msan: ## look: values in src that were never set (clang)
	$(needs) build test
	@$(MAKE) $(inner) CC=clang MODE=msan run-msan
run-msan: $(msan_tests) $(translations)
	@TESTS_BRIEF=1 sh tests/run.sh $(msan_tests)

VALGRIND ?= base pen train words cli
valgrind_tests := $(filter $(foreach f,$(VALGRIND),$(BUILD)/tests/$(f)/%),$(tests))
valgrind: ## look: the tests of VALGRIND='base pen ...' under valgrind
	$(needs) build test
	@$(MAKE) $(inner) run-valgrind
# (A program that has a malloc of its own, to refuse what is asked of it, keeps it.)
under_valgrind := valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
                  --trace-children=yes --trace-children-skip=*/sh,*/dash,*/bash --suppressions=tests/checks/valgrind.txt \
                  --soname-synonyms=somalloc=nouserintercepts
run-valgrind: $(valgrind_tests) $(twingrad) $(translations)
	@OMP_NUM_THREADS=1 TESTS_BRIEF=1 TWINGRAD=$(abspath $(twingrad)) RUNNER='$(under_valgrind)' \
	  sh tests/run.sh $(valgrind_tests)

# ---- in the sources ----
# MODE=analyze: what a file is told of a Status, and what is not reported of it (analyze.txt).
status_told    = $(if $(filter src/base/status.c src/gradcheck/%,$<),,-include tests/checks/status_told.h)
analyzer_flags = $(status_told) $(shell sed -n 's|^$< \([a-z-]*\) .*|-Wno-analyzer-\1|p' tests/checks/analyze.txt)
ifeq ($(MODE),analyze)
$(all_objects): tests/checks/analyze.txt
endif

# CHECKS='-clang-analyzer-*' leaves out those that take nearly all of the time.
LOOKED_AT ?= $(floor_sources)
CHECKS    ?=
tidy: ## look: clang-tidy over LOOKED_AT=files (src, viz and lessons)
	$(needs) build window
	@TIDY_FLAGS='-std=c17 -Isrc -Iviz -Ilessons -DTWINGRAD_VERSION="$(VERSION)" $(call asked,--cflags $(src_packages) \
	  $(if $(filter-out src/%,$(LOOKED_AT)),sdl2 $(draw_packages)))' CHECKS='$(CHECKS)' JOBS=$(JOBS) \
	  sh tests/checks/tidy.sh $(LOOKED_AT)

cppcheck: ## look: cppcheck over src, viz and lessons
	$(needs) build
	@mkdir -p $(BUILD)/cppcheck
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --error-exitcode=1 -j$(JOBS) -Isrc -Iviz \
	  -Ilessons --cppcheck-build-dir=$(BUILD)/cppcheck --suppressions-list=tests/checks/cppcheck.txt src viz \
	  $(filter lessons/%,$(floor_sources))

# Readers fed with made-up bytes.

goals += fuzz

# A build of its own with clang: every object is made once, with the counters that libFuzzer looks at, and one program
# is linked from them; the environment's FUZZ tells it which reader to feed.
fuzz_sources := $(filter-out tests/fuzz/driver.c tests/fuzz/test_%,$(wildcard tests/fuzz/*.c))
fuzz_main    := $(wildcard tests/fuzz/driver.c tests/fuzz/test_*.c)
fuzz_test    := $(BUILD)/tests/fuzz/test_found
fuzz_driver  := $(BUILD)/tests/fuzz/driver
own_tests    += $(fuzz_test)
all_objects  += $(call objects,$(fuzz_sources) $(fuzz_main))
packages.tests/fuzz := sdl2 $(draw_packages)
$(call objects,$(fuzz_sources)): tw_cflags += -Ilessons

sanitized  := -fsanitize=address,undefined,float-divide-by-zero,float-cast-overflow -fno-sanitize-recover=all
fuzz_build  = CC='$(FUZZ_CC)' MODE=debug BUILD=build/fuzz LDFLAGS='$(sanitized)' \
              CFLAGS='-O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link $(sanitized)'
FUZZ_CC ?= clang
FUZZ    ?= all
SECONDS ?= 60

fuzz: ## look: feed readers with made-up bytes: FUZZ=inkml SECONDS=60
	$(needs) build window fuzz
	@$(MAKE) $(inner) $(fuzz_build) build/fuzz/tests/fuzz/driver
	@JOBS='$(JOBS)' sh tests/fuzz/fuzz.sh build/fuzz/tests/fuzz/driver '$(SECONDS)' $(FUZZ)

$(fuzz_driver): private tw_ldflags += -fsanitize=fuzzer
$(fuzz_test) $(fuzz_driver): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call objects,$(fuzz_sources) $(words_sources) \
              $(draw_sources) $(window_sources) $(filter-out viz/live/main.c,$(live_sources)) $(program_sources) \
              $(lesson_shared)) $(library)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(call link,$(test_packages) sdl2 $(draw_packages) $(src_packages)) -pthread

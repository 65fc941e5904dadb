# How fast it is: beside the programs that do the same, as the work grows, and as a person waits for it.

goals += bench bench-window bench-growth bench-start
.PHONY: bench-programs

bench: ## measure: the speed beside others, QUICK=1: in two minutes
	$(needs) build window test
	@$(MAKE) $(inner) programs bench-programs $(window_benches) $(bench_pictures) $(bench_preload)
	@$(MAKE) $(inner) REAL=float BUILD=$(BUILD)/float bench-programs
	@BUILD=$(BUILD) FLOAT=$(BUILD)/float CXX='$(CXX)' PKG_CONFIG='$(PKG_CONFIG)' QUICK='$(QUICK)' bash tests/bench/bench.sh

bench-window: ## measure: how long the window takes to draw itself
	$(needs) build window test
	@$(MAKE) $(inner) $(window_benches)
	@$(BUILD)/tests/bench/window

bench-growth: ## measure: what 1 to 100 times the work costs
	$(needs) build window test
	@$(MAKE) $(inner) $(BUILD)/tests/bench/growth $(bench_pictures)
	@BUILD=$(BUILD) PARTS=growth bash tests/bench/bench.sh

bench-start: ## measure: how long commands and the window take to start
	$(needs) build window test
	@$(MAKE) $(inner) programs $(BUILD)/tests/bench/outside $(BUILD)/tests/bench/open $(bench_pictures) $(bench_preload)
	@BUILD=$(BUILD) PARTS='start open' bash tests/bench/bench.sh

bench-programs: $(benches)

# Ends a program at its first picture; where programs can be given a library beforehand.
bench_preload := $(if $(wildcard /System/Library),,$(BUILD)/tests/bench/first_frame.so)
$(BUILD)/tests/bench/first_frame.so: tests/bench/first_frame.c
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(CC) -O2 -shared -fPIC -o $@ $< -ldl

bench_pictures := $(BUILD)/tests/bench/picture
$(bench_pictures): $(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(call objects,$(draw_sources)) $(library)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(call link,$(draw_packages) $(src_packages))

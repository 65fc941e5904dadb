# How fast it is.

goals += bench bench-window
.PHONY: bench-programs

bench: ## measure the speed, beside the programs that do the same
	$(needs) build
	@$(MAKE) $(inner) bench-programs
	@$(MAKE) $(inner) REAL=float BUILD=$(BUILD)/float bench-programs
	@BUILD=$(BUILD) FLOAT=$(BUILD)/float bash tests/bench/bench.sh

bench-window: ## measure how long the window takes to draw itself
	$(needs) build window test
	@$(MAKE) $(inner) $(window_bench)
	@$(window_bench)

bench-programs: $(benches)

# What becomes of it when memory, disks, terminals and processes fail.

goals += faults kills

refuse := $(BUILD)/tests/faults/refuse.so
failing_plugins := $(patsubst docs/examples/plugin/%.c,$(BUILD)/tests/faults/%.so,$(wildcard docs/examples/plugin/*.c))
.PHONY: faults-programs
faults-programs: programs $(refuse) $(failing_plugins)

MOST ?= 0
KILLS ?= 200
faults: ## look: refuse the n-th request for memory, disk ...; MOST=N each
	$(needs) build window test
	@$(MAKE) $(inner) faults-programs
	@SLOW=$(filter 0,$(MOST)) BUILD='$(BUILD)' sh tests/faults/world.sh
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/faults/faults.py $(BUILD) --most $(MOST) --jobs $(JOBS)

kills: ## look: end trainings that save, KILLS=200 times, and go on
	$(needs) build
	@$(MAKE) $(inner) $(twingrad)
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/faults/kills.py $(twingrad) --kills $(KILLS)

# Neither is part of the programs, and no flag of a MODE suits them.
$(refuse): tests/faults/refuse.c
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(CC) -std=c17 -O2 -g $(warnings) $(CFLAGS) -fPIC -shared $(LDFLAGS) -o $@ $<

$(failing_plugins): $(BUILD)/tests/faults/%.so: docs/examples/plugin/%.c $(wildcard src/gradcheck/*.h)
	@mkdir -p $(@D)
	$(call say,LD)
	$(quiet)$(CC) -std=c17 -O2 -fPIC -shared -Isrc/gradcheck $(CFLAGS) $(LDFLAGS) -o $@ $< -lm

# The sources, broken on purpose. The rooms are those that have a list of what no test notices.

goals += mutants

ROOM ?= $(basename $(notdir $(wildcard tests/mutants/survivors/*.txt)))
# MUTANTS=--sanitize: with the sanitizers, too; mutants.py --help says what else there is.
break = BUILD='$(BUILD)' PKG_CONFIG='$(PKG_CONFIG)' PYTHONDONTWRITEBYTECODE=1 python3 tests/mutants/mutants.py \
        --jobs $(JOBS) $(MUTANTS)
mutants: ## look: break sources: what no test notices; ROOM=net FILES=...
	$(needs) build test
	@$(MAKE) $(inner) $(library) $(twingrad) $(translations)
	@$(if $(FILES),$(break) $(FILES),all=0; for room in $(ROOM); do \
	  echo "src/$$room"; \
	  files=$$(sed -n 's/^# FILES: //p' tests/mutants/survivors/$$room.txt); \
	  $(break) $${files:-$$(find src/$$room -name '*.c' -o -name '*.inc' | sort)} || all=1; \
	done; exit $$all)

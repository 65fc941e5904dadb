# The sources, broken on purpose.

goals += mutants

FILES ?= $(gradcheck_sources)
# MUTANTS=--sanitize: with the sanitizers, too; mutants.py --help says what else there is.
mutants: ## break FILES=... token by token: what no test notices and no list explains
	$(needs) build test
	@$(MAKE) $(inner) $(library)
	@BUILD='$(BUILD)' PKG_CONFIG='$(PKG_CONFIG)' PYTHONDONTWRITEBYTECODE=1 python3 tests/mutants/mutants.py --jobs $(JOBS) $(MUTANTS) $(FILES)

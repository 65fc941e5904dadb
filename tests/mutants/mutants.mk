# The sources, broken on purpose.

goals += mutants

FILES ?= $(gradcheck_sources)
mutants: ## break FILES=... token by token: what no test notices
	$(needs) build test
	@$(MAKE) $(inner) $(library)
	@BUILD='$(BUILD)' PKG_CONFIG='$(PKG_CONFIG)' PYTHONDONTWRITEBYTECODE=1 python3 tests/mutants/mutants.py --jobs $(JOBS) $(FILES)

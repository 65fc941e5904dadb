# Our gradient checker beside the others.

goals += peers

peers: ## measure: our gradient checker and others: the same mistakes
	$(needs) build
	@$(MAKE) $(inner) $(gradcheck)
	@BUILD='$(BUILD)' CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' sh tests/peers/run.sh

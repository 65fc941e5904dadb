# The list of what can be typed: each such target says behind ## what it does, and before that in which group it stands.

goals += help
help: ## build: this list
	@echo 'Twingrad: every gradient of a siamese net, written by hand, checked, and watched'
	@echo
	@awk -f docs/help.awk Makefile $(makefiles)
	@echo
	@echo '  MODE=$(subst $(space),|,$(MODES))'
	@echo '  REAL=$(subst $(space),|,$(REALS))'
	@echo '  PREFIX=/usr/local  DESTDIR=  CC=cc  CFLAGS=  LDFLAGS=  V=1  JOBS=N'

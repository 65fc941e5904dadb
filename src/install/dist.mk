# The sources in one file, and packages made of it.

goals += dist dist-check deb
archive = $(BUILD)/twingrad-$(VERSION).tar.xz

dist: ## give: pack the sources: build/twingrad-VERSION.tar.xz
	@mkdir -p $(BUILD)
	@sh src/install/dist.sh $(VERSION) $(archive)
	@ls -l $(archive)

dist-check: dist ## give: unpack them elsewhere, build, test, install, pack
	@MAKE='$(MAKE)' CC='$(CC)' sh tests/build/dist.sh $(archive) $(VERSION)

deb: dist ## give: Debian packages, looked at by lintian: build/deb
	@sh src/install/deb.sh $(VERSION) $(archive) $(BUILD)/deb

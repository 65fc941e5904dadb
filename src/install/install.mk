# What `make install` puts where, and `make uninstall` removes.

goals += install uninstall
.PHONY: install-files uninstall-files to-install
# All that is installed; the other .mk files here add theirs.
to-install: libraries $(twingrad) $(live) $(lessons) $(translations)

install: ## build: install under $(DESTDIR)$(PREFIX)
	$(needs) build window
	@$(MAKE) $(inner) install-files

uninstall: ## build: remove what install put there
	@$(MAKE) $(inner) uninstall-files

bindir     ?= $(PREFIX)/bin
libdir     ?= $(PREFIX)/lib
includedir ?= $(PREFIX)/include
datadir    ?= $(PREFIX)/share
localedir  ?= $(datadir)/locale
mandir     ?= $(datadir)/man
bashdir    ?= $(datadir)/bash-completion/completions
zshdir     ?= $(datadir)/zsh/site-functions

# A header is public when it says so (src/base/public.h). Headers include each other as "net/step.h": they keep their
# folders below include/twingrad, which the .pc file names. The checker stands alone, as include/gradcheck; twingrad's
# headers find it there.
public_headers    := $(sort src/base/public.h src/base/public_end.h $(shell grep -ls '^.include "base/public.h"' \
                     $(foreach f,$(lib_folders),src/$(f)/*.h)))
gradcheck_headers := $(addprefix src/gradcheck/,gradcheck.h gradcheck_report.h gradcheck_cmocka.h gradcheck_plugin.h)

# What the lessons use where they are installed (lessons/here.h).
exercises := $(wildcard lessons/exercises/*.[ch] lessons/exercises/solutions/*.c)

# Each line: the rights, the place (a folder in one of those above), the file, perhaps another name; or a link, its place, where it leads,
# its name. src/install/put.sh reads them. The other .mk files here add theirs.
define puts
$(foreach f,$(twingrad) $(live) $(lessons),
755 bin $(f))
$(foreach f,$(exercises),
644 share/twingrad/$(call folder_of,$(f:lessons/%=%)) $(f))
644 share/twingrad/plugin docs/examples/plugin/template.c
$(foreach f,$(library) $(gradcheck) $(shared),
644 lib $(f))
$(foreach f,$(notdir $(shared)),
link lib $(f) $(f:.$(VERSION)=.$(SOVERSION))
link lib $(f:.$(VERSION)=.$(SOVERSION)) $(f:.so.$(VERSION)=.so))
$(foreach f,$(public_headers),
644 include/twingrad/$(call folder_of,$(f:src/%=%)) $(f))
$(foreach f,$(gradcheck_headers),
644 include/gradcheck $(f))
$(foreach f,$(pkgconfig),
644 lib/pkgconfig $(f))
$(foreach f,$(manual),
644 $(call folder_of,$(f:$(BUILD)/%=%))/man$(subst .,,$(suffix $(f))) $(f))
$(foreach f,$(filter-out gradcheck,$(documented)),
link man/man3 gradcheck.3 $(f).3)
$(foreach f,$(filter-out $(BUILD)/completion/_%,$(completions)),
644 bash $(f))
$(foreach f,$(filter $(BUILD)/completion/_%,$(completions)),
644 zsh $(f))
$(if $(live),
644 share/applications $(desktop)
644 share/metainfo $(metainfo)
644 share/icons/hicolor/scalable/apps $(icon))
$(foreach s,$(if $(live),$(icon_sizes)),
644 share/icons/hicolor/$(s)x$(s)/apps src/install/desktop/twingrad-$(s).png twingrad.png)
$(foreach f,$(translations),
644 $(call folder_of,$(f:$(BUILD)/%=%)) $(f))
endef

put = to='$(DESTDIR)' bin='$(bindir)' lib='$(libdir)' include='$(includedir)' share='$(datadir)' \
      locale='$(localedir)' man='$(mandir)' bash='$(bashdir)' zsh='$(zshdir)' \
      INSTALL='$(INSTALL)' sh src/install/put.sh

# A program that is linked with the shared library needs nothing of what that needs in turn; with the static one it does
# (pkg-config --static), and there is no other where there is no shared one. A blank in a folder's name is escaped.
static_flags = $(filter-out $(mode_ldflags.$(MODE)),$(tw_ldflags)) $(real_libs.$(REAL))
to_all    = $(if $(shared),,$(1))
to_static = $(if $(shared),$(1))
escaped   = $(subst $(space),\ ,$(1))
pkgconfig := $(BUILD)/pkgconfig/twingrad.pc $(BUILD)/pkgconfig/gradcheck.pc

$(BUILD)/pkgconfig/twingrad.pc: ask
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(call escaped,$(PREFIX))' 'libdir=$(call escaped,$(libdir))' \
	  'includedir=$(call escaped,$(includedir))' '' 'Name: twingrad' \
	  'Description: A siamese network with every gradient written by hand' 'Version: $(VERSION)' \
	  'Requires: $(strip gradcheck $(call to_all,$(src_packages)))' \
	  'Requires.private: $(call to_static,$(src_packages))' \
	  'Cflags: $(strip -I$${includedir}/twingrad -I$${includedir} $(real_flags.$(REAL)))' \
	  'Libs: $(strip -L$${libdir} -ltwingrad $(mode_ldflags.$(MODE)) $(call to_all,$(static_flags))) -lm' \
	  'Libs.private: $(strip $(call to_static,$(static_flags)))' >$@

$(BUILD)/pkgconfig/gradcheck.pc: ask
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(call escaped,$(PREFIX))' 'libdir=$(call escaped,$(libdir))' \
	  'includedir=$(call escaped,$(includedir))' '' 'Name: gradcheck' \
	  'Description: Checks hand-written gradients' 'Version: $(VERSION)' 'Cflags: -I$${includedir}' \
	  'Libs: $(strip -L$${libdir} -lgradcheck $(mode_ldflags.$(MODE))) -lm' >$@

install-files: to-install $(pkgconfig)
install-files uninstall-files: export puts_list = $(puts)
install-files uninstall-files:
	@printf '%s\n' "$$puts_list" | $(put) $(@:-files=)

# What `make install` puts where, and `make uninstall` removes.

goals += install uninstall
.PHONY: install-files uninstall-files

install: ## install under $(DESTDIR)$(PREFIX)
	$(needs) build window
	@$(MAKE) $(inner) install-files

uninstall: ## remove what install put there
	@$(MAKE) $(inner) uninstall-files

bindir     ?= $(PREFIX)/bin
libdir     ?= $(PREFIX)/lib
includedir ?= $(PREFIX)/include
localedir  ?= $(PREFIX)/share/locale
to := $(DESTDIR)

# The headers include each other as "net/step.h": they keep their folders below include/twingrad, which the
# .pc file names. The checker stands alone, as include/gradcheck; twingrad's headers find it there. Its other
# headers are its own business.
headers = $(foreach f,$(filter-out gradcheck,$(lib_folders)),$(wildcard src/$(f)/*.h))
gradcheck_headers = $(addprefix src/gradcheck/,gradcheck.h gradcheck_cmocka.h gradcheck_plugin.h)
# What a static library wants in turn is said to everyone who links it.
pc = { printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(libdir)' 'includedir=$(includedir)' '' 'Name: $(1)' \
     'Description: $(2)' 'Version: $(VERSION)' 'Requires: $(3)' 'Cflags: $(strip $(4))' \
     'Libs: -L$${libdir} -l$(1) $(strip $(tw_ldflags) $(real_libs.$(REAL))) -lm' >$(BUILD)/$(1).pc && \
     $(INSTALL) -m 644 $(BUILD)/$(1).pc $(to)$(libdir)/pkgconfig/$(1).pc; }

install-files: programs
	$(INSTALL) -d -m 755 $(to)$(bindir) $(to)$(libdir)/pkgconfig $(to)$(includedir)
	$(if $(twingrad)$(live),$(INSTALL) -m 755 $(twingrad) $(live) $(to)$(bindir))
	$(INSTALL) -m 644 $(library) $(gradcheck) $(to)$(libdir)
	@$(foreach f,$(patsubst $(BUILD)/locale/%,%,$(translations)),$(INSTALL) -d -m 755 \
	  $(to)$(localedir)/$(call folder_of,$(f)) && $(INSTALL) -m 644 $(BUILD)/locale/$(f) $(to)$(localedir)/$(f) && \
	  echo '$(to)$(localedir)/$(f)' &&) :
	@$(foreach f,$(sort $(patsubst src/%,%,$(call folder_of,$(headers)))),$(INSTALL) -d -m 755 \
	  $(to)$(includedir)/twingrad/$(f) && $(INSTALL) -m 644 $(filter src/$(f)/%,$(headers)) \
	  $(to)$(includedir)/twingrad/$(f) && echo '$(to)$(includedir)/twingrad/$(f)' &&) :
	@$(call pc,twingrad,A siamese network with every gradient written by hand,$(src_packages), \
	  -I$${includedir}/twingrad -I$${includedir} $(real_flags.$(REAL)))
	@echo '$(to)$(libdir)/pkgconfig/twingrad.pc'
ifneq ($(gradcheck),)
	$(INSTALL) -d -m 755 $(to)$(includedir)/gradcheck
	$(INSTALL) -m 644 $(gradcheck_headers) $(to)$(includedir)/gradcheck
	$(if $(gradcheck_so),$(INSTALL) -m 644 $(gradcheck_so) $(to)$(libdir) && \
	  ln -sf $(notdir $(gradcheck_so)) $(to)$(libdir)/$(gradcheck_soname) && \
	  ln -sf $(gradcheck_soname) $(to)$(libdir)/libgradcheck.so)
	@$(call pc,gradcheck,Checks hand-written gradients,,-I$${includedir})
	@echo '$(to)$(libdir)/pkgconfig/gradcheck.pc'
endif

uninstall-files:
	rm -f $(to)$(bindir)/twingrad $(to)$(bindir)/twingrad-live
	rm -f $(patsubst $(BUILD)/locale/%,$(to)$(localedir)/%,$(translations))
	rm -f $(to)$(libdir)/libtwingrad.a $(to)$(libdir)/libgradcheck.a $(to)$(libdir)/libgradcheck.so \
	  $(to)$(libdir)/$(gradcheck_soname) $(to)$(libdir)/libgradcheck.so.$(VERSION)
	rm -f $(to)$(libdir)/pkgconfig/twingrad.pc $(to)$(libdir)/pkgconfig/gradcheck.pc
	rm -rf $(to)$(includedir)/twingrad $(to)$(includedir)/gradcheck

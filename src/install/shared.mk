# The libraries as shared ones, for programs that are installed and for Python and the like: ELF ones, so Apple's systems
# have the static ones alone. Our own programs are linked with the static ones.

# Raised when a program that was linked with the library before would no longer work with it.
SOVERSION := 0

# The libraries' code is compiled once, for both kinds. Only what a public header declares can be seen from outside, and
# the library's own calls, of public functions too, do not go by a table that others could change: nothing is lost
# in speed, and a program's function that happens to have the same name stays the program's.
$(call objects,$(lib_sources)): tw_cflags += -fPIC -fvisibility=hidden -fno-semantic-interposition
shared_ldflags = -shared -Wl,-soname,$(@F:.$(VERSION)=.$(SOVERSION)) -Wl,-Bsymbolic-functions

gradcheck_so := $(BUILD)/libgradcheck.so.$(VERSION)
twingrad_so  := $(BUILD)/libtwingrad.so.$(VERSION)
shared       := $(if $(wildcard /System/Library),,$(gradcheck_so) $(twingrad_so))

$(gradcheck_so): $(call objects,$(gradcheck_sources))
$(twingrad_so): $(call objects,$(filter-out $(gradcheck_sources),$(lib_sources))) $(gradcheck_so)
$(twingrad_so): shared_libs = $(call pkg_libs,$(src_packages)) $(real_libs.$(REAL))
$(gradcheck_so) $(twingrad_so): $(BUILD)/sources
	$(call say,LD)
	$(quiet)$(CC) $(shared_ldflags) $(tw_ldflags) $(LDFLAGS) -o $@ $(filter %.o $(gradcheck_so),$^) $(shared_libs) -lm
	@cd $(@D) && ln -sf $(@F) $(@F:.$(VERSION)=.$(SOVERSION)) && \
	  ln -sf $(@F:.$(VERSION)=.$(SOVERSION)) $(@F:.so.$(VERSION)=.so)

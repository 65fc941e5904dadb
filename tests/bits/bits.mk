# The same bits from every build.

goals += bits

# One folder for each compiler and level. At the low levels no product is rounded together with its sum, so that those are
# compared with each other only: docs/testing.md.
bits_builds := gcc-O2 gcc-O3 clang-O1 clang-O2 clang-O3
bits_plain  := gcc-O0 gcc-O1 clang-O0
BITS        ?= $(bits_builds)
BITS_PLAIN  ?= $(bits_plain)
bits_in      = $(patsubst %,build/bits/%/twingrad,$(1))

bits: ## look: train with gcc and clang, -O0 to -O3: the same bits?
	$(needs) build fuzz
	@for build in $(BITS) $(BITS_PLAIN); do \
	  $(MAKE) $(inner) CC=$${build%-O*} CFLAGS=-O$${build#*-O} BUILD=build/bits/$$build build/bits/$$build/twingrad || exit; \
	done
	@sh tests/bits/bits.sh $(call bits_in,$(BITS))
	@$(if $(BITS_PLAIN),sh tests/bits/bits.sh $(call bits_in,$(BITS_PLAIN)))

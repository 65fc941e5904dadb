# What is made from what the programs say of themselves: the manual pages and the completions of bash and zsh.

manual      := $(addprefix $(BUILD)/man/,$(if $(twingrad),twingrad.1) $(if $(live),twingrad-live.1 twingrad-lesson.1 twingrad-exercise.1) gradcheck.3)
# In other languages: what the programs of the window say of themselves in it, and what twingrad says, translated.
manual_texts := $(wildcard src/install/manual/*/*.1.in)
manual      += $(if $(live),$(manual_texts:src/install/manual/%.in=$(BUILD)/man/%))
completions := $(foreach p,$(notdir $(twingrad) $(live) $(lessons)),$(BUILD)/completion/$(p) $(BUILD)/completion/_$(p))
to-install: $(manual) $(completions)
.SECONDARY: $(patsubst $(BUILD)/%,$(BUILD)/install/%.table,$(twingrad) $(live) $(lessons)) \
            $(patsubst $(BUILD)/%,$(BUILD)/install/pt_BR/%.table,$(twingrad) $(live) $(lessons))

$(BUILD)/install/%.table: $(BUILD)/% src/install/describe.sh src/install/help.awk
	@mkdir -p $(@D)
	$(quiet)sh src/install/describe.sh $< >$@
$(BUILD)/install/pt_BR/twingrad.table: $(BUILD)/install/twingrad.table src/install/manual/translate.awk \
                                       src/install/manual/pt_BR/twingrad.po
	@mkdir -p $(@D)
	$(quiet)LC_ALL=C awk -f src/install/manual/translate.awk src/install/manual/pt_BR/twingrad.po $< >$@
$(BUILD)/install/pt_BR/%.table: $(BUILD)/% src/install/describe.sh src/install/help.awk $(translations)
	@mkdir -p $(@D)
	$(quiet)sh src/install/describe.sh $< pt_BR >$@
$(BUILD)/install/gradcheck.table:
	@mkdir -p $(@D)
	@: >$@
gradcheck_functions := src/gradcheck/gradcheck.h src/gradcheck/gradcheck_report.h
$(BUILD)/install/functions: src/install/manual/header.awk $(gradcheck_functions)
	@mkdir -p $(@D)
	$(quiet)awk -f $^ >$@

make_manual = LC_ALL=C awk -v tables=$(BUILD)/install/$*.table -v functions=$(BUILD)/install/functions -v version=$(VERSION) \
            -f src/install/manual/page.awk $< >$@
$(BUILD)/man/%.1: src/install/manual/%.1.in src/install/manual/page.awk $(BUILD)/install/%.table
	@mkdir -p $(@D)
	$(call say,MAN)
	$(quiet)$(make_manual)
$(BUILD)/man/%.3: src/install/manual/%.3.in src/install/manual/page.awk $(BUILD)/install/%.table $(BUILD)/install/functions
	@mkdir -p $(@D)
	$(call say,MAN)
	$(quiet)$(make_manual)
# Every function has a page of its name, which is the one page.
documented = $(shell awk -v names=1 -f src/install/manual/header.awk $(gradcheck_functions))

$(BUILD)/completion/_%: src/install/completion/zsh.awk $(BUILD)/install/%.table
	@mkdir -p $(@D)
	$(call say,COMPLETION)
	$(quiet)awk -v program=$* -f $^ >$@
$(BUILD)/completion/%: src/install/completion/bash.awk $(BUILD)/install/%.table
	@mkdir -p $(@D)
	$(call say,COMPLETION)
	$(quiet)awk -v program=$* -f $^ >$@

# The catalogues of translations.

goals += words
.PHONY: merge-words

words: ## renew: the catalogues of translations: what is new, what is gone
	$(needs) build
	@$(MAKE) $(inner) merge-words

# gettext's tools keep the catalogues. A text of the sources that one of them lacks, or has only guessed (fuzzy), ends
# the build: msgcmp names it. `make words` puts the new texts in, to be translated, and takes the old ones out.
# No dates, no line numbers and no wrapping: a catalogue then changes only where its texts do. Two texts that stand
# twice in it, as after a merge of two branches, become one.
keywords     := $(addprefix --keyword=,_ N_ words_many:1,2)
po_layout    := --no-wrap --add-location=file --sort-by-file
merged       := msgmerge --quiet --no-fuzzy-matching $(po_layout) --output-file=-

$(BUILD)/words.pot: $(floor_sources) Makefile $(BUILD)/sources
	@mkdir -p $(@D)
	$(call say,WORDS)
	$(quiet)xgettext --from-code=UTF-8 --language=C --keyword $(keywords) --add-comments=Words: $(po_layout) \
	  --output=$@.dated $(floor_sources) && sed '/^"POT-Creation-Date/d' $@.dated >$@

$(translations): $(BUILD)/locale/%/LC_MESSAGES/twingrad.mo: src/words/po/%.po $(BUILD)/words.pot
	@mkdir -p $(@D)
	$(call say,WORDS)
	$(quiet)msgcmp $< $(BUILD)/words.pot || { exec >&2; \
	  $(merged) $< $(BUILD)/words.pot | msgattrib $(po_layout) --no-obsolete --untranslated; \
	  msgattrib $(po_layout) --no-obsolete --only-fuzzy $<; \
	  echo "$<: not complete. 'make words' adds what is missing, to be translated."; exit 1; }
	$(quiet)msgfmt --check-format --check-domain --output-file=$@ $<

merge-words: $(BUILD)/words.pot
	@for catalogue in $(catalogues); do \
	  msguniq --use-first $(po_layout) --output-file=$(BUILD)/unique.po "$$catalogue" && \
	  $(merged) $(BUILD)/unique.po $< >$(BUILD)/merged.po && \
	  msgattrib --no-obsolete $(po_layout) --output-file="$$catalogue" $(BUILD)/merged.po && \
	  printf '%s: ' "$$catalogue" && msgfmt --statistics --output-file=/dev/null "$$catalogue" || exit; \
	done

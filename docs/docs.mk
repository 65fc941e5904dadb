# The site: pages, lessons, figures, API and sources in one folder that opens from a file. docs/site has what makes it.

goals += docs
.PHONY: site site-links

docs: ## build: the site of all pages, lessons and headers: build/site
	$(needs) build window docs
	@$(MAKE) $(inner) site
	@echo 'Open $(BUILD)/site/index.html'

site := $(BUILD)/site
doc_pages := $(wildcard docs/*.md)
site_page  = $(site)/$(patsubst README.html,index.html,$(patsubst docs/%.md,%.html,$(1)))
site_pages := $(foreach page,$(doc_pages),$(call site_page,$(page))) $(site)/readme.html $(site)/lessons/index.html
framed = awk -v contents=$(site).contents -f docs/site/frame.awk

# The list of pages: the one that is written down, and at its end what it does not name.
$(site).contents: docs/site/contents.txt $(doc_pages)
	@mkdir -p $(@D)
	$(quiet){ grep '^[^#]' $<; echo '= More'; for page in $(doc_pages:docs/%=%); do \
	    grep -q "^$$page " $< || echo "$$page $$(sed -n 's/^# //p;/^# /q' docs/$$page)"; \
	  done; } | awk '/^= More/ { more = 1; next } more == 1 { print "= More"; more = 2 } { print }' | \
	  sed 's,README\.md ,index.html ,; s,\.md ,.html ,' >$@

# One page: pandoc's HTML in our frame. No page is kept that pandoc complains of.
define make_page
	@mkdir -p $(@D)
	$(call say,PAGE)
	$(quiet)PAGE=$< pandoc --fail-if-warnings -f gfm -t html5 --no-highlight --lua-filter docs/site/page.lua \
	  $< >$@.body && \
	  $(framed) -f docs/site/page.awk -v path=$(patsubst $(site)/%,%,$@) -v title="$$(sed -n 's/^# //p;/^# /q' $<)" \
	  $@.body >$@ && rm $@.body
endef
page_makers := $(site).contents docs/site/frame.awk docs/site/page.awk docs/site/page.lua
$(site)/index.html: docs/README.md $(page_makers)
	$(make_page)
$(site)/readme.html: README.md $(page_makers)
	$(make_page)
$(site)/lessons/index.html: docs/lessons/README.md $(page_makers)
	$(make_page)
$(site)/%.html: docs/%.md $(page_makers)
	$(make_page)

# The lessons write their pages themselves; here they get the frame.
lesson_names := $(notdir $(basename $(wildcard lessons/[0-9]*.c)))
lesson_pages := $(foreach name,$(lesson_names),$(site)/lessons/$(name).html $(site)/lessons/$(name).pt_BR.html)
lesson_titles = $$(for l in $(lesson_names); do \
  echo "$$l $$(sed -n 's/^\# //p' docs/lessons/$$l$(if $(filter pt_BR,$(1)),.pt_BR).md | head -n 1)"; done)
define make_lesson
	@mkdir -p $(@D)
	$(call say,PAGE)
	$(quiet)$(BUILD)/twingrad-lesson $* --lang $(1) --html $@.alone && \
	  $(framed) -f docs/site/lesson.awk -v name=$* -v language=$(1) -v titles="$(lesson_titles)" $@.alone >$@ && \
	  rm $@.alone
endef
lesson_makers := $(site).contents docs/site/frame.awk docs/site/lesson.awk
$(site)/lessons/%.pt_BR.html: $(BUILD)/twingrad-lesson $(translations) $(lesson_makers)
	$(call make_lesson,pt_BR)
$(site)/lessons/%.html: $(BUILD)/twingrad-lesson $(lesson_makers)
	$(call make_lesson,en)

# The API: the headers that are installed (src/install/install.mk says which).
api_headers = $(gradcheck_headers) $(public_headers)
api_makers := $(addprefix docs/site/,Doxyfile comments.awk enumerators.awk api.awk frame.awk) $(site).contents
$(site)/api/index.html: docs/docs.mk $(wildcard src/*/*.h) $(api_makers)
	$(call say,API)
	@rm -rf $(@D) && mkdir -p $(@D)
	$(quiet)awk -f docs/site/enumerators.awk $(api_headers)
	$(quiet)for part in head foot; do $(framed) -f docs/site/api.awk -v make=$$part >$(site).$$part || exit; done
	$(quiet){ cat docs/site/Doxyfile; echo 'INPUT = $(api_headers)'; echo 'PROJECT_NUMBER = $(VERSION)'; \
	  echo 'OUTPUT_DIRECTORY = $(@D)'; echo 'HTML_HEADER = $(site).head'; echo 'HTML_FOOTER = $(site).foot'; } | doxygen -
	$(quiet)rm -f $(@D)/*.js $(@D)/*.css $(@D)/*.png $(@D)/*.svg && \
	  for page in $$(grep -l ' onclick=' $(@D)/*.html); do \
	    sed 's/ onclick="[^"]*"//g' "$$page" >$(@D)/still && mv $(@D)/still "$$page" || exit; \
	  done && \
	  $(framed) -f docs/site/api.awk -v make=index -v letters="$$(cd $(@D) && \
	    for list in globals functions; do for page in $$list.html $${list}_?.html; do \
	      echo "$$page:$$(sed -n 's/.*>- \(.\) -<.*/\1/p' $$page | head -n 1)"; done; done)" $(api_headers) >$@

# Every text of the repository, so that a link to a source is one here as well; looked for when the site is made.
site_sources := $(if $(filter site% $(site)/source/%,$(MAKECMDGOALS)),$(shell \
  find Makefile LICENSE README.md .clang-format .ci src viz lessons tests docs -type f \
  \( -name '*.[ch]' -o -name '*.inc' -o -name '*.sh' -o -name '*.awk' -o -name '*.py' -o -name '*.cpp' -o -name '*.mk' \
  -o -name '*.md' -o -name '*.txt' -o -name '*.po' -o -name '*.lua' -o -name '*.css' -o -name '*.log' -o -name run \
  -o -name Makefile -o -name LICENSE -o -name Doxyfile -o -name .clang-format \) | LC_ALL=C sort))
$(site)/source/index.html: $(site_sources) docs/site/frame.awk docs/site/sources.awk $(site).contents
	$(call say,SOURCES)
	@rm -rf $(@D) && mkdir -p $(addprefix $(@D)/,$(sort $(dir $(site_sources))))
	$(quiet)$(framed) -f docs/site/sources.awk -v site=$(site) $(site_sources)

site_pictures := $(patsubst docs/%,$(site)/%,$(wildcard docs/pictures/*.png))
site_styles   := $(site)/style.css $(site)/api.css
$(site_pictures): $(site)/pictures/%: docs/pictures/%
	@mkdir -p $(@D) && cp $< $@
$(site_styles): $(site)/%.css: docs/site/%.css
	@mkdir -p $(@D) && cp $< $@

site: site-links
site-links: $(site_pages) $(lesson_pages) $(site)/api/index.html $(site)/source/index.html $(site_pictures) $(site_styles)
	@find $(site) -type f | LC_ALL=C sort | awk -v site=$(site) -v external=$(site).external -f docs/site/links.awk

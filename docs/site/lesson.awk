# A lesson's page in the site, from the page that the lesson writes itself (--html):
#   awk ... -v name=01_step -v language=en -v titles="$(...)" PAGE
# `titles` has a line "NAME TITLE" for each lesson, in this language.
BEGIN {
    lang = language == "en" ? "en" : "pt-BR"
    suffix = language == "en" ? ".html" : "." language ".html"
    path = "lessons/" name suffix
    count = split(titles, lines, "\n")
    inner = "\n<ul>\n"
    for (k = 1; k <= count; k++) {
        names[k] = substr(lines[k], 1, index(lines[k], " ") - 1)
        title[k] = frame_escape(substr(lines[k], index(lines[k], " ") + 1))
        if (names[k] == name)
            here = k
        inner = inner "<li><a" (k == here ? " class=\"here\"" : "") " href=\"" names[k] suffix "\">" k ". " \
            title[k] "</a></li>\n"
    }
    printf "%s", frame_head(path, title[here], lang)
    print "<p class=\"tongue\">" (language == "en" ? \
        "<a lang=\"pt-BR\" hreflang=\"pt-BR\" href=\"" name ".pt_BR.html\">em português</a>" : \
        "<a lang=\"en\" hreflang=\"en\" href=\"" name ".html\">in English</a>") "</p>"
    before = neighbour(here - 1, "prev", lang == "en" ? "before" : "anterior")
    after = neighbour(here + 1, "next", lang == "en" ? "next" : "próxima")
}
/^<body>$/ { inside = 1; next }
/^<\/body>$/ { inside = 0 }
inside { print }
END { printf "%s", frame_foot(path, lang, before, after, inner "</ul>\n") }

function neighbour(k, rel, say) {
    return k < 1 || k > count ? "" : frame_link(names[k] suffix, "", rel, say, title[k])
}

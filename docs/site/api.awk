# What Doxygen is given, and the first page of its part:
#   awk ... -v make=head | foot           the header and the footer of its pages
#   awk ... -v make=index HEADER...       every header with what its first comment says in its first sentence
BEGIN {
    path = "api/index.html"
    if (make == "head")
        printf "%s<div id=\"top\">\n", api_frame(frame_head("api/x.html", "$title", "en")) # Doxygen ends it
    if (make == "foot")
        printf "%s", api_frame(frame_foot("api/x.html", "en", "", "", ""))
    if (make != "index")
        exit
    printf "%s<h1>The headers</h1>\n", frame_head(path, "API", "en")
    print "<p>What <code>make install</code> puts beside the two libraries. To check a gradient of your own, only" \
        " <a href=\"gradcheck_8h.html\">gradcheck.h</a> is needed. These pages are made from the comments in the" \
        " headers.</p>\n<p><a href=\"annotated.html\">All structs</a></p>"
    print "<p>Functions, types and constants, by letter:" by_letter("globals") "</p>"
    print "<p>Fields, by letter:" by_letter("functions") "</p>"
}

# Doxygen replaces what begins with a dollar sign: nothing else of ours may.
function api_frame(text) {
    gsub(/<link rel="stylesheet"[^>]*>/, "&\n<link rel=\"stylesheet\" href=\"../api.css\"/>", text)
    return text
}

FNR == 1 {
    name = FILENAME
    sub(/^.*\//, "", name)
    part = FILENAME
    sub(/^src\//, "", part)
    sub(/\/[^\/]*$/, "", part)
    if (part != last_part) {
        printf "%s<h2>%s</h2>\n<dl class=\"headers\">\n", (last_part == "" ? "" : "</dl>\n"), part
        last_part = part
    }
    text = $0
    sub(/^\/\* ?/, "", text)
    open = 1
}
FNR > 1 && open {
    line = $0
    sub(/^ \* ?/, "", line)
    text = text (line != "" ? " " line : text ~ /[.:]$/ ? " " : ". ")
}
open && match(text, /[.:] |[.:]? *\*\//) {
    text = substr(text, 1, RSTART)
    sub(/[.:]? *$/, ".", text)
    file = name
    gsub(/_/, "__", file)
    sub(/\./, "_8", file)
    printf "<dt><a href=\"%s.html\">%s</a></dt>\n<dd>%s</dd>\n", file, name, code(frame_escape(text))
    open = 0
}
END {
    if (make == "index")
        printf "</dl>\n%s", frame_foot(path, "en", "", "", "")
}

# Links to Doxygen's lists: `letters` has the words FILE:LETTER.
function by_letter(list,    words, n, k, text) {
    text = ""
    n = split(letters, words, " ")
    for (k = 1; k <= n; k++)
        if (words[k] ~ "^" list "[_.][a-z_.]*html:")
            text = text " <a href=\"" substr(words[k], 1, index(words[k], ":") - 1) "\">" \
                substr(words[k], index(words[k], ":") + 1) "</a>"
    return text
}

function code(text) {
    while (match(text, /`[^`]+`/))
        text = substr(text, 1, RSTART - 1) "<code>" substr(text, RSTART + 1, RLENGTH - 2) "</code>" \
            substr(text, RSTART + RLENGTH)
    return text
}

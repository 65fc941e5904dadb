# The functions of a header, each with the comment that stands above it, as paragraphs in roff. With -v names=1 the
# functions' names alone, one a line.

function roff(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    return (text ~ /^[.']/ ? "\\&" : "") text
}

!/^[A-Za-z].*\(/ { finish() }
/^\/\* --/ { comment = ""; next }
/^\/\*/ {
    comment = $0
    sub(/^\/\* /, "", comment)
    in_comment = comment !~ /\*\/$/
    sub(/ *\*\/$/, "", comment)
    next
}
in_comment {
    line = $0
    sub(/^ \* ?/, "", line)
    in_comment = line !~ /\*\/$/
    sub(/ *\*\/$/, "", line)
    comment = comment "\n" line
    next
}
/^[A-Za-z].*\(/ && !/^typedef/ && !/^extern "C"/ {
    declaration = $0
    while (declaration !~ /;$/ && (getline line) > 0) {
        sub(/^ +/, "", line)
        declaration = declaration " " line
    }
    if (names) {
        sub(/\(.*/, "", declaration)
        sub(/.*[ *]/, "", declaration)
        print declaration
    } else
        group = group broken(declaration)
    next
}
/^typedef struct|^enum|^#/ { comment = "" }

# A declaration in lines that a terminal of 80 columns holds, broken behind commas.
function broken(declaration,    n, i, parts, line, out, next_part) {
    n = split(declaration, parts, ", ")
    line = parts[1]
    out = ""
    for (i = 2; i <= n; i++) {
        next_part = parts[i] (i < n ? "," : "")
        line = line (i == 2 ? "," : "")
        if (length(line " " next_part) > 72) {
            out = out "\\fB" roff(line) "\\fR\n"
            line = "    " next_part
        } else
            line = line " " next_part
    }
    return out "\\fB" roff(line) "\\fR\n"
}

# The declarations that stand together, and what is said of them.
function finish(    n, i, lines) {
    if (group == "")
        return
    printf "%s.nf\n%s.fi\n", told++ ? ".PP\n" : "", group
    group = ""
    if (comment == "")
        return
    print ".RS 4"
    n = split(comment, lines, "\n")
    for (i = 1; i <= n; i++)
        print roff(lines[i])
    print ".RE"
    comment = ""
}
END { finish() }

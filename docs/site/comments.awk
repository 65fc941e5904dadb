# Doxygen's view of a header: the project's comments, which are plain C comments, in Doxygen's form.
#
#   awk -f docs/site/comments.awk FILE.h         (Doxygen calls it: INPUT_FILTER)
#
#   the first comment of the file              speaks of the file
#   one that ends just above a declaration     speaks of it, and of those below it up to the next blank line
#                                              that have none of their own
#   one behind code, on the same line          speaks of what stands before it
#   any other                                  stays a plain comment
#   several names declared together            are declared one by one: Doxygen would speak of one alone
#   lines indented by four more                formulas: kept as they are
#   all else                                   plain text: nothing in it is a command of Doxygen's or HTML

{ lines[NR] = $0 }

END {
    n = NR
    i = lines[1] ~ /^\/\*/ ? own_comment(1, "@file\n") : 1
    while (i <= n) {
        line = lines[i]
        if (line ~ /^ *\/\*/)
            i = own_comment(i, "")
        else if (several(i))
            i = one_by_one(i)
        else if (match(line, /\/\*/) && line !~ /^ *#(if|e)|^struct .*; /)
            i = behind_code(i)
        else
            i = code(i)
    }
}

function code(i) {
    repeat_shared(lines[i])
    print lines[i]
    note_end(lines[i])
    return i + 1
}

# A declaration that follows another one at once, without a comment of its own, is spoken of by the same one.
function repeat_shared(line) {
    if (line ~ /^ *$/)
        shared = ""
    else if (shared != "" && ended && line ~ /^(#define |[A-Za-z])/)
        printf "%s", shared
}

function note_end(line) {
    above = ""
    if (line ~ /^ *$/)
        return
    sub(/ *\/\*.*$/, "", line)
    ended = line ~ /;$|^#define .*[^\\]$/
    if (line ~ /[{}]/)
        shared = ""
}

# Fields, or externs, that share one statement: "size_t rows, cols;".
function several(i) {
    statement = lines[i]
    for (end = i; lines[end] ~ /,$/ && statement ~ /^( |extern )/; )
        statement = statement lines[++end]
    return statement ~ /^( +|extern )[A-Za-z][A-Za-z0-9_ *]*[^()]*,[^(){}=]*; *(\/\*.*)?$/
}

function one_by_one(i,    note, type, names, count, k, last) {
    last = end
    note = ""
    if (match(statement, /\/\*/)) {
        note = substr(statement, RSTART + 2)
        statement = substr(statement, 1, RSTART - 1)
        while (lines[last] !~ /\*\//)
            note = note " " trimmed(lines[++last])
        sub(/ *\*\/.*$/, "", note)
        sub(/^ */, "", note)
    }
    sub(/; *$/, "", statement)
    count = split(statement, names, ",")
    match(names[1], /[A-Za-z0-9_ ]* /)
    type = substr(names[1], 1, RLENGTH)
    for (k = 1; k <= count; k++) {
        if (k > 1) {
            gsub(/^ +/, "", names[k])
            names[k] = type names[k]
        }
        if (k > 1 && note == "")
            printf "%s", above
        print names[k] ";" (note == "" ? "" : " /**< " plain(note) " */")
    }
    above = ""
    ended = 1
    return last + 1
}

function trimmed(line) {
    sub(/^ *(\* )?/, "", line)
    return line
}

# A comment with lines of its own; returns the line after it.
function own_comment(first, head,    last, text, next_line, indent) {
    for (last = first; lines[last] !~ /\*\//; last++)
        ;
    next_line = lines[last + 1]
    if (head == "" && (next_line ~ /^ *$/ || next_line ~ /^ *}/ || lines[first] ~ /\/\* -----/)) {
        for (; first <= last; first++)
            print lines[first]
        shared = ""
        return last + 1
    }
    match(lines[first], /^ */)
    indent = substr(lines[first], 1, RLENGTH)
    text = indent "/** " head body(first, last) " */\n"
    printf "%s", text
    if (head == "") {
        above = text
        shared = indent == "" ? text : shared
        ended = 0
    }
    return last + 1
}

function behind_code(i,    last, before, text) {
    match(lines[i], /\/\*/)
    before = substr(lines[i], 1, RSTART - 1)
    text = substr(lines[i], RSTART + 2)
    for (last = i; lines[last] !~ /\*\//; )
        text = text " " trimmed(lines[++last])
    sub(/ *\*\/.*$/, "", text)
    sub(/^ */, "", text)
    if (before ~ /^enum /) {
        sub(/ +$/, "", before)
        print "/** " plain(text) " */\n" before
    } else
        print before "/**< " plain(text) " */"
    note_end(before)
    return last + 1
}

# The text of the comment, formulas between @verbatim and @endverbatim.
function body(first, last,    k, line, text, in_formula, is_formula) {
    text = ""
    in_formula = 0
    for (k = first; k <= last; k++) {
        line = lines[k]
        if (k == last)
            sub(/ *\*\/ *$/, "", line)
        if (k == first)
            sub(/^ *\/\* ?/, "", line)
        else
            sub(/^ *\*? ?/, "", line)
        is_formula = line ~ /^    / && lines[k] ~ /^ *\*/
        if (in_formula && line == "" && k < last && lines[k + 1] ~ /^ *\*     /)
            is_formula = 1
        if (is_formula && !in_formula)
            text = text "@verbatim\n"
        if (!is_formula && in_formula)
            text = text "@endverbatim\n"
        in_formula = is_formula
        text = text (is_formula ? substr(line, 5) : plain(line)) (k < last || is_formula ? "\n" : "")
    }
    return text (in_formula ? "@endverbatim\n" : "")
}

function plain(text) {
    gsub(/[\\@<>&#%]/, "\\\\&", text)
    gsub(/--/, "\\--", text)
    gsub(/file:/, "file\\&#58;", text) # else a link
    gsub(/ \.\. /, " \\&hellip; ", text) # else the first sentence would end there
    while (match(text, /`[^`]+`/))
        text = substr(text, 1, RSTART - 1) "<code>" substr(text, RSTART + 1, RLENGTH - 2) "</code>" \
            substr(text, RSTART + RLENGTH)
    return text
}

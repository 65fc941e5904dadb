# Reads what `PROGRAM --help` prints, from which the manual pages and the completions are made, so that they say what the
# program says. Fields with a tab between them, one thing a line:
#
#   usage TEXT    says PARAGRAPH    command NAME SUMMARY    option --NAME ARGUMENT WORDS HELP
#
# A dash stands for no argument, and for no words: the words are the values that the help lists, with blanks between them.

BEGIN { OFS = "\t" }

/^(usage|uso): / && !begun {
    begun = 1
    print "usage", substr($0, index($0, ":") + 2)
    next
}
/^  --/ {
    end_all()
    name = $1
    rest = substr($0, 3)
    argument = "-"
    if (match(rest, /^--[^ ]+ [^ ]+/) && !match(rest, /^--[^ ]+  /)) {
        argument = $2
        match(rest, /^--[^ ]+ [^ ]+/)
    } else
        match(rest, /^--[^ ]+/)
    help = substr(rest, RLENGTH + 1)
    sub(/^ +/, "", help)
    next
}
/^  [a-z]/ && name == "" {
    end_all()
    match($0, /^  [a-z]+ +/)
    print "command", $1, substr($0, RLENGTH + 1)
    next
}
/^   / && name != "" {
    more = $0
    sub(/^ +/, "", more)
    help = help (help == "" ? "" : " ") more
    next
}
/^$/ {
    end_all()
    next
}
{ paragraph = paragraph (paragraph == "" ? "" : " ") $0 }
END { end_all() }

function end_all() {
    if (paragraph != "")
        print "says", paragraph
    if (name != "")
        print "option", name, argument, words(argument, help), help
    paragraph = name = help = ""
}

# "target (default), sum or margin" -> "target sum margin"; the last may be "or a description ...".
function words(argument, help,    n, i, parts, list) {
    if (argument !~ /^(NAME|LOSS|NET|LIST|LANG|WHAT|FORMAT)$/)
        return "-"
    gsub(/ *\([^)]*\)/, "", help)
    sub(/;.*|,? or (a|names) .*/, "", help)
    sub(/^[^,]*: /, "", help)
    gsub(/,? or /, ",", help)
    n = split(help, parts, /, */)
    list = ""
    for (i = 1; i <= n; i++) {
        gsub(/'/, "", parts[i])
        if (parts[i] ~ /^[A-Za-z0-9_-]+$/)
            list = list (list == "" ? "" : " ") parts[i]
    }
    return list == "" ? "-" : list
}

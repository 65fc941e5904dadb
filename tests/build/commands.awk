# The commands of a page of Markdown, for test_commands.sh: blocks that are indented by four, or fenced, and in them the
# lines that begin as a command does, or with "$ ".
#
#   command LINE        its words; what stands two blanks behind them is a description
#   print TEXT          a line that the last command prints ("$ " commands alone); "print ..." is any number of others
#   status N            what it ends with, from a comment before the block: <!-- status: N -->
#   later WHY           it takes long: <!-- run in CI: WHY -->
#   never WHY           it cannot be run by a test: <!-- not run: WHY -->
#   window              it opens a window, in which q ends it: <!-- in a window -->
#   inline TEXT         one that is named in a sentence, `so`, perhaps in part

function begins(text) {
    return text ~ /^([A-Z_]+=[^ ]* )*(build\/|make$|make |cc |c\+\+ |sh |cp |\.ci\/run|twingrad|python3 |git |mkdir )/
}

function trimmed(text) {
    sub(/^ +/, "", text)
    return text
}

function without_description(text,    k, letter, quote) {
    quote = ""
    for (k = 1; k <= length(text); k++) {
        letter = substr(text, k, 1)
        if (quote != "")
            quote = letter == quote ? "" : quote
        else if (letter == "\047" || letter == "\"")
            quote = letter
        else if (substr(text, k, 2) == "  ")
            return substr(text, 1, k - 1)
    }
    return text
}

/^<!-- ((not run|run in CI|status): .*|in a window) -->$/ {
    if (in_block)
        end_block()
    gsub(/^<!-- | -->$/, "")
    if (sub(/^status: /, ""))
        status = $0
    if ($0 == "in a window")
        window = 1
    if (sub(/^not run: /, ""))
        never = $0
    if (sub(/^run in CI: /, ""))
        later = $0
    next
}
/^```/ { fenced = !fenced; if (!fenced) end_block(); next }
!fenced && !/^    / {
    if ($0 !~ /^ *$/)
        end_block()
    line = $0
    while (match(line, /`[^`]+`/)) {
        text = substr(line, RSTART + 1, RLENGTH - 2)
        line = substr(line, RSTART + RLENGTH)
        if (text ~ /^((build\/)?twingrad(-live|-lesson|-exercise)?( |$)|build\/tests\/|make )/)
            print "inline " text
    }
    next
}
{
    in_block = 1
    line = $0
    if (!fenced)
        sub(/^    /, "", line)
    if (joined != "") {
        sub(/^ */, "", line)
        line = joined line
        joined = ""
    } else if (line ~ /^\$ /) {
        prompted = 1
        line = substr(line, 3)
    } else if (prompted || !begins(trimmed(line))) {
        if (prompted)
            print "print " line
        next
    } else
        line = trimmed(line) # in an item of a list it stands further in
    if (line ~ /\\$/) {
        joined = substr(line, 1, length(line) - 1)
        next
    }
    if (never != "")
        print "never " never
    if (later != "")
        print "later " later
    if (status != "")
        print "status " status
    if (window)
        print "window"
    print "command " without_description(line)
}

function end_block() {
    never = later = status = ""
    window = 0
    prompted = in_block = 0
}

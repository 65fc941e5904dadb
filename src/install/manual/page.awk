# A manual page, from its text in roff and what the programs say of themselves (describe.sh). In the text a line
#
#   @usages     stands for the usage of every command
#   @commands   for a section about each command: what it does, and its options
#   @options    for what the program's own options are
#   @functions  for every function of a header: its declaration and what stands above it (header.awk)
#   @code       begins lines that are a program's, as they are; @end ends them
#
# -v tables=FILE -v functions=FILE -v version=VERSION

BEGIN { FS = "\t" }
/^\.(nf|EX)/ { as_it_is = 1 }
/^\.(fi|EE)/ { as_it_is = 0 }
/^@usages/ { tell("usage", ""); next }
/^@options/ { tell("option", "-"); next }
/^@commands/ { tell("command", ""); next }
/^@functions/ { copy(functions); next }
/^@code/ { print ".EX"; as_it_is = in_code = 1; next }
/^@end/ { print ".EE"; as_it_is = in_code = 0; next }
in_code { gsub(/\\/, "\\e"); gsub(/-/, "\\-"); print (/^[.']/ ? "\\&" : "") $0; next }
{
    gsub(/@VERSION@/, version)
    put($0)
}

# A line of the page; a long one of text that is filled is broken between words, for the sake of who reads the source.
function put(line,    n, i, words, out, more) {
    if (as_it_is || line ~ /^[.']/ || length(line) <= 78) {
        print line
        return
    }
    n = split(line, words, / +/)
    out = words[1]
    for (i = 2; i <= n; i++) {
        more = (words[i] ~ /^[.']/ ? "\\&" : "") words[i]
        if (length(out " " more) > 78) {
            print out
            out = more
        } else
            out = out " " words[i]
    }
    print out
}

# Text as roff wants it: no line may begin with a control letter, and a minus is not a hyphen.
function plain(text) {
    gsub(/\\/, "\\e", text)
    text = gensub_minus(text)
    if (text ~ /^[.']/)
        text = "\\&" text
    return text
}

# Every "-" that does not stand between two letters.
function gensub_minus(text,    out, i, letter, before, after) {
    out = ""
    for (i = 1; i <= length(text); i++) {
        letter = substr(text, i, 1)
        before = i > 1 ? substr(text, i - 1, 1) : " "
        after = substr(text, i + 1, 1)
        out = out (letter == "-" && !(before ~ /[a-z]/ && after ~ /[a-z]/) ? "\\-" : letter)
    }
    return out
}

# "twingrad train [OPTION]...": what is typed as it is in bold, what stands for something else in italics.
function typeset(usage,    n, i, words, out, upper) {
    n = split(usage, words, " ")
    out = ""
    for (i = 1; i <= n; i++) {
        upper = words[i] ~ /[A-Z]/
        if (upper && match(words[i], /[A-Z\200-\377]+/))
            words[i] = plain(substr(words[i], 1, RSTART - 1)) "\\fI" substr(words[i], RSTART, RLENGTH) "\\fR" \
                       plain(substr(words[i], RSTART + RLENGTH))
        else if (words[i] ~ /^[a-z-]/)
            words[i] = "\\fB" plain(words[i]) "\\fR"
        else
            words[i] = plain(words[i])
        out = out (i > 1 ? " " : "") words[i]
    }
    return out
}

function show_option(field,    argument) {
    argument = field[4] == "-" ? "" : " " typeset(field[4])
    printf ".TP\n\\fB%s\\fR%s\n", plain(field[3]), argument
    put(plain(field[6]))
}

function tell(what, command,    line, field, first) {
    first = 1
    while ((getline line < tables) > 0) {
        split(line, field, "\t")
        if (what == "usage" && field[2] == "usage" && field[3] !~ /COMMAND/) {
            printf "%s%s\n", first ? "" : ".br\n", typeset(field[3])
            first = 0
        } else if (what == "option" && field[2] == "option" && field[1] == command)
            show_option(field)
        else if (what == "command" && field[1] != "-") {
            if (field[2] == "usage")
                printf ".SS %s\n%s\n", field[1], typeset(field[3])
            else if (field[2] == "says") {
                print ".PP"
                put(plain(field[3]))
            } else if (field[2] == "option" && field[3] != "--help")
                show_option(field)
        }
    }
    close(tables)
}

function copy(file,    line) {
    while ((getline line < file) > 0) {
        if (line ~ /^\.(nf|fi)/)
            as_it_is = line == ".nf"
        put(line)
    }
    close(file)
}

# A table of describe.sh with the texts of its help in another language: for a program that does not speak it itself.
# First the catalogue (each msgid and msgstr in one line), then the table. A text that is in one and not in the other ends
# it with 1, and is named.

FILENAME ~ /\.po$/ {
    if (match($0, /^msg(id|str) "/)) {
        text = substr($0, RLENGTH + 1, length($0) - RLENGTH - 1)
        gsub(/\\"/, "\"", text)
        gsub(/\\\\/, "\\", text)
        if ($1 == "msgid")
            original = text
        else if (original != "" && text != "")
            translated[original] = text
    }
    next
}
FNR == 1 { FS = OFS = "\t"; $0 = $0 }
$2 == "says" && $1 != "-" { $3 = translate($3) }
$2 == "command" { $4 = translate($4) }
$2 == "option" && $1 != "-" && $3 != "--help" { $6 = translate($6) }
{ print }
END {
    for (text in translated)
        if (!(text in used))
            wrong("is no longer said", text)
    exit failed
}

function translate(text) {
    used[text] = 1
    if (!(text in translated))
        wrong("is not translated", text)
    return translated[text]
}

function wrong(what, text) {
    printf "%s: this text %s: %s\n", ARGV[1], what, text >"/dev/stderr"
    failed = 1
}

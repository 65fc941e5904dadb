# The functions and variables that headers declare, one a line, from what the C preprocessor makes of them (cc -E).
# folder: only headers whose names begin with it are listened to.

/^# [0-9]+ "/ {
    file = $3
    gsub(/"/, "", file)
    listens = index(file, folder) == 1
}
/^[ \t]*#/ || !listens { next }
{
    for (i = 1; i <= length($0); i++) {
        letter = substr($0, i, 1)
        if (letter == "{")
            depth++
        if (depth == 0)
            text = text letter
        if (letter == "}")
            depth--
        if (depth == 0 && letter == ";")
            tell()
    }
    text = text " "
}

function tell(    n, i, names) {
    gsub(/__attribute__ *\(\(.*\)\)/, "", text)
    sub(/^[ \t]+/, "", text)
    if (text !~ /^(typedef|static|_Static_assert|struct [A-Za-z]* *;|enum|;)/) {
        if (text ~ /\(/) {
            sub(/[ \t]*\(.*/, "", text)
            sub(/.*[ *]/, "", text)
            print text
        } else {
            n = split(text, names, ",")
            for (i = 1; i <= n; i++) {
                gsub(/[ \t]*(\[[^]]*\])*[ \t]*;?[ \t]*$/, "", names[i])
                sub(/.*[ *]/, "", names[i])
                print names[i]
            }
        }
    }
    text = ""
}

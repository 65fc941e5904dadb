# Completion for zsh of one program, from what describe.sh tells of it.

BEGIN { FS = "\t"; quote = "'\\''" }
FNR == 1 { name = program; gsub(/-/, "_", name) }
$2 == "command" { commands = commands "        '" shown($3) ":" shown($4) "'\n" }
$2 == "option" {
    if (!($1 in options))
        order[++count] = $1
    options[$1] = options[$1] " \\\n    " option()
}
$2 == "usage" && ($3 ~ / MODEL/ || $3 ~ /\[MODEL/) { plain[$1] = "'1:model:_files -g \"*.safetensors\"'" }
$2 == "usage" && $3 ~ / IN\.* / { plain[$1] = "'*:file:_files'" }

# Text inside single quotes, in brackets, between colons.
function shown(text) {
    gsub(/\\/, "\\\\\\\\", text)
    gsub(/\[/, "\\[", text)
    gsub(/\]/, "\\]", text)
    gsub(/:/, "\\:", text)
    gsub(/'/, quote, text)
    return text
}

function option(    what) {
    if ($4 == "-")
        return "'" $3 "[" shown($6) "]'"
    if ($4 ~ /^FILE\.[a-z]+$/)
        what = "_files -g \"*" substr($4, 5) "\""
    else if ($4 == "MODEL")
        what = "_files -g \"*.safetensors\""
    else if ($4 == "FILE...")
        return "'*" $3 "[" shown($6) "]:*-*:file:_files'"
    else if ($4 ~ /FILE/)
        what = "_files"
    else if ($4 == "DIR")
        what = "_files -/"
    else if ($4 == "WHAT")
        what = "_alternative \"words:word:(" $5 ")\" \"folders:folder:_files -/\""
    else
        what = $5 == "-" ? "" : "(" $5 ")"
    return "'" $3 "=[" shown($6) "]:" shown(tolower($4)) ":" what "'"
}

END {
    f = "_" name
    print "#compdef " program
    print "# zsh completion for " program "; made from its --help"
    for (i = 1; i <= count; i++) {
        suffix = order[i] == "-" ? "_options" : "_" order[i]
        print ""
        print f suffix "() {"
        printf "  _arguments -S%s", options[order[i]]
        if (order[i] in plain)
            printf " \\\n    %s", plain[order[i]]
        print ""
        print "}"
    }
    print ""
    print f "() {"
    if (commands != "") {
        print "  local curcontext=\"$curcontext\" state line"
        print "  _arguments -C '--help[the commands]' '--version[the version]' '1:command:->command' '*::argument:->argument'"
        print "  case $state in"
        print "    command)"
        print "      local -a commands=("
        printf "%s", commands
        print "      )"
        print "      _describe command commands"
        print "      ;;"
        print "    argument) (( $+functions[" f "_$line[1]] )) && " f "_$line[1] ;;"
        print "  esac"
    } else
        print "  " f "_options"
    print "}"
    print ""
    print f " \"$@\""
}

# Completion for bash of one program, from what describe.sh tells of it.

BEGIN { FS = "\t" }
FNR == 1 { name = program; gsub(/-/, "_", name) }
$2 == "command" { commands = commands " " $3 }
$2 == "option" {
    if (!($1 in options))
        order[++count] = $1
    options[$1] = options[$1] " " $3
    if ($4 == "FILE...")
        plain[$1] = "_files '*'"
    if ($4 != "-")
        add_value_case($1)
}
$2 == "usage" && $3 ~ / MODEL/ || $2 == "usage" && $3 ~ /\[MODEL/ { plain[$1] = "_files '*.safetensors'" }
$2 == "usage" && $3 ~ / IN\.* / { plain[$1] = "_files '*'" }

# What may follow an option: one of some words, a file, a folder; a number, of which nothing is proposed.
function add_value_case(command,    what) {
    if ($4 ~ /^FILE\.[a-z]+$/)
        what = sprintf("_" name "_files '*%s'", substr($4, 5))
    else if ($4 == "MODEL")
        what = "_" name "_files '*.safetensors'"
    else if ($4 ~ /FILE/)
        what = "_" name "_files '*'"
    else if ($4 == "DIR")
        what = "_" name "_folders"
    else if ($4 == "WHAT")
        what = "_" name "_folders; _" name "_words '" $5 "'"
    else if ($5 != "-")
        what = "_" name "_words '" $5 "'"
    else {
        numbers[command] = numbers[command] " | " $3
        return
    }
    values[command] = values[command] sprintf("        %s) %s ;;\n", $3, what)
}

END {
    f = "_" name
    print "# bash completion for " program "; made from its --help"
    print ""
    print f "_words() { # list: those that begin as the word does"
    print "    COMPREPLY+=($(compgen -W \"$1\" -- \"$current\"))"
    print "}"
    print f "_folders() {"
    print "    compopt -o filenames 2>/dev/null"
    print "    local IFS=$'\\n'"
    print "    COMPREPLY+=($(compgen -d -- \"$current\"))"
    print "}"
    print f "_files() { # pattern of names"
    print "    " f "_folders"
    print "    local IFS=$'\\n' file"
    print "    for file in $(compgen -f -- \"$current\"); do"
    print "        [[ -d $file || $file != $1 ]] || COMPREPLY+=(\"$file\")"
    print "    done"
    print "}"
    for (i = 1; i <= count; i++) {
        print ""
        suffix = order[i] == "-" ? "" : "_" order[i]
        print f suffix "_values() { # option: what may follow it; false when nothing does"
        print "    case $1 in"
        printf "%s", values[order[i]]
        if (order[i] in numbers)
            print "        " substr(numbers[order[i]], 4) ") ;;"
        print "        *) return 1 ;;"
        print "    esac"
        print "}"
    }
    print ""
    print f "() {"
    print "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=" \
          (commands != "" ? "${COMP_WORDS[1]}" : "")
    print "    COMPREPLY=()"
    print "    # --option=value comes in three words"
    print "    if [[ $current == = ]]; then"
    print "        current="
    print "    elif [[ $before == = ]]; then"
    print "        before=${COMP_WORDS[COMP_CWORD - 2]}"
    print "    fi"
    if (commands != "") {
        print "    if [[ $COMP_CWORD == 1 ]]; then"
        print "        " f "_words '" substr(commands, 2) " --help --version'"
        print "        return"
        print "    fi"
    }
    print "    case $command in"
    for (i = 1; i <= count; i++) {
        command = order[i]
        suffix = command == "-" ? "" : "_" command
        print "        " (command == "-" ? "''" : command) ")"
        print "            " f suffix "_values \"$before\" ||"
        if (command in plain) {
            print "                if [[ $current == -* ]]; then"
            print "                    " f "_words '" substr(options[command], 2) "'"
            print "                else"
            print "                    " f plain[command]
            print "                fi"
        } else
            print "                " f "_words '" substr(options[command], 2) "'"
        print "            ;;"
    }
    print "    esac"
    print "}"
    print "complete -F " f " " program
}

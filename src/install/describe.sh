#!/bin/sh
# What a program understands, as its --help says it and help.awk reads it: each line begins with the command, or with "-"
# for the program itself.
#
#   describe.sh PROGRAM [LANGUAGE]        LANGUAGE: of a program that has the option --lang
set -eu
program=$1
language=${2:+--lang=$2}
here=$(dirname "$0")
unset LANGUAGE
LC_ALL=C
export LC_ALL

# The names that no --help has room for are those that the program itself tells.
names_of() { # command, option
    case $1:$2 in
    *:--panel) "$program" --panel '?' 2>&1 | sed 's/.*expected one of //; s/,//g' ;;
    check:--fault) "$program" check --list-faults | sed -n 's/^\([a-z][a-z0-9-]*\) .*/\1/p' | paste -s -d' ' - ;;
    esac
}

describe() { # command, or -
    [ "$1" = - ] && set -- - --help || set -- "$1" "$1" --help
    command=$1
    shift
    # shellcheck disable=SC2086 # no language is no word
    "$program" $language "$@" | awk -f "$here/help.awk" | while IFS= read -r line; do
        option=$(printf '%s\n' "$line" | cut -f2)
        names=$(names_of "$command" "$option")
        printf '%s\t%s\n' "$command" "$line" |
            awk -F'\t' -v OFS='\t' -v names="$names" 'names != "" { $5 = names } { print }'
    done
}

describe -
for command in $("$program" --help | awk -f "$here/help.awk" | awk -F'\t' '$1 == "command" { print $2 }'); do
    describe "$command"
done

#!/bin/sh
# The completions of bash and zsh: what they propose is what --help knows, and the programs take it.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL
LC_ALL=C
export LC_ALL
. "${0%/*}/counted.sh"

# What bash proposes where the line ends with the last word; in the folder $work/there, one a line.
bash_proposes() { # the words of the line
    (cd "$work/there" && bash -c '
        file=$1
        shift
        source "$file"
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        "_${1//-/_}"
        printf "%s\n" "${COMPREPLY[@]}"' bash "$completions/$1" "$@" | sort)
}
known() { # program, command or nothing: the options of its --help
    # shellcheck disable=SC2086 # no command is no word
    "$BUILD/$1" $2 --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | sort
}
proposes_the_options() { # program, command or nothing
    known "$@" >"$work/known"
    # shellcheck disable=SC2086 # no command is no word
    bash_proposes "$1" $2 -- >"$work/proposed"
    [ "$(wc -l <"$work/known")" -gt 1 ] && diff "$work/known" "$work/proposed"
}
proposes() { # expected, separated by commas; the words of the line
    expected=$1
    shift
    echo "$expected" | tr , '\n' | sort >"$work/expected"
    bash_proposes "$@" | diff "$work/expected" -
}

# Every name that is proposed for an option is taken: what comes last in the line ends the program before it works.
takes_what_it_proposes() { # a word that no list has; then program, the words before the name
    wrong=$1
    shift
    names=$(bash_proposes "$@" '')
    [ "$(printf '%s\n' "$names" | wc -l)" -gt 1 ] || return 1
    program=$1
    shift
    for name in $names; do
        "$BUILD/$program" "$@" "$name" --seed "$wrong" </dev/null >"$work/said" 2>&1
        if ! grep -q -e "--seed $wrong" "$work/said"; then
            echo "$name: $(head -n 1 "$work/said")"
            return 1
        fi
    done
}
loads() { # program and arguments: takes the name, as far as a model that is not there
    "$BUILD/$@" </dev/null >"$work/said" 2>&1
    cat "$work/said"
    ! grep 'expected\|is no \|no such' "$work/said"
}
faults_are_all() {
    "$BUILD/twingrad" check --list-faults | sed -n 's/^\([a-z0-9-]*\) (.*/\1/p' | sort >"$work/known"
    [ "$(wc -l <"$work/known")" -gt 10 ] && bash_proposes twingrad check --fault '' | diff "$work/known" -
}
every_loss_trains() {
    for loss in $(bash_proposes twingrad train --loss ''); do
        loads twingrad trace --net mlp --loss "$loss" --users 5 --numbers 1 | grep . >/dev/null || return
        loads twingrad trace --loss "$loss" --users 5 --numbers 1 >/dev/null || { cat "$work/said"; return 1; }
    done
}
every_panel_is_one() {
    for panel in $(bash_proposes twingrad-live --panel ''); do
        loads twingrad-live --panel "$panel" --size 1x1 | grep -e '--panel' && return 1
    done
    [ -n "$panel" ]
}

# What zsh shows after the tabulator, in a terminal of its own.
zsh_shows() { # line, then what is looked for in what is shown
    cat >"$work/ask.zsh" <<'ZSH'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT= RPROMPT=; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=1000; \
stty columns 160 rows 200; echo REA''DY"
while zpty -r shell line; do [[ $line == *READY* ]] && break; done
zpty -w -n shell "$2"$'\t\t'
integer tries=0
out=
while ((tries++ < 100)); do
    while zpty -r -t shell line; do out+=$line; done
    [[ $out == *${~3}* ]] && break
    sleep 0.1
done
zpty -d shell
[[ $out == *${~3}* ]] || { print -r -- "$out"; exit 1; }
ZSH
    (cd "$work/there" && zsh -f "$work/ask.zsh" "$work/zsh" "$1" "$2")
}

check 'the completions are made' makes to-install
completions=$(cd "$BUILD/completion" && pwd)
mkdir -p "$work/there/a folder" "$work/zsh"
cp "$BUILD"/completion/_* "$work/zsh"
touch "$work/there/model.safetensors" "$work/there/notes.txt" "$work/there/log.csv"
BUILD=$(cd "$BUILD" && pwd)

if command -v bash >/dev/null 2>&1; then
    commands=$("$BUILD/twingrad" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
    check 'bash proposes the commands' proposes "$(echo $commands --help --version | tr ' ' ,)" twingrad ''
    for command in $commands; do
        check "and the options of $command that its --help knows" proposes_the_options twingrad "$command"
    done
    for program in twingrad-live twingrad-lesson twingrad-exercise; do
        check "and those of $program" proposes_the_options $program ''
    done
    check 'of an option the ones that begin so' proposes --log,--loss twingrad train --lo
    check 'the names of the mistakes are those of --list-faults' faults_are_all
    check 'every loss that is proposed is one' every_loss_trains
    for option in --features --optimizer --net; do
        check "every name for $option is taken" takes_what_it_proposes x twingrad train $option
    done
    check 'every theme is one' takes_what_it_proposes x twingrad-live --theme
    check 'every panel is one' every_panel_is_one
    check 'every language is one' takes_what_it_proposes x twingrad-live --lang
    check 'behind = as behind a blank' proposes sum twingrad train --loss = su
    check 'models where a model is meant' proposes 'a folder,model.safetensors' twingrad eval ''
    check 'and logs where a log is meant' proposes log.csv twingrad train --log l
    check 'any file where one is read that may be of many kinds' \
        proposes 'a folder,log.csv,model.safetensors,notes.txt' twingrad convert ''
    check 'the formats that are written' proposes svc2004,susig twingrad convert x --to s
    check 'nothing where a number is meant' proposes '' twingrad train --seed ''
    check 'nothing behind a command that is none' proposes '' twingrad nothing ''
else
    echo 'SKIPPED: bash is not here'
fi

if command -v zsh >/dev/null 2>&1; then
    check 'zsh proposes the commands, and says what they do' \
        zsh_shows 'twingrad ' 'synth*invent signatures and write them as files'
    check 'the options, and what they are for' zsh_shows 'twingrad synth --' '--seed*who the writers are'
    check 'the losses' zsh_shows 'twingrad train --loss ' contrastive
    check 'the mistakes' zsh_shows 'twingrad check --fault cosine-' cosine-projection
    check 'the themes' zsh_shows 'twingrad-live --theme=' projector
    check 'the models' zsh_shows 'twingrad eval ' model.safetensors
else
    echo 'SKIPPED: zsh is not here'
fi

echo "completion: $passed passed, $failed failed."
[ "$failed" -eq 0 ]

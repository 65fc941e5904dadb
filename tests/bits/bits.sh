#!/bin/sh
# Trains the same nets with several builds of twingrad, numbers of threads and locales, and asks for the same files to the
# bit.
#
#   sh tests/bits/bits.sh PROGRAM...        the first is what the others are compared with
#
# Status 0: all are the same.
set -u
for program in "$@"; do
    [ -x "$program" ] || { echo "$program is no program" >&2; exit 2; }
done
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
LC_ALL=C
export LC_ALL
different=0
compared=0

# Name, then the options of the training: each kind of step, and lengths that fill no vector.
recipes='
paper       --net bromley1 --augment
reference   --net reference --loss margin
odd         --net flatten_dense:13_tanh_dense:7_relu_dense:3 --loss logistic --optimizer adam --rate 0.002
strided     --net conv:5x7/3_tanh_average:2_conv:3x5_lecun_flatten_dense:5 --loss contrastive --weight-decay 0.01
triplets    --net bromley2 --loss triplet --optimizer sgd --augment
'

train() { # program, threads, folder
    mkdir -p "$3"
    echo "$recipes" | while read -r name net_option net rest; do
        [ -n "$name" ] || continue
        net=$(echo "$net" | tr _ ' ')
        "$1" train --users 6 --genuine 4 --forged 3 --pairs 64 --epochs 2 --quiet --threads "$2" \
            "$net_option" "$net" $rest --save "$3/$name" --log "$3/$name.csv" >"$3/$name.said" || exit 1
        "$1" trace "$3/$name" --pair 0 --json >"$3/$name.json" || exit 1
    done && sed -i.bak "s,$3,HERE,g" "$3"/*.said && rm -f "$3"/*.bak || { echo "$1 did not end well"; exit 2; }
}

compare() { # what, folder
    for file in "$work"/first/*; do
        compared=$((compared + 1))
        cmp -s "$file" "$2/$(basename "$file")" && continue
        different=$((different + 1))
        echo "DIFFERENT: $1: $(basename "$file")"
    done
    rm -rf "$2"
}

first=$1
train "$first" 1 "$work/first"
for threads in 2 3 7; do
    train "$first" $threads "$work/other"
    compare "$first, $threads threads" "$work/other"
done

# A decimal comma, in a locale of our own where none is installed.
if localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" >/dev/null 2>&1 &&
    [ "$(LOCPATH=$work LC_ALL=de_DE.UTF-8 locale decimal_point)" = , ]; then
    LOCPATH=$work
    LC_ALL=de_DE.UTF-8
    export LOCPATH
    train "$first" 2 "$work/other"
    unset LOCPATH
    LC_ALL=C
    compare "$first, with a decimal comma" "$work/other"
else
    echo 'SKIPPED: the decimal comma: there is no localedef, or no source of a locale'
fi
shift
for program in "$@"; do
    train "$program" 2 "$work/other"
    compare "$program" "$work/other"
done
echo "$compared files compared with those of $first on one thread, $different different"
[ $different -eq 0 ] && [ $compared -gt 0 ]

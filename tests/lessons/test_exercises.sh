#!/bin/sh
# Every exercise fails as it is given, passes when it is solved, and typical wrong answers get the right diagnosis; and
# what a learner does with them: begin, check, take hints, start anew, be told what does not compile.
# TWINGRAD_EXERCISE is the program.
set -u
exercise=$TWINGRAD_EXERCISE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TWINGRAD_PROGRESS="$work/progress.txt" TWINGRAD_EXERCISES="$work/mine" LC_ALL=C
unset LANGUAGE
passed=0
failed=0

passes() { passed=$((passed + 1)); }
fails() {
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$1"
    sed 's/^/    /' "$work/said"
}

# The status, and (unless it is empty) what must be in the output.
try() { # what, status, words, arguments...
    what=$1 status=$2 words=$3
    shift 3
    "$exercise" --plain "$@" >"$work/said" 2>&1 </dev/null
    got=$?
    tr -s ' \n' ' ' <"$work/said" >"$work/flat"
    if [ "$got" != "$status" ]; then
        fails "$what: status $got, expected $status"
    elif [ -n "$words" ] && ! grep -qF -e "$words" "$work/flat"; then
        fails "$what: does not say '$words'"
    else
        passes
    fi
}

for file in lessons/exercises/[0-9]*.c; do
    name=$(basename "$file" .c)
    try "$name as it is given" 1 'nothing is ever added' --try "$file" "$name"
    try "$name, solved" 0 'Right.' --try "lessons/exercises/solutions/$name.c" "$name"
done

wrong=0
while IFS='|' read -r file words; do
    try "$file" 1 "$words" --try "tests/lessons/wrong/$file.c" "${file%%.*}"
    wrong=$((wrong + 1))
done <<'LIST'
01_dot.exchanged|the right numbers in the wrong places
01_dot.half|yours is 0.5 times
02_norm.undivided|a division by the length of the vector is missing
03_cosine.one_branch|da is right. db: 4 of its 4 numbers are wrong.
03_cosine.projection|the projection is missing
03_cosine.sign|the sign is flipped
04_sum.sign|the sign is flipped
05_target.mean|yours is 6 times
05_target.overwrites|write += in the place of =
06_margin.inverted|a condition is inverted
07_dense.first_unit|dx is right. dW is right. db: 3 of its 3 numbers are wrong.
07_dense.transposed|dx: 4 of its 4 numbers are wrong.
08_tanh.forgotten|the step's own derivative is forgotten
09_conv.beyond|writes beyond the end of an array
09_conv.reversed|the weights are used the wrong way round
10_average.undivided|yours is 3 times
11_branches.average|yours is 0.5 times
11_branches.one|one of the two branches is missing
12_logistic.crash|The function crashed: signal 6
12_logistic.scale|yours is 0.3333 times
LIST
[ "$wrong" = "$(ls tests/lessons/wrong/*.c | wc -l)" ] || { : >"$work/said"; fails 'a wrong answer is in no line of the list'; }

# One that never ends.
sed 's/k++/k += 0/' lessons/exercises/04_sum.c >"$work/loop.c"
try 'one that never ends' 1 'did not end within 0.5 seconds' --try "$work/loop.c" --timeout 0.5 4

# As a learner.
try 'the first exercise begins' 1 'nothing is ever added' --check
[ -f "$work/mine/01_dot.c" ] && grep -q 'How does a dot product' "$work/mine/01_dot.c" && passes || fails 'its file is not there'
cp lessons/exercises/solutions/01_dot.c "$work/mine/01_dot.c"
try 'it is solved' 0 'Right.' --check 1
try 'and that is remembered' 0 'pass a gradient back? [solved]' --list
try 'the next is the second' 1 'dx: 4 of its 4' --check
echo 'oops' >"$work/mine/02_norm.c"
try 'what does not compile' 1 'The compiler does not understand it' --check 2
try 'three hints' 0 'Hint 3 of 3. ' --hint 3 2
try 'anew' 0 '' --reset 2
[ -f "$work/mine/02_norm.c.old" ] && grep -q 'length pass' "$work/mine/02_norm.c" && passes || fails 'the file was not given anew'
try 'no such exercise' 2 "'99': there is no such exercise" 99
CC='no-such-compiler' && export CC
try 'no compiler' 2 'no-such-compiler cannot be started' --check 2
unset CC
try 'in Portuguese' 1 'o sinal' --lang pt_BR --try tests/lessons/wrong/03_cosine.sign.c 3

# The conversation, piped in.
printf 'h\nh\nh\ns\nl\n?\n5\nq\n' | "$exercise" --plain 3 >"$work/said" 2>&1
for words in 'Hint 3 of 3.' 'once yours is right' '12  A loss of your own' 'Enter tries your file' 'Exercise 5.'; do
    if grep -qF -e "$words" "$work/said"; then passes; else fails "the conversation does not say '$words'"; fi
done

echo "exercises: $passed passed, $failed failed."
[ "$failed" = 0 ]

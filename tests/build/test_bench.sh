#!/bin/sh
# What the benchmarks say of what they measured, but for the time it took: the table's medians, ratios and goals, from lines
# that are made up; the pictures; and the growth with next to no work. BUILD, CC and the like are those of the build.
set -u
BUILD=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

holds() { # what is to hold, command...
    name=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        tail -3 "$work/said"
    fi
}
says() { grep -q -- "$2" "$1"; }
ends_with() { # status, command...
    expected=$1
    shift
    "$@"
    [ $? -eq "$expected" ]
}

# Three rounds; PyTorch is better with 16 pairs than with one.
training() { # round, peer, pairs, median
    echo "{\"round\":$1,\"peer\":\"$2\",\"bench\":\"training\",\"net\":\"reference\",\"numbers\":\"double\",\"pairs\":$3,\"median\":$4,\"low\":$4,\"high\":$4,\"unit\":\"pairs/s\",\"gflops\":$5}"
}
check() { # round, peer, median
    echo "{\"round\":$1, \"peer\":\"$2\", \"bench\": \"check\", \"net\": \"reference\", \"what\": \"every parameter\", \"parameters\": 9820, \"median\": $3, \"low\": $3, \"high\": $3, \"unit\": \"ms\"}"
}
growth() { # times, work, median
    echo "{\"round\":1,\"peer\":\"Twingrad\",\"bench\":\"growth\",\"what\":\"check\",\"times\":$1,\"work\":$2,\"of\":\"parameters\",\"median\":$3,\"low\":$3,\"high\":$3,\"unit\":\"ms\",\"resident\":2.5}"
}
{
    training 1 Twingrad 16 900 10
    training 2 Twingrad 16 1100 10
    training 3 Twingrad 16 1000 10
    training 1 PyTorch 1 100 0
    training 1 PyTorch 16 250 0
    check 1 Twingrad 20
    check 2 Twingrad 40
    check 3 Twingrad 25
    check 1 PyTorch 5000
    growth 1 10 1
    growth 10 100 10
    growth 100 1000 1000
    echo '{"round":1,"peer":"Twingrad","bench":"limits","what":"multiply and add, 32 bytes (AVX2)","numbers":"double","median":20,"low":20,"high":20,"unit":"GFLOP/s"}'
    echo '{"bench":"losses","peer":"PyTorch","losses":[1, 2]}'
} >"$work/lines"
awk -v medians="$work/medians" -f tests/bench/table.awk "$work/lines" >"$work/table"
holds 'the median of three rounds' says "$work/table" '^reference, double, 16 pairs  *1000  *10 '
holds 'the ratio to a peer with as many pairs' says "$work/table" ' 1000  *10  *250  *-  *4.0  *-$'
holds 'of what the processor can do: 1000 pairs a second at 10 GFLOP/s for 1000, of 20' \
    says "$work/table" '^reference, double, 16 pairs  *50 %'
holds 'how many times as long a check takes' says "$work/table" 'times as long as ours  *200 '
holds 'the power of what grows too fast' says "$work/table" '^check .* 2.00$'
holds 'a goal that is reached' says "$work/table" "best batch  *>= 2.5  *4 $"
holds 'a goal that is not' says "$work/table" ' >= 250  *200 not yet$'
holds 'a goal that was not measured is not there' ends_with 1 says "$work/table" 'to start'
holds 'eighty columns' ends_with 1 grep -n '.\{81\}' "$work/table"
holds 'a median for the pictures' says "$work/medians" "^check	reference, 9820: every parameter	Twingrad	25	20	40	ms$"

make --no-print-directory CC="${CC:-cc}" CFLAGS="${CFLAGS-}" LDFLAGS="${LDFLAGS-}" MODE="${MODE:-release}" \
    REAL="${REAL:-double}" BUILD="$BUILD" "$BUILD/tests/bench/picture" "$BUILD/tests/bench/growth" >"$work/made" 2>&1 ||
    cat "$work/made"
picture=$BUILD/tests/bench/picture
for subject in speed growth; do
    holds "a picture of the $subject" "$picture" $subject "$work/medians" "$work/$subject.png"
    holds "the picture of the $subject is one" says "$work/$subject.png" PNG
done
holds 'shapes, too' "$picture" speed "$work/medians" "$work/speed.svg"
holds 'no other picture' ends_with 2 "$picture" cow "$work/medians" "$work/cow.png"
holds 'no other kind of file' ends_with 2 "$picture" speed "$work/medians" "$work/speed.txt"
echo 'training	x' >"$work/torn"
holds 'no line that is torn' ends_with 2 "$picture" speed "$work/torn" "$work/torn.png"
cp "$work/said" "$work/trouble"
holds 'it is named' says "$work/trouble" 'torn:1: expected seven fields'
holds 'and nothing is written' ends_with 1 test -e "$work/torn.png"

OMP_NUM_THREADS=1 "$BUILD/tests/bench/growth" "$work/files" 1 3 >"$work/grown" 2>&1
holds 'four kinds of work, once and three times' test "$(grep -c '"bench":"growth"' "$work/grown")" -eq 8
holds 'every parameter is checked' says "$work/grown" '"what":"check","times":3,"work":308,'
holds 'as many files are read as were laid out' says "$work/grown" 'features","times":3,"work":48,'
holds 'no repeats, no measurement' ends_with 2 "$BUILD/tests/bench/growth" "$work/files" 0

echo "benchmarks: $passed passed, $failed failed."
[ $failed -eq 0 ]

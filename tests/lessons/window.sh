#!/bin/sh
# The window of a lesson as a person uses it, on the display that DISPLAY names: drags a vector with the mouse and with the
# keys, makes the window smaller, closes it; what the lesson then says must be what was done. TWINGRAD_LESSON is the
# program.
set -eu
work=$(mktemp -d)
"$TWINGRAD_LESSON" 3 --window --lang en --plain >"$work/words" 2>&1 &
lesson=$!
trap 'kill $lesson 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
    echo "lessons/window.sh: $1" >&2
    cat "$work/words" >&2
    exit 1
}
window=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    window=$(xdotool search --onlyvisible --pid $lesson 2>/dev/null | head -1 || true)
    [ -n "$window" ] && break
    kill -0 $lesson 2>/dev/null || fail 'it ended before its window opened'
    sleep 0.25
done
[ -n "$window" ] || fail 'no window opened within five seconds'
xdotool windowfocus "$window" 2>/dev/null || true
sleep 1

# At 900 x 700 the plane's origin lies at (467, 321), and one unit is 44.5 pixels: a stands at (4, 1), b at (1, 3).
xdotool mousemove --window "$window" 645 276 mousedown 1
sleep 0.3
xdotool mousemove --window "$window" 556 232
sleep 0.3
xdotool mousemove --window "$window" 467 188 mouseup 1 # a is at (0, 3): the angle to b is atan(1/3), 18.4 degrees
sleep 0.3

# At rest it sleeps: no processor time within two seconds (in ticks of a hundredth of a second).
ticks() { awk '{ print $14 + $15 }' /proc/$lesson/stat; }
if [ -r /proc/$lesson/stat ]; then
    from=$(ticks); sleep 2; to=$(ticks)
    [ $((to - from)) -le 4 ] || fail "at rest, and yet it used $((to - from)) hundredths of a second in two"
fi

xdotool windowsize "$window" 500 400
sleep 0.5
xdotool key --window "$window" Tab
for _ in 1 2 3; do
    xdotool key --window "$window" Right # a step of 12/40 = 0.3: b is then at (1.9, 3), 32.3 degrees from a
    sleep 0.1
done
xdotool key --window "$window" Escape 2>/dev/null || true # it is gone before the key is let go
for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 $lesson 2>/dev/null || break
    sleep 0.2
done
wait $lesson || fail 'it did not end well'
angle=$(sed -n 's/.*angle \([0-9.]*\) deg.*/\1/p' "$work/words")
[ -n "$angle" ] || fail 'it did not say what was there at the end'
awk -v angle="$angle" 'BEGIN { exit !(angle > 31 && angle < 33.6) }' || fail "the angle is $angle degrees; 32.3 were set"
tr '\n' ' ' <"$work/words" | grep -q 'a.(dc/da) = 0.0000' || fail 'the gradient is not at a right angle to a'
echo 'lessons/window.sh: all is well'

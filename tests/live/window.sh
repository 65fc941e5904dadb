#!/bin/sh
# The window as a person uses it, on the display that DISPLAY names: opens it, chooses pairs, pauses, steps, resizes,
# saves pictures, rewinds, quits; and looks at what that did. TWINGRAD_LIVE is the program.
set -eu
pictures=$(mktemp -d)
log=$pictures/log
"$TWINGRAD_LIVE" --users 10 --genuine 4 --forged 4 --watched 20 --epochs 500 --pairs 64 --out "$pictures" >"$log" 2>&1 &
live=$!
trap 'kill $live 2>/dev/null || true; rm -rf "$pictures"' EXIT

fail() {
    echo "window.sh: $1" >&2
    cat "$log" >&2
    exit 1
}
press() { xdotool key --window "$window" "$@"; sleep 0.4; }
# A picture of what is shown, through the program itself.
save() {
    before=$(ls "$pictures" | grep -c '\.png$' || true)
    press s
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ "$(ls "$pictures" | grep -c '\.png$' || true)" -gt "$before" ] && break
        sleep 0.3
    done
    saved=$pictures/$(ls -t "$pictures" | grep '\.png$' | head -1)
    [ -s "$saved" ] || fail 'S saved no picture'
}
same() { cmp -s "$1" "$2"; }

window=
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    window=$(xdotool search --onlyvisible --pid $live 2>/dev/null | head -1 || true)
    [ -n "$window" ] && break
    kill -0 $live 2>/dev/null || fail 'it ended before its window opened'
    sleep 0.25
done
[ -n "$window" ] || fail 'no window opened within five seconds'
xdotool windowfocus "$window" 2>/dev/null || true
sleep 2

press space # pause
save; paused=$saved
sleep 1
save; later=$saved
same "$paused" "$later" || fail 'paused, and yet the picture changed'

# Paused it sleeps: no processor time within two seconds (in ticks of a hundredth of a second).
ticks() { awk '{ print $14 + $15 }' /proc/$live/stat; }
if [ -r /proc/$live/stat ]; then
    from=$(ticks); sleep 2; to=$(ticks)
    [ $((to - from)) -le 4 ] || fail "paused, and yet it used $((to - from)) hundredths of a second in two"
fi

press period
save; stepped=$saved
same "$later" "$stepped" && fail 'one step changed nothing'

press Tab
save; tabbed=$saved
same "$stepped" "$tabbed" && fail 'Tab chose no other pair'
press shift+Tab
save
same "$stepped" "$saved" || fail 'Shift+Tab did not go back'

press t
save
same "$stepped" "$saved" && fail 'T changed no colours'
press t

xdotool windowsize "$window" 900 640; sleep 1
save
case $(od -An -tu1 -j16 -N8 "$saved" | tr -s ' ') in
*' 0 0 3 132 0 0 2 128'*) ;;
*) fail 'the picture is not as large as the window after a resize' ;;
esac
xdotool windowsize "$window" 1280 720; sleep 1

press r
save; rewound=$saved
press shift+s
ls "$pictures" | grep -q '\.svg$' || fail 'Shift+S saved no SVG'
press r
save
same "$rewound" "$saved" || fail 'rewinding twice with the same seed shows two things'
press shift+r
save
same "$rewound" "$saved" && fail 'a new seed shows the same'

press q 2>/dev/null || true # the window may be gone before the key is let go
for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 $live 2>/dev/null || break
    sleep 0.2
done
kill -0 $live 2>/dev/null && fail 'Q did not end it'
wait $live || fail "it ended with status $?"
echo 'window.sh: opened, paused, stepped, chose, resized, saved, rewound, quit: all as it should be'

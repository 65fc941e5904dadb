#!/bin/sh
# The window as a person uses it, on the display that DISPLAY names: opens it, pauses, steps, chooses pairs, plants a
# mistake and sees the check turn red, presses buttons and menus, resizes, saves pictures, rewinds, signs and is judged,
# records a video, quits; and looks at what that did. TWINGRAD_LIVE is the program.
set -eu
pictures=$(mktemp -d)
log=$pictures/log
"$TWINGRAD_LIVE" --users 10 --genuine 4 --forged 4 --watched 20 --epochs 500 --pairs 64 --out "$pictures" \
    --lang en --log "$pictures/run.log" --own "$pictures/own" >"$log" 2>&1 &
live=$!
trap 'kill $live 2>/dev/null || true; wait $live 2>/dev/null || true; rm -rf "$pictures"' EXIT

fail() {
    echo "window.sh: $1" >&2
    cat "$log" >&2
    exit 1
}
press() { xdotool key --window "$window" "$@"; sleep 0.4; }
click() { xdotool mousemove --window "$window" "$1" "$2" click 1; sleep 0.4; }
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
press t
save
same "$stepped" "$saved" || fail 'T three times is not as before: dark, light, high contrast'

press F5
save
same "$stepped" "$saved" && fail 'F5 changed nothing for a projector'
press F5
save
same "$stepped" "$saved" || fail 'F5 twice is not as before'

# The buttons, by the mouse (where they stand at 1280 x 720) and by the keyboard: what they did stands in the run's log.
click 101 21 # step
save
same "$stepped" "$saved" && fail 'the button for a step changed nothing'
click 63 21 # step back
save
same "$stepped" "$saved" || fail 'a step and a step back do not lead back'
press F6 Right Right Return # the third button: a step
press Escape
click 440 560 # a tab or its panel: nothing of the run

# A mistake, found by typing part of its name; the check of the gradient names it, in red.
red='rgb(89\.[0-9]*%, *2[0-9]\.[0-9]*%, *3[0-9]\.[0-9]*%)'
reds() { # in a picture of the check, saved as shapes
    press shift+s
    sleep 0.6
    grep -c "$red" "$pictures/$(ls -t "$pictures" | grep '\.svg$' | head -1)" || true
}
press 5 # its tab
press 5 # alone
sleep 2
[ "$(reds)" -le 2 ] || fail 'the check is red while every gradient is right'
press exclam
xdotool type --window "$window" cosine-s
sleep 0.4
press Return
found=0
for _ in 1 2 3 4 5; do
    found=$(reds)
    [ "$found" -gt 5 ] && break
done
[ "$found" -gt 5 ] || fail 'a mistake was planted, and the check did not turn red'
press shift+f # out again
for _ in 1 2 3 4 5; do
    found=$(reds)
    [ "$found" -le 2 ] && break
done
[ "$found" -le 2 ] || fail 'the mistake was taken out, and the check stayed red'
press Escape

xdotool windowsize "$window" 900 640; sleep 1
save
case $(od -An -tu1 -j16 -N8 "$saved" | tr -s ' ') in
*' 0 0 3 132 0 0 2 128'*) ;;
*) fail 'the picture is not as large as the window after a resize' ;;
esac
xdotool windowsize "$window" 1280 720; sleep 1

press r # from here on the run before is shown behind
press r # it had no step
save; rewound=$saved
press shift+s
ls "$pictures" | grep -q '\.svg$' || fail 'Shift+S saved no SVG'
press r
save
same "$rewound" "$saved" || fail 'rewinding twice with the same seed shows two things'
press shift+r
save
same "$rewound" "$saved" && fail 'a new seed shows the same'

press x Down Return # the menu of what can be saved: the window as shapes
[ "$(ls "$pictures" | grep -c '^window.*\.pdf$')" -ge 1 ] || fail 'the menu saved no PDF'

# One's own signature, in the field of its panel (where that stands alone, at 1280 x 720): three references and a try.
sign() { # the left edge
    # shellcheck disable=SC2046 # the words of one xdotool
    xdotool $(awk -v w="$window" -v left="$1" 'BEGIN {
        for (i = 0; i <= 90; i++) {
            printf "mousemove --window %s %d %d ", w, left + 4 * i, 400 - 90 * sin(i / 5) * (0.6 + 0.4 * cos(i / 11))
            if (i == 0 || i == 50) printf "mousedown 1 "
            if (i == 44 || i == 90) printf "mouseup 1 "
            printf "sleep 0.008 "
        }
    }')
    sleep 0.4
}
press d # its tab
press d # alone
for left in 60 70 65; do
    sign "$left"
    click 822 90 # next
done
sign 62
click 1213 90 # save
for number in 1 2 3 4; do
    [ -s "$pictures/own/U1S$number.TXT" ] || fail "signature $number was not saved"
done
press ctrl+shift+s # the panel as shapes: its words can be read in the PDF
panel=$(ls "$pictures" | grep '^own-.*\.pdf$' | head -1)
[ -n "$panel" ] || fail 'Ctrl Shift+S saved no panel'
if command -v pdftotext >/dev/null 2>&1; then
    pdftotext "$pictures/$panel" - | grep -q 'ACCEPTED\|REJECTED' || fail 'the signature was not judged'
fi
press Escape

# A video of the training as it runs; without ffmpeg a folder of pictures.
press v
press space
sleep 2
press v
sleep 1
[ "$(ls "$pictures" | grep -c '^video-.*\(mp4\|frames\)')" -ge 1 ] || fail 'V recorded nothing'
for video in "$pictures"/video-*.mp4; do
    [ ! -e "$video" ] || [ "$(wc -c <"$video")" -gt 5000 ] || fail 'the video is empty'
done
press space

press q 2>/dev/null || true # the window may be gone before the key is let go
for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 $live 2>/dev/null || break
    sleep 0.2
done
kill -0 $live 2>/dev/null && fail 'Q did not end it'
wait $live || fail "it ended with status $?"
for did in 'choose' 'go-to' 'fault cosine-sign' 'repair' 'rewind' 'new-seed'; do
    grep -q "$did" "$pictures/run.log" || fail "the log of the run does not tell '$did'"
done
echo 'window.sh: opened, paused, stepped, chose, planted, saw red, resized, saved, rewound, signed, filmed, quit: all as it should be'

#!/bin/sh
# The troubles of the world, real ones: a disk that is full, a folder that may not be written, a file that vanished or is a
# folder, standard streams that are closed or read by nobody, a terminal and a display that go away, an ffmpeg that is
# missing, dies or never reads. Each time: no crash, one sentence, exit status 2, what stood there before still stands there,
# and no temporary file is left. BUILD is the folder of the programs. What cannot be tried here is said aloud.
set -u
LC_ALL=C
export LC_ALL OMP_NUM_THREADS=1
unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER
build=$(cd "${BUILD:-build}" && pwd)
twingrad=$build/twingrad
live=$build/twingrad-live
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
full=
server=
trap 'trap - EXIT; [ -z "$server" ] || kill $server 2>/dev/null; [ -z "$full" ] || umount "$full"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work" || exit 2
net='--net mlp --users 5 --genuine 3 --forged 2'
small="$net --pairs 16 --batch 8"
tried=0
failed=0

wrong() { # what was tried, what is wrong
    echo "world.sh: $1: $2" >&2
    sed 's/^/    /' errors >&2
    failed=$((failed + 1))
}
# One sentence on standard error (in the file `errors`) that holds the words, and the exit status 2.
trouble() { # what was tried, status, words
    tried=$((tried + 1))
    [ "$2" -eq 2 ] || wrong "$1" "exit status $2"
    [ "$(wc -l <errors)" -eq 1 ] || wrong "$1" "$(wc -l <errors) lines of trouble"
    grep -q "$3" errors || wrong "$1" "the sentence does not say '$3'"
}
holds() { # what was tried, a condition ...
    tried=$((tried + 1))
    name=$1
    shift
    "$@" || wrong "$name" "not so: $*"
}
skipped() {
    echo "SKIPPED: $1"
}
# Until the condition holds, ten seconds at most.
wait_for() {
    for _ in $(seq 100); do
        "$@" && return 0
        sleep 0.1
    done
    return 1
}

"$twingrad" train $small --epochs 2 --save model --quiet >printed || exit 2
"$twingrad" synth --users 1 --genuine 2 --forged 1 --out signatures >printed || exit 2
cp model kept

# ---- a disk that is full ----
mkdir full
if mount -t tmpfs -o size=1m twingrad-full full 2>errors; then
    full=$work/full
    echo old >full/model
    head -c 2000000 /dev/zero >full/ballast 2>/dev/null
    "$twingrad" train $small --epochs 2 --save full/model --quiet >printed 2>errors
    trouble 'a full disk, train' $? 'No space left on device'
    holds 'a full disk, train' [ "$(cat full/model)" = old ]
    "$twingrad" trace $net --safetensors full/trace >printed 2>errors
    trouble 'a full disk, trace' $? 'No space left on device'
    truncate -s -20K full/ballast # room for some of the files
    "$twingrad" synth --users 4 --out full/made >printed 2>errors
    trouble 'a full disk, synth' $? 'No space left on device'
    head -c 2000000 /dev/zero >>full/ballast 2>/dev/null
    for kind in png svg pdf; do
        "$live" --headless $small --epochs 1 --$kind full/picture.$kind >printed 2>errors
        trouble "a full disk, a picture ($kind)" $? 'No space left\|cannot be written'
    done
    "$live" --headless $small --epochs 1 --video full/film.mp4 >printed 2>errors
    trouble 'a full disk, a video' $? 'full/film\|No space left'
    # What could be written of the film stays; nothing else does.
    holds 'a full disk' [ "$(ls full | grep -v '^made$\|^film-frames$' | tr '\n' ' ')" = 'ballast model ' ]
    rm -r full/ballast full/made full/film-frames
    "$twingrad" train $small --epochs 2 --save full/model --quiet >printed 2>errors
    holds 'room again, train' [ $? -eq 0 ]
    holds 'room again' cmp model full/model
else
    skipped 'a disk that is full: no file system can be mounted here'
fi
{ (ulimit -f 0 && exec "$twingrad" trace $net --safetensors trace); echo $? >status; } 2>&1 >/dev/null | cat >errors
trouble 'no file may grow' "$(cat status)" 'File too large\|cannot be written'
holds 'no file may grow' [ ! -e trace ]
if [ -e /dev/full ]; then
    for line in "train $small --epochs 1" "train $small --epochs 1 --json" 'eval model' 'eval model --json' "trace $net" \
        'trace model --json' 'check model --screen' 'check model --screen --json' 'check --list-faults' '--help' '--version' \
        'verify model --reference signatures/U1S1.TXT signatures/U1S2.TXT --questioned signatures/U1S2.TXT' 'synth --users 1 --out made' \
        'train --help'; do
        "$twingrad" $line >/dev/full 2>errors
        trouble "$line >/dev/full" $? 'what is printed'
    done
    for line in "--headless $small --epochs 1" --help; do
        "$live" $line >/dev/full 2>errors
        trouble "twingrad-live $line >/dev/full" $? 'what is printed'
    done
    "$build/twingrad-lesson" 1 --auto >/dev/full 2>errors
    trouble 'a lesson >/dev/full' $? 'what is printed'
    "$twingrad" train $small --epochs 4 --save told >/dev/full 2>errors
    trouble 'a training that cannot tell' $? 'what is printed'
    "$twingrad" train --resume told --save told --quiet >printed 2>errors
    holds 'a training that cannot tell' [ "$("$twingrad" train $small --epochs 4 --save whole --quiet >printed; cmp told whole)" = '' ]
else
    skipped 'there is no /dev/full'
fi

# ---- folders and files that are not what they should be ----
mkdir locked
echo old >locked/model
chmod 555 locked
as_user=
[ "$(id -u)" -ne 0 ] || as_user='setpriv --reuid 65534 --regid 65534 --clear-groups'
chmod 755 "$work"
if [ -z "$as_user" ] || $as_user "$twingrad" --version >printed 2>&1; then
    $as_user "$twingrad" train $small --epochs 1 --save locked/model >printed 2>errors
    trouble 'a folder that may not be written, train' $? 'locked/model: cannot be written: Permission denied'
    $as_user "$twingrad" synth --users 1 --out locked/made >printed 2>errors
    trouble 'a folder that may not be written, synth' $? 'Permission denied'
    $as_user "$live" --headless $small --epochs 1 --log locked/log >printed 2>errors
    trouble 'a folder that may not be written, the log' $? 'locked/log: cannot be written: Permission denied'
    $as_user "$twingrad" trace $net --safetensors locked/trace >/dev/null 2>errors
    trouble 'a folder that may not be written, trace' $? 'Permission denied'
    chmod 000 model
    $as_user "$twingrad" eval model >printed 2>errors
    trouble 'a model that may not be read' $? 'model: cannot be opened: Permission denied'
    chmod 644 model
else
    skipped 'folders that may not be written: this is root, and no other user can run the program'
fi
holds 'a folder that may not be written' [ "$(ls locked)$(cat locked/model)" = modelold ]

mkdir folder
for line in 'eval folder' 'trace folder' 'check folder' 'train --resume folder' \
    'verify folder --reference signatures/U1S1.TXT --questioned signatures/U1S2.TXT' \
    'verify model --reference folder --questioned signatures/U1S2.TXT' 'eval model --data model'; do
    "$twingrad" $line >printed 2>errors
    trouble "$line (a folder for a file, or a file for a folder)" $? 'directory\|folder'
done
for line in 'eval gone' 'trace gone' 'check gone' 'train --resume gone' 'eval model --data gone' 'check --plugin ./gone.so' \
    'verify model --reference gone --questioned signatures/U1S2.TXT'; do
    "$twingrad" $line >printed 2>errors
    trouble "$line (not there)" $? gone
done
for line in '--save folder' '--log folder' '--save gone/model' '--log gone/log'; do
    "$twingrad" train $small --epochs 1 --quiet $line >printed 2>errors
    trouble "train $line" $? 'cannot be'
done
for line in "$small --png folder" "$small --log folder" '--replay folder' '--replay gone' "$small --video gone/film.mp4"; do
    "$live" --headless $line >printed 2>errors
    trouble "twingrad-live $line" $? 'folder\|gone'
done
holds 'a folder for a file' [ "$(ls -A folder)" = '' ]
# The folder of the signatures vanishes between two runs, and the folder of the model while the training goes on.
cp -r signatures moved && "$twingrad" train --net mlp --data moved --epochs 1 --pairs 8 --save of_moved >printed 2>errors
mkdir vanishing
"$twingrad" train $small --epochs 100000 --save vanishing/model --quiet >printed 2>errors &
training=$!
wait_for [ -s vanishing/model ]
mv vanishing vanished
wait $training
trouble 'the folder of the model vanishes' $? 'vanishing/model: cannot be'
holds 'the folder of the model vanishes' "$twingrad" trace vanished/model >printed 2>errors

# ---- standard streams that are closed, or that nobody reads ----
for line in "train $small --epochs 2 --save closed" 'eval model' "trace $net --safetensors closed"; do
    rm -f closed
    "$twingrad" $line >&- 2>errors
    trouble "$line >&-" $? 'what is printed'
done
holds 'no output' "$twingrad" trace $net --safetensors by_its_own >printed
holds 'nothing is printed into a file' cmp closed by_its_own
"$twingrad" train $small --epochs 2 --save closed --quiet >printed 2>&- <&-
holds 'neither input nor errors' cmp closed model
"$twingrad" eval gone >printed 2>&-
holds 'no errors' [ $? -eq 2 ]
{ "$twingrad" train $small --epochs 50 --save piped 2>errors; echo $? >status; } | head -n 1 >printed
trouble 'train | head' "$(cat status)" 'what is printed cannot be written: Broken pipe'
"$twingrad" train --resume piped --save piped --quiet >printed 2>errors
"$twingrad" train $small --epochs 50 --save whole --quiet >printed 2>errors
holds 'train | head' cmp piped whole
{ "$twingrad" trace $net --numbers 100000 2>errors; echo $? >status; } | head -n 1 >printed
holds 'trace | head: no word of it, as of any filter' [ "$(wc -c <errors)" -eq 0 ]

# ---- signals: a terminal that goes away, an end that is asked for ----
for signal in HUP INT TERM; do
    rm -f asked
    # Shells let what they start behind themselves ignore SIGINT.
    python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
        "$twingrad" train $small --epochs 100000 --save asked --log asked.csv >printed 2>errors &
    training=$!
    wait_for [ -s asked ]
    kill -$signal $training
    wait $training
    holds "SIG$signal" [ $? -eq 0 ]
    holds "SIG$signal" grep -q '^stopped after' printed
    holds "SIG$signal" "$twingrad" trace asked >printed
done
python3 "$here/hangup.py" "$build" >printed 2>errors
holds 'a terminal that goes away' [ $? -eq 0 ]

# ---- ffmpeg ----
film() { # name of what was tried, what the ffmpeg of the PATH does
    mkdir -p programs
    printf '#!/bin/sh\n%s\n' "$2" >programs/ffmpeg
    chmod +x programs/ffmpeg
    rm -rf film*
    PATH=$work/programs:$PATH "$live" --headless $small --epochs 3 --size 320x240 --video film.mp4 --frames 20 >printed 2>errors
}
film 'ffmpeg dies at once' 'exit 3'
holds 'ffmpeg dies at once: pictures instead' [ "$(ls film*/frame-*.png | wc -l)" -gt 0 ]
film 'ffmpeg dies in the middle' 'head -c 700000 >/dev/null; kill -9 $$'
holds 'ffmpeg dies in the middle: pictures instead' [ "$(ls film*/frame-*.png | wc -l)" -gt 0 ]
holds 'ffmpeg dies in the middle: no half of a video' [ ! -e film.mp4 ]
film 'ffmpeg fails at its end' 'cat >/dev/null; echo it went wrong >&2; exit 1'
trouble 'ffmpeg fails at its end' $? 'ffmpeg ended with status 1: it went wrong'
holds 'ffmpeg fails at its end: no half of a video' [ ! -e film.mp4 ]
if [ -n "${SLOW:-}" ]; then # half a minute
    film 'ffmpeg never reads' 'exec sleep 1000'
    holds 'ffmpeg never reads: pictures instead' [ "$(ls film*/frame-*.png | wc -l)" -gt 0 ]
fi
mkdir -p empty && rm -rf film*
PATH=$work/empty "$live" --headless $small --epochs 3 --size 320x240 --video film.mp4 --frames 20 >printed 2>errors
holds 'no ffmpeg: pictures instead' [ "$(ls film*/frame-*.png | wc -l)" -gt 0 ]

# ---- a display that goes away ----
if command -v Xvfb >/dev/null && command -v xdotool >/dev/null; then
    for way in stops breaks; do
        mkfifo number
        Xvfb -displayfd 3 -screen 0 1280x1024x24 -nolisten tcp 3>number 2>/dev/null &
        server=$!
        read -r screen <number
        rm number
        rm -f run.log
        DISPLAY=:$screen "$live" --log run.log --out pictures --seed 3 >printed 2>errors &
        window=$!
        wait_for grep -qs '^end [1-9]' run.log || wrong "a display that $way" 'no log is written as it goes'
        id=$(DISPLAY=:$screen xdotool search --onlyvisible --pid $window | head -n 1)
        DISPLAY=:$screen xdotool windowfocus "$id" key --window "$id" v 2>/dev/null # a video is recorded
        sleep 2
        [ $way = stops ] && kill $server || kill -9 $server
        wait $window
        ended=$?
        wait $server 2>/dev/null
        server=
        grep -v '^saved ' errors >other
        mv other errors
        trouble "a display that $way" $ended 'the display went away'
        holds "a display that $way: the log" "$live" --headless --replay run.log >printed
        if command -v ffmpeg >/dev/null; then
            holds "a display that $way: the video" [ -s "$(ls pictures/*.mp4 | head -n 1)" ]
        fi
        rm -rf pictures
    done
else
    skipped 'a display that goes away: Xvfb or xdotool is not here'
fi

# (But for the one in a folder that was moved away from under it.)
leftover=$(find . -name '*.??????' -newer kept | grep -v '^./vanished/' | head -n 3)
holds 'no temporary file is left' [ -z "$leftover" ] || echo "$leftover" >&2
if [ $failed -gt 0 ]; then
    echo "world.sh: $failed of $tried looks found something wrong" >&2
    exit 1
fi
echo "world.sh: $tried looks at real troubles, all as it should be"

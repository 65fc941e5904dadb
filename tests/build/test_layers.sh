#!/bin/sh
# tests/layers.sh on a small tree of its own, which has one file on each floor and every arrow that is allowed:
# that passes; then one violation of each kind is planted, and must be found, named, and end with 1.
set -u
layers=$PWD/tests/layers.sh
CC=${CC:-cc}
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree" || exit 1
failed=0
passed=0

source_file() { # path, text
    mkdir -p "${1%/*}" "build/obj/${1%/*}"
    printf '%s\n' "$2" >"$1"
    case $1 in
    tests/* | *.h) ;;
    *.c) $CC -c -o "build/obj/${1%.c}.o" -Isrc -Iviz "$1" || exit 1 ;;
    esac
}
remove() { # path
    rm -f "$1" "build/obj/${1%.c}.o"
}

looks() { # leaves status and report
    BUILD=build sh "$layers" >report 2>&1
    status=$?
}

result() { # sentence, whether it holds
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED: %s\n' "$1"
        sed 's/^/    /' report
    fi
}

# Plants a file, and expects this one line (and the last one), and status 1.
violation() { # path, text of the file, line expected
    source_file "$1" "$2"
    looks
    [ $status -eq 1 ] && [ "$(wc -l <report)" -eq 2 ] && grep -Fx -e "$3" report >/dev/null &&
        tail -n 1 report | grep ': 1 point up or astray$' >/dev/null
    result "$3" $?
    remove "$1"
}

for floor in src/base src/words src/pen src/net src/train viz/draw viz/window; do
    name=${floor#*/}
    source_file "$floor/$name.h" "int ${name}_ask(int x);"
done
source_file src/gradcheck/check.h 'int gradcheck_ask(int x);'
source_file src/base/base.c '#include "base/base.h"
#include <math.h>
int base_ask(int x) { return x; }'
source_file src/words/words.c '#include "base/base.h"
int words_ask(int x) { return base_ask(x); }'
source_file src/gradcheck/check.c '#include "check.h"
#ifdef _OPENMP
#include <omp.h>
#endif
int gradcheck_ask(int x) { return x; }'
source_file src/pen/pen.c '#include "base/base.h"
int XML_Parse(int);
int pen_ask(int x) { return base_ask(x) + XML_Parse(x); }'
source_file src/net/net.c '#include "base/base.h"
#  include "gradcheck/check.h" /* indented, with a comment */
int net_ask(int x) { return base_ask(x) + gradcheck_ask(x); }'
source_file src/train/train.c '#include "../net/net.h"
#include <pen/pen.h>
#include "base/base.h"
#include "gradcheck/check.h"
int json_loads(int);
int train_ask(int x) { return net_ask(x) + pen_ask(x) + gradcheck_ask(x) + json_loads(x) + base_ask(x); }
int train(int x) { return x; }'
source_file src/cli/main.c '#include "train/train.h"
#include "net/net.h"
int main(void) { return train_ask(net_ask(1)); }'
source_file viz/draw/draw.c '#include "draw/draw.h"
int cairo_fill(int);
int FT_Load_Glyph(int);
int draw_ask(int x) { return cairo_fill(x) + FT_Load_Glyph(x); }'
source_file viz/window/window.c '#include "draw/draw.h"
#include "base/base.h"
int SDL_Init(int);
int window_ask(int x) { return draw_ask(x) + SDL_Init(x) + base_ask(x); }'
source_file viz/live/main.c '#include "window/window.h"
#include "draw/draw.h"
#include "train/train.h"
#include "words/words.h"
int main(void) { return words_ask(window_ask(draw_ask(train_ask(1)))); }'
source_file lessons/01_first/first.c '#include "net/net.h"
#include "window/window.h"
int main(void) { return net_ask(window_ask(1)); }'
source_file tests/net/test_net.c '#include "net/net.h"
#include "window/window.h"
#include "support/test.h"
#include <cmocka.h>
#include <SDL.h>'
source_file tests/support/test.h ''

looks
result 'a tree with every arrow that is allowed passes' $status
grep 'layers: 21 files on 12 floors, 28 includes; 11 objects, ' report >/dev/null
result 'and says what was looked at' $?

# Includes.
violation src/pen/bad.c '#include "net/net.h"' \
    'src/pen/bad.c:1: src/pen may not include net/net.h, which is in src/net'
violation src/net/bad.c '#include "pen/pen.h"' \
    'src/net/bad.c:1: src/net may not include pen/pen.h, which is in src/pen'
violation src/net/bad.c '

#include "../pen/pen.h"' \
    'src/net/bad.c:3: src/net may not include ../pen/pen.h, which is in src/pen'
violation src/net/bad.h '	#	include <train/train.h>' \
    'src/net/bad.h:1: src/net may not include train/train.h, which is in src/train'
violation src/gradcheck/bad.c '#include "base/base.h"' \
    'src/gradcheck/bad.c:1: src/gradcheck may not include base/base.h, which is in src/base'
violation src/base/bad.c '#include "gradcheck/check.h"' \
    'src/base/bad.c:1: src/base may not include gradcheck/check.h, which is in src/gradcheck'
violation src/net/bad.c '#include "words/words.h"' \
    'src/net/bad.c:1: src/net may not include words/words.h, which is in src/words'
violation src/train/bad.c '#include "window/window.h"' \
    'src/train/bad.c:1: src/train may not include window/window.h, which is in viz/window'
violation viz/draw/bad.c '#include "net/net.h"' \
    'viz/draw/bad.c:1: viz/draw may not include net/net.h, which is in src/net'
violation viz/draw/bad.c '#include "window/window.h"' \
    'viz/draw/bad.c:1: viz/draw may not include window/window.h, which is in viz/window'
violation viz/window/bad.c '#include "train/train.h"' \
    'viz/window/bad.c:1: viz/window may not include train/train.h, which is in src/train'
violation src/base/bad.c '#include "../../tests/support/test.h"' \
    'src/base/bad.c:1: src/base may not include ../../tests/support/test.h, which is in tests'
violation lessons/02_bad.c 'int bad_second(void) { return 0; }' \
    'lessons/02_bad.c: bad_second is global; a lesson has its plan alone, lesson_02_bad'
source_file lessons/lesson.h ''
violation viz/live/bad.c '#include "../../lessons/lesson.h"' \
    'viz/live/bad.c:1: viz/live may not include ../../lessons/lesson.h, which is in lessons'
remove lessons/lesson.h

# Libraries. The headers need not be installed for this: such a file is found out before it is compiled.
header() { # path, header, line expected
    source_file "$1" ''
    printf '#include <%s>\n' "$2" >"$1"
    looks
    [ $status -eq 1 ] && grep -Fx -e "$3" report >/dev/null
    result "$3" $?
    remove "$1"
}
header viz/live/bad.c SDL.h 'viz/live/bad.c:1: viz/live may not include SDL.h, which is of sdl'
header viz/draw/bad.c SDL2/SDL.h 'viz/draw/bad.c:1: viz/draw may not include SDL2/SDL.h, which is of sdl'
header src/net/bad.c cairo.h 'src/net/bad.c:1: src/net may not include cairo.h, which is of cairo'
header src/cli/bad.c cairo-svg.h 'src/cli/bad.c:1: src/cli may not include cairo-svg.h, which is of cairo'
header src/net/bad.c jansson.h 'src/net/bad.c:1: src/net may not include jansson.h, which is of jansson'
header src/train/bad.c expat.h 'src/train/bad.c:1: src/train may not include expat.h, which is of expat'
header src/base/bad.c cmocka.h 'src/base/bad.c:1: src/base may not include cmocka.h, which is of cmocka'
header src/net/bad.c zlib.h \
    'src/net/bad.c:1: includes zlib.h, which is neither C nor POSIX nor a library known here'
source_file src/net/bad.c ''
echo '#include "net/gone.h"' >src/net/bad.c
looks
grep -Fx 'src/net/bad.c:1: includes net/gone.h, which is no file here' report >/dev/null
result 'a header that is nowhere is named' $?
remove src/net/bad.c
violation src/net/bad.c '#define HEADER "pen/pen.h"
#include HEADER' 'src/net/bad.c:2: includes through a macro, which cannot be followed'

# Symbols.
violation src/net/bad.c 'int train_ask(int);
int bad_ask(void) { return train_ask(1); }' \
    'src/net/bad.c: wants train_ask of src/train/train.c; src/net may not know src/train'
violation src/gradcheck/bad.c 'int base_ask(int);
int gradcheck_bad(void) { return base_ask(1); }' \
    'src/gradcheck/bad.c: wants base_ask of src/base/base.c; src/gradcheck may not know src/base'
violation viz/draw/bad.c 'extern int (*bad_pointer)(int);
int pen_ask(int);
int (*bad_pointer)(int) = pen_ask;' \
    'viz/draw/bad.c: wants pen_ask of src/pen/pen.c; viz/draw may not know src/pen'
violation viz/live/bad.c 'int SDL_Quit(void);
int bad_ask(void) { return SDL_Quit(); }' \
    'viz/live/bad.c: wants SDL_Quit, which is of sdl; viz/live may not use that'
violation src/train/bad.c 'int cairo_stroke(void);
int bad_ask(void) { return cairo_stroke(); }' \
    'src/train/bad.c: wants cairo_stroke, which is of cairo; src/train may not use that'
violation src/net/bad.c 'int json_dumps(void);
int bad_ask(void) { return json_dumps(); }' \
    'src/net/bad.c: wants json_dumps, which is of jansson; src/net may not use that'
violation src/cli/bad.c 'int XML_Parse(int);
int bad_ask(void) { return XML_Parse(1); }' \
    'src/cli/bad.c: wants XML_Parse, which is of expat; src/cli may not use that'

# Names.
violation src/net/bad.c 'int step_forward(void) { return 1; }' \
    'src/net/bad.c: step_forward is global, and does not begin with bad_ (make it static, or name it so)'
violation src/net/bad.c 'int badly(void) { return 1; }' \
    'src/net/bad.c: badly is global, and does not begin with bad_ (make it static, or name it so)'
violation src/net/bad.c 'int counter = 1;' \
    'src/net/bad.c: counter is global, and does not begin with bad_ (make it static, or name it so)'
violation src/gradcheck/bad.c 'int bad_ask(void) { return 1; }' \
    'src/gradcheck/bad.c: bad_ask is global; in src/gradcheck such a name begins with gradcheck_'
violation src/net/bad.c 'int main(void) { return 1; }' \
    'src/net/bad.c: main in src/net, which is no program'
violation src/train/net.c 'int net_ask(int x) { return x; }' \
    'src/train/net.c: net_ask is defined in src/net/net.c too'

# The check itself cannot go blind.
violation src/other/bad.c '' 'src/other/bad.c: lies on no floor; tests/layers.awk has the list of them'
source_file src/net/bad.c ''
rm build/obj/src/net/bad.o
looks
grep '^src/net/bad.c: has no object' report >/dev/null
result 'a source without an object is named' $?
remove src/net/bad.c
looks
result 'and all is well again when everything planted is gone' $status
mkdir empty && cd empty && BUILD=build sh "$layers" >../report 2>&1
[ $? -eq 2 ]
result 'where there is no source, that is trouble' $?

echo "layers: $passed passed, $failed failed."
[ "$failed" -eq 0 ]

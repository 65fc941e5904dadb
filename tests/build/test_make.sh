#!/bin/sh
# What make says of itself, and what it makes again when the makefiles change. For the build that $MODE, $REAL and the
# rest say: an object of it is there.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL
. "${0%/*}/counted.sh"

fits_a_terminal() { [ "$(awk 'length > 80' "$1" | tee /dev/stderr | wc -l)" -eq 0 ]; }
lists_each_once() { # list, targets
    for target in $2; do
        [ "$(grep -c "^  make $target " "$1")" -eq 1 ] || { echo "$target"; return 1; }
    done
}
lists_nothing_else() { # list, targets
    for listed in $(awk '/^  make / { print $2 }' "$1"); do
        case " $2 " in *" $listed "*) ;; *) echo "$listed"; return 1 ;; esac
    done
}
refuses() { # makefile with a target of no group
    awk -f docs/help.awk "$1" >/dev/null 2>"$work/said" && return 1
    grep -q 'which docs/help.awk does not know' "$work/said"
}

makes help >"$work/help"
printf 'include Makefile\nsay-goals:\n\t@echo $(sort $(goals) clean format)\n' >"$work/asks"
targets=$(makes -s -f "$work/asks" say-goals)
check 'make help fits into 80 columns' fits_a_terminal "$work/help"
check 'whatever can be typed is in it, once' lists_each_once "$work/help" "$targets"
check 'and nothing else' lists_nothing_else "$work/help" "$targets"
echo 'odd: ## nowhere: something' >"$work/odd.mk"
check 'a target of a group that is not known is refused' refuses "$work/odd.mk"

object=$BUILD/obj/src/base/status.o
again() { # makefile: were it changed, the object would be made again
    makes -n -o "$BUILD/flags" -W "$1" "$object" | grep -q "CC $object"
}
not_again() { ! again "$1"; }
makes "$object" >"$work/log" 2>&1
check 'an object is made once' not_again LICENSE
check 'and again when the makefile changes' again Makefile
check 'and when another that says flags does' again src/install/shared.mk
check 'but not for one that says none' not_again docs/help.mk

echo "make: $passed passed, $failed failed."
[ "$failed" = 0 ]

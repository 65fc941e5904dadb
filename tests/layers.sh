#!/bin/sh
# Proves that the arrows between the folders point down. Run by `make layers`, which builds the objects first;
# it looks at the folders below the one it is started in, and at $BUILD/obj.
#
#   includes   each #include names a file of the same floor or of one that it may know, and a library that the
#              floor may use; what is neither ours, nor C, nor POSIX, nor such a library is not included
#   symbols    (nm) no object wants a function of a floor that it may not know, declared by hand or not,
#              nor one of a library that it may not use
#   names      (nm) each global name of FILE.c is FILE_..., so that its floor can be read off it;
#              in src/gradcheck, which others link, each is gradcheck_...; main stands in programs
#
# One line is printed for each violation, and the status is then 1.
set -u
LC_ALL=C
export LC_ALL
BUILD=${BUILD:-build}
nm=${NM:-nm}

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

roots=
for root in src viz lessons tests; do
    [ -d "$root" ] && roots="$roots $root"
done
# What learners write, and the answers to it, are no part of the floors: they are compiled by themselves. Nor is what is
# loaded before a program to let its requests fail: it speaks with Linux itself.
# shellcheck disable=SC2086 # a list of folders
[ -n "$roots" ] && find $roots -name '*.[ch]' -o -name '*.inc' |
    grep -v '^lessons/exercises/.*\.c$\|^tests/lessons/wrong/\|^tests/faults/refuse\.c$' | sort >"$work/files"
if ! [ -s "$work/files" ]; then
    echo "layers: no source was found here ($PWD)" >&2
    exit 2
fi
grep '^src/\|^viz/\|^lessons/' "$work/files" | grep '\.c$' >"$work/sources"

# The objects, one for each source that a floor is made of, and all that they define and want:
# "OBJECT: NAME TYPE ...", U, w and v for what is wanted.
while read -r source; do
    object=$BUILD/obj/${source%.c}.o
    if [ -f "$object" ]; then
        echo "$object"
    else
        echo "$source" >>"$work/missing"
    fi
done <"$work/sources" >"$work/objects"
: >"$work/symbols"
if [ -s "$work/objects" ] && ! xargs "$nm" -A -P -g <"$work/objects" >"$work/symbols"; then
    echo "layers: $nm could not read the objects" >&2
    exit 2
fi
touch "$work/missing"
case $(uname) in Darwin) underscore=1 ;; *) underscore=0 ;; esac

# Every #include of ours, as FILE:LINE:TEXT.
xargs grep -n '^[[:space:]]*#[[:space:]]*include' /dev/null <"$work/files" >"$work/includes"

awk -v prefix="$BUILD/obj/" -v underscore="$underscore" -f "${0%.sh}.awk" \
    "$work/files" "$work/missing" "$work/includes" "$work/symbols"

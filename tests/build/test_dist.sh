#!/bin/sh
# make dist packs every file of the sources, and the same bytes each time, from the checkout as from what it unpacks to.
# tests/build/dist.sh builds what it packs.
set -u
LC_ALL=C
export LC_ALL
unset SOURCE_DATE_EPOCH
version=$(sed -n 's/^VERSION := //p' Makefile)
. "${0%/*}/counted.sh"

pack() { # where it is written, in which folder
    (cd "${2:-.}" && sh src/install/dist.sh "$version" "$1")
}
later_by_somebody_else() { # the archive's date is not the clock's; its rights are not the umask's
    (umask 077 && TZ=Asia/Tokyo pack "$work/again.tar.xz") && cmp "$work/first.tar.xz" "$work/again.tar.xz"
}
is_all_that_git_knows() {
    git ls-files | sort >"$work/known"
    tar -tf "$work/first.tar.xz" | sed "s|^twingrad-$version/||" | sort | diff "$work/known" -
}
unpacks() {
    mkdir "$work/there" && tar -xf "$work/first.tar.xz" -C "$work/there" &&
        [ "$(ls "$work/there")" = "twingrad-$version" ]
}
packs_itself() { # with what a build leaves behind beside it, which is left out
    mkdir -p "$work/there/twingrad-$version/build" && echo >"$work/there/twingrad-$version/build/left" &&
        pack "$work/third.tar.xz" "$work/there/twingrad-$version" && cmp "$work/first.tar.xz" "$work/third.tar.xz"
}
has_that_date() {
    SOURCE_DATE_EPOCH=86400 pack "$work/dated.tar.xz" &&
        [ "$(TZ=UTC tar -tvf "$work/dated.tar.xz" | awk '{print $4}' | sort -u)" = 1970-01-02 ]
}

if ! tar --version 2>/dev/null | grep -q GNU; then
    echo 'dist: SKIPPED, there is no GNU tar here.'
    exit 0
fi
check 'the sources are packed' pack "$work/first.tar.xz"
check 'the same bytes again, whatever the umask and the time zone' later_by_somebody_else
if git rev-parse --git-dir >/dev/null 2>&1; then
    check 'every file that git knows, and no other' is_all_that_git_knows
fi
check 'it unpacks into one folder' unpacks
check 'from there, without git, the same bytes are packed' packs_itself
check 'SOURCE_DATE_EPOCH is the date of every file' has_that_date

echo "dist: $passed passed, $failed failed."
[ "$failed" -eq 0 ]

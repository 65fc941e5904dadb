#!/bin/sh
# Puts files in place, or removes them; make calls it with the list on standard input.
#
#   put.sh install|uninstall        lines: MODE PLACE FILE [NAME]        or: link PLACE TARGET NAME
#
# PLACE is bin, lib, include, share, locale, man, bash or zsh, or a folder in one of them; the variable of that name says
# where that lies. All of it is put below the variable `to`. What is named after the project below a place is wholly ours.
set -eu
INSTALL=${INSTALL:-install}
action=$1

folder_for() { # place
    case $1 in
    bin | bin/*) root=$bin ;;
    lib | lib/*) root=$lib ;;
    include | include/*) root=$include ;;
    share | share/*) root=$share ;;
    locale | locale/*) root=$locale ;;
    man | man/*) root=$man ;;
    bash) root=$bash ;;
    zsh) root=$zsh ;;
    *)
        echo "put.sh: $1: no such place" >&2
        exit 2
        ;;
    esac
    case $1 in
    */*) root=$root/${1#*/} ;;
    esac
    printf '%s\n' "$to$root"
}

# A folder that is there keeps its rights.
make_folder() {
    [ -d "$1" ] || $INSTALL -d -m 755 "$1"
}

put_one() { # mode, folder, file, another name
    make_folder "$2"
    if [ "$1" = link ]; then
        ln -sf "$3" "$2/$4"
        echo "  $2/$4"
    else
        $INSTALL -m "$1" "$3" "$2/${4:-${3##*/}}"
        echo "  $2/${4:-${3##*/}}"
    fi
}

remove_one() { # mode, folder, file, another name; its place
    rm -f "$2/${4:-${3##*/}}"
    case $5 in
    */twingrad | */gradcheck) rm -rf "$2" ;;
    */twingrad/*) rm -rf "${2%/twingrad/*}/twingrad" ;;
    esac
}

while read -r mode place file name; do
    [ -n "$mode" ] || continue
    folder=$(folder_for "$place")
    case $action in
    install) put_one "$mode" "$folder" "$file" "$name" ;;
    uninstall) remove_one "$mode" "$folder" "$file" "$name" "$place" ;;
    esac
done

# What loads shared libraries keeps a list of those in the system's own folders.
case $to$lib in
/usr/lib* | /usr/local/lib*) [ "$(id -u)" -ne 0 ] || ! command -v ldconfig >/dev/null 2>&1 || ldconfig ;;
esac

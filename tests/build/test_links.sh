#!/bin/sh
# Every link in the Markdown pages leads to a file or a folder that is there, and where it says #place to a heading that
# GitHub calls so; every path in `code` that looks like one of the repository's is there. Links to elsewhere are counted.
# The links of the site itself are checked when it is made (docs/site/links.awk).
set -u
LC_ALL=C
export LC_ALL

# PAGE:link TARGET, PAGE:path PATH, PAGE:place ANCHOR for every page named.
collect='
function slug(text) {
    gsub(/`|\*/, "", text)
    text = tolower(text)
    gsub(/\]\([^)]*\)/, "", text)
    gsub(/[\001-\037!-,.\/:-@\[-^{-\177]/, "", text)
    gsub(/ /, "-", text)
    return text
}
FNR == 1 { fenced = 0 }
/^```/ { fenced = !fenced; next }
fenced || /^    / { next }
/^#+ / {
    name = $0
    sub(/^#+ */, "", name)
    name = slug(name)
    count = seen[FILENAME, name]++
    print FILENAME " place " name (count ? "-" count : "")
}
{
    rest = $0
    while (match(rest, /\]\([^) ]+/)) {
        print FILENAME " link " substr(rest, RSTART + 2, RLENGTH - 2)
        rest = substr(rest, RSTART + RLENGTH)
    }
    rest = $0
    while (match(rest, /`(src|viz|lessons|tests|docs)\/[a-z0-9_.\/-]*`/)) {
        print FILENAME " path " substr(rest, RSTART + 1, RLENGTH - 2)
        rest = substr(rest, RSTART + RLENGTH)
    }
}'

check() { # the root of a tree with README.md and docs/; prints what is wrong, and how much was looked at
    (
        cd "$1" || exit 2
        pages=$(ls README.md docs/*.md docs/*/*.md 2>/dev/null)
        # shellcheck disable=SC2086 # one word for each page
        found=$(awk "$collect" $pages)
        echo "$found" | {
            links=0 outside=0 wrong=0
            while read -r page kind what; do
                case $kind:$what in
                link:http://* | link:https://* | link:mailto:*) outside=$((outside + 1)) && continue ;;
                link:*) links=$((links + 1)) ;;
                path:*)
                    links=$((links + 1))
                    [ -e "$what" ] || { wrong=$((wrong + 1)) && echo "$page: \`$what\`: there is no such path"; }
                    continue
                    ;;
                *) continue ;;
                esac
                target=${what%%#*}
                place=${what#"$target"}
                if [ -z "$target" ]; then target=$page; else target=$(dirname "$page")/$target; fi
                target=$(echo "$target" | sed ':a
                    s,/\./,/,g; s,^\./,,; s,[^/.][^/]*/\.\./,,; ta')
                if [ ! -e "$target" ]; then
                    wrong=$((wrong + 1)) && echo "$page: $what: there is no such file"
                elif [ -n "$place" ] && ! echo "$found" | grep -qxF "$target place ${place#?}"; then
                    wrong=$((wrong + 1)) && echo "$page: $what: there is no such heading"
                fi
            done
            echo "$links links and paths, $wrong wrong, $outside to elsewhere"
            [ "$wrong" = 0 ] && [ "$links" -gt 0 ]
        }
    )
}

passed=0
failed=0
expect() { # what, command...
    what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
    fi
}

# A made-up tree in which some are wrong: each is found, and nothing else is.
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/docs/lessons" "$tree/src/net"
cat >"$tree/README.md" <<'END'
# A title: with `code`, and more
[right](docs/one.md) [right](docs/one.md#what-it-is-1) [wrong](docs/two.md) [right](src/net)
[wrong](docs/one.md#not-there) [right](#a-title-with-code-and-more) `src/net` `src/nothing.c` `src/*.c`
END
cat >"$tree/docs/one.md" <<'END'
## What it is
## What it is
[right](../README.md) [right](https://example.org/) [wrong](../../README.md)

    [no link](in-code.md)
END
check "$tree" >"$tree/said"
found_status=$?
expect 'wrong links end in status 1' [ $found_status = 1 ]
expect 'four of the made-up ones are wrong, and no more' grep -q '^10 links and paths, 4 wrong, 1 to elsewhere$' "$tree/said"
for line in 'README.md: docs/two.md: there is no such file' 'README.md: docs/one.md#not-there: there is no such heading' \
    'README.md: `src/nothing.c`: there is no such path' 'docs/one.md: ../../README.md: there is no such file'; do
    expect "said: $line" grep -qxF "$line" "$tree/said"
done
[ $failed = 0 ] || cat "$tree/said"

expect 'all links of the pages are right' check .
echo "links: $passed passed, $failed failed."
[ $failed = 0 ]

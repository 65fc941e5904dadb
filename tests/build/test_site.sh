#!/bin/sh
# The parts of which the site is made (docs/site), each on a small case: what a header's comments become for Doxygen, which
# constants lack one, which links are wrong; and what in a page is taken for a command (commands.awk).
set -u
LC_ALL=C
export LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

same() { # what; compares $work/got with standard input
    cat >"$work/expected"
    if diff "$work/expected" "$work/got" >"$work/difference"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1"
        cat "$work/difference"
    fi
}

cat >"$work/a.h" <<'END'
/* What the file is about.
 *
 *     y = 2 x
 *
 * And on. */
#pragma once

/* A pair: `a` <first>. */
typedef struct Pair {
    size_t a, b; /* both */
    /* Above. */
    int c;
} Pair;

/* Nobody's, for a blank line follows. */

/* Makes one, or
 * frees it: 0 .. n. */
Pair *pair_make(void);
void pair_free(Pair *pair);

enum { PAIR_MOST = 3 }; /* at most */
END
awk -f docs/site/comments.awk "$work/a.h" >"$work/got"
same 'comments become those of Doxygen' <<'END'
/** @file
What the file is about.

@verbatim
y = 2 x
@endverbatim

And on. */
#pragma once

/** A pair: <code>a</code> \<first\>. */
typedef struct Pair {
    size_t a; /**< both */
    size_t b; /**< both */
    /** Above. */
    int c;
} Pair;

/* Nobody's, for a blank line follows. */

/** Makes one, or
frees it: 0 &hellip; n. */
Pair *pair_make(void);
/** Makes one, or
frees it: 0 &hellip; n. */
void pair_free(Pair *pair);

/** at most */
enum { PAIR_MOST = 3 };
END

cat >"$work/b.h" <<'END'
typedef enum Kind {
    KIND_ONE, /* behind */
    /* above */
    KIND_TWO,
    KIND_THREE
} Kind;
END
awk -f docs/site/enumerators.awk "$work/b.h" 2>&1 | sed "s,$work/,," >"$work/got"
same 'a constant without a comment is named' <<'END'
b.h:5: error: KIND_THREE has no comment
END

mkdir -p "$work/site/part"
printf '%s\n' '<a href="part/b.html#here">' '<a href="part/b.html#there">' '<a href="c.html">' \
    '<a href="https://example.org/">' '<img src="data:image/png;base64,x">' >"$work/site/a.html"
printf '%s\n' '<p id="here"><a href="../a.html">' '<a href="#here">' '<p onclick="run()">' >"$work/site/part/b.html"
find "$work/site" -type f | awk -v site="$work/site" -v external="$work/external" -f docs/site/links.awk |
    sed "s,$work/,,; s/, listed in .*//" | sort >"$work/got"
same 'wrong links, wrong places and scripts are found in a site' <<'END'
c.html: there is no such file (a.html)
part/b.html#there: there is no such place (a.html)
part/b.html: runs a script (part/b.html)
site: 2 pages, 5 links inside it, 3 wrong; 1 to elsewhere
END
cp "$work/external" "$work/got"
same 'links to elsewhere are listed' <<'END'
https://example.org/ (a.html)
END

mkdir -p "$work/site/source"
echo '= Part
index.html First' >"$work/contents"
(cd "$work/site" && awk -v contents="$work/contents" -v site=. -f "$OLDPWD/docs/site/frame.awk" \
    -f "$OLDPWD/docs/site/sources.awk" a.html)
grep -c 'href=&quot;c.html&quot;&gt;' "$work/site/source/a.html.html" >"$work/got"
same 'what a source says is text in its page' <<'END'
1
END

cat >"$work/page.md" <<'END'
Words, `make it`, `no command`, and a formula:

    y = 2 x

<!-- status: 3 -->
<!-- run in CI: it is long -->

    build/one --x 'two  blanks'   what it does
    A=1 make two \
        three

<!-- not run: it asks -->
    twingrad four

More words.

1. An item:

       build/six

    $ build/five
    ...
      said
END
awk -f tests/build/commands.awk "$work/page.md" >"$work/got"
same 'the commands of a page are told from the rest' <<'END'
inline make it
later it is long
status 3
command build/one --x 'two  blanks'
later it is long
status 3
command A=1 make two three
never it asks
command twingrad four
command build/six
command build/five
print ...
print   said
END

echo "site: $passed passed, $failed failed."
[ "$failed" = 0 ]

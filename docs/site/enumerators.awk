# Doxygen 1.9 says nothing of an enumerator without a comment, where each has a line of its own: this does.
/^(typedef )?enum .*\{$/ { inside = 1 }
/^}/ { inside = 0; open = 0 }
inside && /^ +[A-Z][A-Z0-9_]*( = [^\/]*)?,?$/ && !open {
    printf "%s:%d: error: %s has no comment\n", FILENAME, FNR, $1
    found = 1
}
{ open = inside && /^ *(\/\*|\*).*\*\/$/ }
END { exit found }

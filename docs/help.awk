# What `make help` prints: each line `NAME: ... ## GROUP: what it does` of the makefiles, under the title of its group.
# A group that is not named here is an error.
BEGIN {
    title("try", "Try it")
    title("build", "Build and install")
    title("test", "Test")
    title("look", "Look closer: more time, or other tools")
    title("measure", "Measure")
    title("renew", "Make anew what is kept beside the sources")
    title("give", "Hand on")
}

function title(group, words) {
    groups++
    name[groups] = group
    titles[group] = words
}

/^[a-z-]+:.*## / {
    target = $1
    sub(/:.*/, "", target)
    sub(/^.*## /, "")
    group = $1
    sub(/:$/, "", group)
    sub(/^[^ ]* /, "")
    if (!(group in titles)) {
        print "make help: " target " is in the group " group ", which docs/help.awk does not know" >"/dev/stderr"
        wrong = 1
    }
    list[group] = list[group] sprintf("  make %-14s%s\n", target, $0)
}

END {
    for (i = 1; i <= groups; i++)
        printf "%s%s\n%s", (i > 1 ? "\n" : ""), titles[name[i]], list[name[i]]
    exit wrong
}

# From what the checkers answered (tally.h says what a line holds) the tables of docs/gradcheck.md.

function percent(part, whole) {
    if (part == 0 || part == whole)
        return part == 0 ? "0" : "100"
    return sprintf(100 * part / whole < 1 ? "%.2f" : 100 * part / whole > 99 ? "%.1f" : "%.0f", 100 * part / whole)
}

{
    if (!($1 in points)) {
        checkers[++n] = $1
        points[$1] = $3
    }
    if (!($2 in seen)) {
        settings[++m] = $2
        seen[$2] = 1
    }
    rejected[$1, $2] = percent($4, $3)
    unsure[$1, $2] = percent($5, $3)
    accepted[$1, $2] = percent($7, $6)
    unsure_wrong[$1, $2] = percent($8, $6)
    says_so[$1] = says_so[$1] || $5 + $8 > 0
    tried[$1] += $6
    if (!($1 in time)) {
        time[$1] = $9
        passed[$1] = $10
    }
}

function table(title, which, other,   i, k, line) {
    line = "| " title
    for (k = 1; k <= m; k++)
        line = line " | " settings[k]
    print line " |"
    line = "|---"
    for (k = 1; k <= m; k++)
        line = line "|---"
    print line "|"
    for (i = 1; i <= n; i++) {
        line = "| " checkers[i]
        for (k = 1; k <= m; k++)
            line = line " | " (which ? accepted[checkers[i], settings[k]] : rejected[checkers[i], settings[k]])
        print line " |"
        if (!says_so[checkers[i]])
            continue
        line = "| " checkers[i] ": cannot tell"
        for (k = 1; k <= m; k++)
            line = line " | " (which ? unsure_wrong[checkers[i], settings[k]] : unsure[checkers[i], settings[k]])
        print line " |"
    }
    print ""
}

END {
    table("right gradients rejected, %", 0)
    table("wrong gradients accepted, %", 1)
    print "| | points | wrong gradients | ms a check | accepted with a loss of O(1) |"
    print "|---|---|---|---|---|"
    for (i = 1; i <= n; i++)
        print "| " checkers[i] " | " points[checkers[i]] " | " tried[checkers[i]] " | " time[checkers[i]] " | " \
            (passed[checkers[i]] == "" ? "none" : passed[checkers[i]]) " |"
}

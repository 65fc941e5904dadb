# From the lines of the benchmarks: the median over the rounds of each figure, its range, and the ratios that count.

function field(name,    found, text) {
    if (!match($0, "\"" name "\": ?(\"[^\"]*\"|[-0-9.e+]+)"))
        return ""
    text = substr($0, RSTART, RLENGTH)
    sub(/^[^:]*: ?/, "", text)
    gsub(/"/, "", text)
    return text
}

{
    bench = field("bench")
    peer = field("peer")
    if (bench == "losses")
        next
    if (bench == "training")
        key = "training|" field("net") ", " field("numbers") ", " field("pairs") (field("pairs") == 1 ? " pair" : " pairs")
    else if (bench == "check")
        key = "check|" field("net") ", " field("parameters") ": " field("what")
    else
        key = "limits|" field("what") ", " field("numbers")
    id = key SUBSEP peer
    if (!(key in unit)) {
        order[++keys] = key
        unit[key] = field("unit")
    }
    value[id, ++count[id]] = field("median") + 0
    if (field("gflops") != "")
        flops[id] = field("gflops") / field("median")
}

# The k-th smallest of the figures of an id; they are few.
function ranked(id, k,    i, j, swap, n, sorted) {
    n = count[id]
    for (i = 1; i <= n; i++)
        sorted[i] = value[id, i]
    for (i = 1; i <= n; i++)
        for (j = i + 1; j <= n; j++)
            if (sorted[j] < sorted[i]) {
                swap = sorted[i]
                sorted[i] = sorted[j]
                sorted[j] = swap
            }
    return sorted[k]
}

function median(id) {
    return count[id] ? ranked(id, int((count[id] + 1) / 2)) : 0
}

function cell(key, name,    id) {
    id = key SUBSEP name
    if (!count[id])
        return "-"
    return sprintf(median(id) < 100 ? "%.3g" : "%d", median(id))
}

function ratio(key, name,    ours, theirs) {
    ours = median(key SUBSEP "Twingrad")
    theirs = median(key SUBSEP name)
    if (!ours || !theirs)
        return "-"
    return sprintf("%.1f", index(key, "check") == 1 ? theirs / ours : ours / theirs)
}

function heading(title, bench,    i, key, text) {
    printf "\n%-46s %9s %9s %9s %7s %7s\n", title, "Twingrad", "PyTorch", "NumPy", "x Torch", "x NumPy"
    for (i = 1; i <= keys; i++) {
        key = order[i]
        if (index(key, bench "|") != 1 || !count[key, "Twingrad"] && bench == "training")
            continue
        text = substr(key, length(bench) + 2)
        if (length(text) > 46)
            text = substr(text, 1, 45) "~"
        printf "%-46s %9s %9s %9s %7s %7s\n", text, cell(key, "Twingrad"), cell(key, "PyTorch"), cell(key, "NumPy"),
               ratio(key, "PyTorch"), ratio(key, "NumPy")
    }
}

END {
    heading("training, pairs a second (more is better)", "training")
    heading("check, milliseconds (less is better)", "check")
    printf "\n%-46s %9s\n", "the processor at most", "median"
    for (i = 1; i <= keys; i++)
        if (index(order[i], "limits|") == 1)
            printf "%-46s %9s %s\n", substr(order[i], 8), cell(order[i], "Twingrad"), unit[order[i]]
    for (i = 1; i <= keys; i++) {
        id = order[i] SUBSEP "Twingrad"
        numbers = index(order[i], "float") ? "float" : "double"
        peak = median("limits|multiply and add, 32 bytes (AVX2), " numbers SUBSEP "Twingrad")
        if (id in flops && peak)
            printf "%-46s %8.0f%% of the AVX2 peak\n", substr(order[i], 10), 100 * median(id) * flops[id] / peak
    }
}

# From the lines of the benchmarks: the median over the rounds of each figure and its spread, the ratios that count, and
# what became of the goals. Prints a table of at most 80 columns; with -v medians=FILE it also writes there, for the
# pictures, a line "bench<tab>what<tab>who<tab>median<tab>low<tab>high<tab>unit" for each figure.

function field(name,    text) {
    if (!match($0, "\"" name "\": ?(\"[^\"]*\"|[-0-9.e+]+)"))
        return ""
    text = substr($0, RSTART, RLENGTH)
    sub(/^[^:]*: ?/, "", text)
    gsub(/"/, "", text)
    return text
}

function plural(count, one) {
    return count " " one (count == 1 ? "" : "s")
}

# What a line is about; the same for all who do the same.
function subject(bench) {
    if (bench == "training")
        return field("net") ", " field("numbers") ", " plural(field("pairs"), "pair")
    if (bench == "threads")
        return field("numbers") ", " plural(field("threads"), "thread")
    if (bench == "check")
        return field("net") ", " field("parameters") ": " field("what") # the net's heading, and the row
    if (bench == "growth")
        return field("what") ", " field("times") " x"
    if (bench == "limits")
        return field("what") ", " field("numbers")
    return field("what")
}

function add(bench, what, who, figure, low, high, unit_of,    id) {
    id = bench SUBSEP what SUBSEP who
    if (!((bench, what) in known)) {
        known[bench, what] = 1
        subjects[bench, ++subject_count[bench]] = what
        unit[bench, what] = unit_of
    }
    figures[id, ++count[id]] = figure + 0
    lows[id, count[id]] = low + 0
    highs[id, count[id]] = high + 0
}

{
    bench = field("bench")
    peer = field("peer")
    if (bench == "losses" || bench == "")
        next
    if (bench == "window") {
        add(bench, field("frame"), peer, field("median"), field("low"), field("high"), "ms")
        panels[field("frame")] = field("panels")
        next
    }
    what = subject(bench)
    add(bench, what, peer, field("median"), field("low"), field("high"), field("unit"))
    if (field("gflops") > 0)
        flops[what] = field("gflops") / field("median")
    if (bench == "growth") {
        work[what] = field("work")
        of_what[field("what")] = field("of")
        add("resident", what, peer, field("resident"), field("resident"), field("resident"), "MB")
    }
    if (bench == "start" || bench == "frame")
        add(bench " processor", what, peer, field("processor"), field("processor"), field("processor"), "ms")
    if (bench == "open") {
        add("rates", what " alone", peer, field("alone"), 0, 0, "steps/s")
        add("rates", what " watched", peer, field("watched"), 0, 0, "steps/s")
        add("rates", what " frames", peer, field("frames"), 0, 0, "frames/s")
    }
}

# The figure of rank k, from 1, of those of an id; they are few.
function ranked(from, id, k,    i, j, swap, n, sorted) {
    n = count[id]
    for (i = 1; i <= n; i++)
        sorted[i] = from[id, i]
    for (i = 1; i <= n; i++)
        for (j = i + 1; j <= n; j++)
            if (sorted[j] < sorted[i]) {
                swap = sorted[i]
                sorted[i] = sorted[j]
                sorted[j] = swap
            }
    return sorted[k]
}

function median(bench, what, who,    id) {
    id = bench SUBSEP what SUBSEP (who == "" ? "Twingrad" : who)
    return count[id] ? ranked(figures, id, int((count[id] + 1) / 2)) : 0
}

# Of one round: the tenth from either end of its repeats. Of several: the lowest and the highest of the rounds.
function low_of(id) {
    return count[id] == 1 ? lows[id, 1] : ranked(figures, id, 1)
}

function high_of(id) {
    return count[id] == 1 ? highs[id, 1] : ranked(figures, id, count[id])
}

# Half of the range from low to high, of the median.
function spread(bench, what, who,    id, middle) {
    id = bench SUBSEP what SUBSEP (who == "" ? "Twingrad" : who)
    middle = median(bench, what, who)
    return middle && high_of(id) ? sprintf("%.0f", 50 * (high_of(id) - low_of(id)) / middle) : "-"
}

function number(value) {
    return !value ? "-" : sprintf(value < 99.5 ? "%.3g" : "%d", value + (value < 99.5 ? 0 : 0.5))
}

function ratio(over, under,    value) {
    value = under ? over / under : 0
    return !value ? "-" : sprintf(value < 99.95 ? "%.1f" : "%.0f", value)
}

function shortened(text, room) {
    return length(text) > room ? substr(text, 1, room - 1) "~" : text
}

function training_table(    i, what) {
    if (!subject_count["training"])
        return
    printf "\n%-29s %9s %4s %9s %9s %7s %7s\n", "training, pairs a second", "Twingrad", "+-%", "PyTorch", "NumPy",
           "xTorch", "xNumPy"
    for (i = 1; i <= subject_count["training"]; i++) {
        what = subjects["training", i]
        if (median("training", what))
            printf "%-29s %9s %4s %9s %9s %7s %7s\n", shortened(what, 29), number(median("training", what)),
                   spread("training", what), number(median("training", what, "PyTorch")),
                   number(median("training", what, "NumPy")),
                   ratio(median("training", what), median("training", what, "PyTorch")),
                   ratio(median("training", what), median("training", what, "NumPy"))
    }
}

function check_row(what, row,    ours) {
    ours = median("check", what)
    printf "%-36s %8s %4s %9s %9s %8s\n", shortened("  " row, 36), number(ours), spread("check", what),
           number(median("check", what, "PyTorch")), number(median("check", what, "NumPy")),
           number(median("check", what, "Ceres"))
    if (ours && median("check", what, "PyTorch") + median("check", what, "NumPy") + median("check", what, "Ceres"))
        printf "%-36s %8s %4s %9s %9s %8s\n", "    times as long as ours", "", "",
               ratio(median("check", what, "PyTorch"), ours), ratio(median("check", what, "NumPy"), ours),
               ratio(median("check", what, "Ceres"), ours)
}

# Each net's rows together, whoever told them first.
function check_table(    i, k, net, part) {
    if (!subject_count["check"])
        return
    printf "\n%-36s %8s %4s %9s %9s %8s\n", "check, milliseconds", "Twingrad", "+-%", "PyTorch", "NumPy", "Ceres"
    for (i = 1; i <= subject_count["check"]; i++) {
        split(subjects["check", i], part, ": ")
        if (part[1] in net)
            continue
        net[part[1]] = 1
        print part[1] " parameters"
        for (k = i; k <= subject_count["check"]; k++)
            if (index(subjects["check", k], part[1] ": ") == 1)
                check_row(subjects["check", k], substr(subjects["check", k], length(part[1]) + 3))
    }
}

function threads_row(who, numbers,    one, two) {
    one = median("threads", numbers ", 1 thread", who)
    two = median("threads", numbers ", 2 threads", who)
    if (one)
        printf "%-36s %9s %4s %9s %4s %8s\n", who ", " numbers, number(one), spread("threads", numbers ", 1 thread", who),
               number(two), spread("threads", numbers ", 2 threads", who), ratio(two, one)
}

function threads_table() {
    if (!subject_count["threads"])
        return
    printf "\n%-36s %9s %4s %9s %4s %8s\n", "reference, 64 pairs: pairs a second", "1 thread", "+-%", "2 threads",
           "+-%", "times"
    threads_row("Twingrad", "double")
    threads_row("PyTorch", "double")
    threads_row("Twingrad", "float")
    threads_row("PyTorch", "float")
}

function peak(numbers, width) {
    return median("limits", "multiply and add, " width ", " numbers)
}

function share_of(what, width,    numbers) {
    numbers = index(what, "float") ? "float" : "double"
    return peak(numbers, width) ? 100 * median("training", what) * flops[what] / peak(numbers, width) : 0
}

function limits_table(    i, what) {
    if (!subject_count["limits"])
        return
    printf "\n%-56s %9s %4s %s\n", "the processor at most, one thread", "", "+-%", ""
    for (i = 1; i <= subject_count["limits"]; i++) {
        what = subjects["limits", i]
        printf "%-56s %9s %4s %s\n", shortened(what, 56), number(median("limits", what)), spread("limits", what),
               unit["limits", what]
    }
    printf "\n%-40s %18s %18s\n", "what a training multiplies and adds, of", "AVX2's peak", "AVX-512's"
    for (i = 1; i <= subject_count["training"]; i++) {
        what = subjects["training", i]
        if (what in flops)
            printf "%-40s %16s %% %16s %%\n", what, number(share_of(what, "32 bytes (AVX2)")),
                   number(share_of(what, "64 bytes (AVX-512)"))
    }
}

# How the cost grows with the work: its power, from a tenth of the most to the most.
function power(name, most,    from, to) {
    from = name ", " most / 10 " x"
    to = name ", " most " x"
    if (!median("growth", from) || !median("growth", to))
        return ""
    return sprintf("%.2f", log(median("growth", to) / median("growth", from)) / log(work[to] / work[from]))
}

function growth_row(bench, name, label, last,    i) {
    printf "%-34s", label
    for (i = 1; i <= sizes; i++)
        printf " %7s", number(median(bench, name ", " times[i] " x"))
    printf " %5s\n", last
}

function growth_table(    name, i) {
    if (!subject_count["growth"])
        return
    sizes = split("1 3 10 30 100", times, " ")
    printf "\n%-34s %7s %7s %7s %7s %7s %5s\n", "times the work: milliseconds", 1, 3, 10, 30, 100, "power"
    split("training, pairs in an epoch|training, epochs|check|reading, with features", names, "|")
    for (i = 1; i <= 4; i++) {
        name = names[i]
        growth_row("growth", name, name, power(name, 100))
        growth_row("resident", name, sprintf("    MB, with %s %s", work[name ", 100 x"], of_what[name]), "")
    }
}

function start_table(    i, what) {
    if (!subject_count["start"])
        return
    printf "\n%-45s %10s %4s %15s\n", "from start to end, milliseconds", "the wall's", "+-%", "processor's"
    for (i = 1; i <= subject_count["start"]; i++) {
        what = subjects["start", i]
        printf "%-45s %10s %4s %15s\n", shortened(what, 45), number(median("start", what)), spread("start", what),
               number(median("start processor", what))
    }
    for (i = 1; i <= subject_count["frame"]; i++) {
        what = subjects["frame", i]
        printf "%-45s %10s %4s %15s\n", what, number(median("frame", what)), spread("frame", what),
               number(median("frame processor", what))
    }
}

function window_table(    i, what) {
    if (!subject_count["window"] && !subject_count["open"])
        return
    printf "\n%-56s %8s %4s\n", "the window", "", "+-%"
    for (i = 1; i <= subject_count["window"]; i++) {
        what = subjects["window", i]
        printf "%-56s %8s %4s ms\n", shortened("a frame: " what, 56), number(median("window", what)), spread("window", what)
    }
    for (i = 1; i <= subject_count["open"]; i++) {
        what = subjects["open", i]
        printf "%-56s %8s %4s\n", "steps a second: " what, number(median("rates", what " alone")), ""
        printf "%-56s %8s %4s\n", "    with the window open", number(median("rates", what " watched")), ""
        printf "%-56s %8s %4s\n", "    pictures a second meanwhile", number(median("rates", what " frames")), ""
        printf "%-56s %8s %4s %%\n", "    kept", number(median("open", what)), spread("open", what)
    }
    if (subject_count["paused"])
        printf "%-56s %8s %4s %%\n", "of a processor while it is paused", sprintf("%.1f", median("paused", "twingrad-live, paused")), ""
}

# ---- the goals ----

function best(who, numbers,    i, value, most) {
    split("1 pair|16 pairs|64 pairs", batches, "|")
    for (i = 1; i <= 3; i++) {
        value = median("training", "reference, " numbers ", " batches[i], who)
        most = value > most ? value : most
    }
    return most
}

# measured < 0: not measured.
function goal(what, sign, wanted, measured, unit_of,    reached) {
    if (measured < 0)
        return
    if (!told_goals++)
        printf "\n%-50s %9s %9s\n", "the goals", "wanted", "measured"
    reached = sign == ">" ? measured >= wanted : measured <= wanted
    printf "%-50s %9s %9s %s\n", what, (sign == ">" ? ">= " : "<= ") wanted unit_of,
           sprintf(measured < 99.5 ? "%.3g" : "%.0f", measured) unit_of, reached ? "" : "not yet"
}

function quotient(over, under) {
    return over && under ? over / under : -1
}

function measured(value) {
    return value ? value : -1
}

function slowest(bench,    i, value, most) {
    most = -1
    for (i = 1; i <= subject_count[bench]; i++) {
        value = median(bench, subjects[bench, i])
        most = value > most ? value : most
    }
    return most
}

# The costliest frame of the window that draws one panel anew, or all of them.
function slowest_frame(all,    i, what, value, most) {
    most = -1
    for (i = 1; i <= subject_count["window"]; i++) {
        what = subjects["window", i]
        if (all ? index(what, "all, ") != 1 : index(what, "panel ") != 1)
            continue
        value = median("window", what)
        most = value > most ? value : most
    }
    return most
}

function goals(    ref, full, widest) {
    ref = "reference, double, "
    full = "reference, 9820: every parameter"
    goal("training, double: times PyTorch's best batch", ">", 2.5, quotient(best("Twingrad", "double"), best("PyTorch", "double")), "")
    goal("training, double, 1 pair: times PyTorch", ">", 6, quotient(median("training", ref "1 pair"), median("training", ref "1 pair", "PyTorch")), "")
    goal("training, float: times PyTorch's best batch", ">", 2.2, quotient(best("Twingrad", "float"), best("PyTorch", "float")), "")
    goal("training, double: of AVX2's peak", ">", 60, measured(share_of(ref "16 pairs", "32 bytes (AVX2)")), " %")
    goal("two threads, double: times one", ">", 1.8, quotient(median("threads", "double, 2 threads"), median("threads", "double, 1 thread")), "")
    goal("check of 9820 parameters", "<", 30, measured(median("check", full)), " ms")
    goal("    PyTorch's slow one takes times that", ">", 250, quotient(median("check", full, "PyTorch"), median("check", full)), "")
    goal("    NumPy's central differences", ">", 150, quotient(median("check", full, "NumPy"), median("check", full)), "")
    goal("a frame, one panel anew", "<", 4, slowest_frame(0), " ms")
    goal("a frame, all of it anew", "<", 16, slowest_frame(1), " ms")
    goal("to the window's first picture", "<", 300, slowest("frame"), " ms")
    goal("paused, of a processor", "<", 0.5, subject_count["paused"] ? median("paused", "twingrad-live, paused") : -1, " %")
    goal("training kept while the window is open", ">", 85, measured(median("open", "all threads, the wall's clock")), " %")
    goal("    one thread, its processor time", ">", 85, measured(median("open", "one thread, its processor time")), " %")
    goal("resident, 7700 pairs", "<", 30, measured(median("resident", "training, pairs in an epoch, 100 x")), " MB")
    goal("reading 1600 files, with features", "<", 500, measured(median("growth", "reading, with features, 100 x")), " ms")
    goal("the slowest command to start, processor's", "<", 15, slowest("start processor"), " ms")
}

function write_medians(    key, part) {
    for (id in count) {
        if (!count[id] || split(id, part, SUBSEP) != 3)
            continue
        printf "%s\t%s\t%s\t%.6g\t%.6g\t%.6g\t%s\n", part[1], part[2], part[3], median(part[1], part[2], part[3]),
               low_of(id), high_of(id), unit[part[1], part[2]] >medians
    }
    close(medians)
}

END {
    training_table()
    threads_table()
    check_table()
    limits_table()
    growth_table()
    window_table()
    start_table()
    goals()
    if (medians)
        write_medians()
}

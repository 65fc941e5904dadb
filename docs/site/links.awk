# Every link of the site leads somewhere: to a file of it, and where it says #place to an id there; and no page runs a
# script. Links to elsewhere are not followed: each is listed in `external` with a page that it stands in.
#
#   find FOLDER -type f | awk -v site=FOLDER -v external=FILE -f docs/site/links.awk

{
    files[NR] = $0
    there[substr($0, length(site) + 2)] = 1
}

END {
    for (k = 1; k <= NR; k++)
        if (files[k] ~ /\.html$/)
            read_page(files[k])
    for (key in wanted)
        if (!(key in ids))
            complain(key, "there is no such place", wanted[key])
    for (key in complaint)
        print key ": " complaint[key] " (" first[key] (times[key] > 1 ? " and " times[key] - 1 " more" : "") ")"
    printf "" >external
    for (key in outside) {
        print key " (" outside[key] ")" | ("LC_ALL=C sort >'" external "'")
        elsewhere++
    }
    printf "site: %d pages, %d links inside it, %d wrong; %d to elsewhere, listed in %s\n", pages, links, wrong, \
        elsewhere, external
    exit wrong > 0 || links == 0
}

function complain(what, why, page) {
    wrong++
    complaint[what] = why
    if (!times[what]++)
        first[what] = page
}

function read_page(file,    line, page, folder, what) {
    page = substr(file, length(site) + 2)
    folder = page
    if (!sub(/\/[^\/]*$/, "", folder))
        folder = ""
    pages++
    while ((getline line <file) > 0) {
        if (line ~ /<script|<[^>]* on[a-z]+=/)
            complain(page, "runs a script", page)
        while (match(line, /(href|src|id|name)="[^"]*"/)) {
            what = substr(line, RSTART, RLENGTH)
            line = substr(line, RSTART + RLENGTH)
            read_attribute(page, folder, what)
        }
    }
    close(file)
}

function read_attribute(page, folder, what,    value, target, anchor) {
    value = substr(what, index(what, "\"") + 1)
    sub(/"$/, "", value)
    if (what ~ /^(id|name)/)
        ids[page "#" value] = 1
    else if (value ~ /^(https?|mailto):/)
        outside[value] = page
    else if (value !~ /^data:/) {
        links++
        target = value
        anchor = ""
        if (match(target, /#/)) {
            anchor = substr(target, RSTART + 1)
            target = substr(target, 1, RSTART - 1)
        }
        target = target == "" ? page : resolve(folder, target)
        if (!(target in there))
            complain(target, "there is no such file", page)
        else if (anchor != "" && target ~ /\.html$/)
            wanted[target "#" anchor] = page
    }
}

function resolve(folder, target,    parts, n, k, depth, path) {
    n = split(folder "/" target, parts, "/")
    depth = 0
    for (k = 1; k <= n; k++)
        if (parts[k] == "..")
            depth--
        else if (parts[k] != "." && parts[k] != "")
            parts[++depth] = parts[k]
    path = ""
    for (k = 1; k <= depth; k++)
        path = path (k > 1 ? "/" : "") parts[k]
    return path
}

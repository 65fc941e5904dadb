# The sources as pages, each line with its number (FILE.html#L12), and a page for each folder:
#   awk ... -v site=FOLDER FILE...        the folders site/source/... are there
FNR == 1 {
    if (page != "")
        finish()
    page = FILENAME
    here = "source/" page ".html"
    out = site "/" here
    printf "%s<p class=\"trail\">%s</p>\n<h1>%s</h1>\n<pre class=\"listing\">\n", frame_head(here, page, "en"), \
        trail(page), page >out
    enter(page)
}
{ printf "<a id=\"L%d\" href=\"#L%d\">%d</a>%s\n", FNR, FNR, FNR, frame_escape($0) >out }
END {
    if (page != "")
        finish()
    for (folder in held)
        list(folder)
}

function finish() {
    printf "</pre>\n%s", frame_foot(here, "en", "", "", "") >out
    close(out)
}

# The folders above a file, each a link.
function trail(path,    text, parts, n, k, up) {
    n = split(path, parts, "/")
    text = ""
    for (k = 1; k < n; k++)
        text = text " / <a href=\"" up_by(n - k - 1) "index.html\">" parts[k] "</a>"
    return "<a href=\"" up_by(n - 1) "index.html\">all</a>" text " / " parts[n]
}

function up_by(levels,    text) {
    for (text = ""; levels > 0; levels--)
        text = text "../"
    return text
}

# Notes a file, or a folder, in the folder that holds it, and so on upwards.
function enter(path,    folder, name) {
    name = path
    sub(/^.*\//, "", name)
    folder = path
    if (!sub(/\/[^\/]*$/, "", folder))
        folder = "."
    if ((folder, name) in known)
        return
    known[folder, name] = 1
    held[folder] = held[folder] (path in held ? "0/" : "1/") name "\n"
    if (folder != ".") {
        if (!(folder in entered)) {
            entered[folder] = 1
            enter_folder(folder)
        }
    }
}

function enter_folder(path,    folder, name) {
    name = path
    sub(/^.*\//, "", name)
    folder = path
    if (!sub(/\/[^\/]*$/, "", folder))
        folder = "."
    held[folder] = held[folder] "0/" name "\n"
    if (folder != "." && !(folder in entered)) {
        entered[folder] = 1
        enter_folder(folder)
    }
}

# The page of a folder: its folders, then its files, by name.
function list(folder,    lines, n, k, j, swap, name, path, text) {
    n = split(held[folder], lines, "\n") - 1
    for (k = 2; k <= n; k++)
        for (j = k; j > 1 && lines[j - 1] > lines[j]; j--) {
            swap = lines[j]
            lines[j] = lines[j - 1]
            lines[j - 1] = swap
        }
    path = "source/" (folder == "." ? "" : folder "/") "index.html"
    text = frame_head(path, folder == "." ? "Sources" : folder "/", "en")
    if (folder != ".")
        text = text "<p class=\"trail\">" trail(folder "/") "</p>\n"
    text = text "<h1>" (folder == "." ? "Sources" : folder "/") "</h1>\n<ul class=\"folder\">\n"
    for (k = 1; k <= n; k++) {
        name = substr(lines[k], 3)
        text = text "<li>" (lines[k] ~ /^0/ ? "<a href=\"" name "/index.html\">" name "/</a>" : \
            "<a href=\"" name ".html\">" name "</a>") "</li>\n"
    }
    printf "%s</ul>\n%s", text, frame_foot(path, "en", "", "", "") >(site "/" path)
    close(site "/" path)
}

# What stands around every page of the site: the head, the bar, the list of pages, the way to the next. To be read
# before a program that makes pages: awk -v contents=FILE -f docs/site/frame.awk -f ...
#
# FILE has lines "= Part" and "PATH NAME", PATH seen from the top of the site. A page names its own PATH, from which
# follow what is marked in the list, what comes before and after it, and the way to the top.

function frame_read(    line, path) {
    while ((getline line <contents) > 0) {
        if (line ~ /^= /) {
            frame_part[frame_count + 1] = substr(line, 3)
            continue
        }
        path = line
        sub(/ .*/, "", path)
        sub(/^[^ ]+ +/, "", line)
        frame_path[++frame_count] = path
        frame_name[frame_count] = line
    }
    close(contents)
}

function frame_escape(text) {
    gsub(/&/, "\\&amp;", text)
    gsub(/</, "\\&lt;", text)
    gsub(/>/, "\\&gt;", text)
    gsub(/"/, "\\&quot;", text)
    return text
}

# "../" for each folder that the page is in.
function frame_root(path,    root) {
    root = ""
    for (gsub(/[^\/]/, "", path); path != ""; path = substr(path, 2))
        root = root "../"
    return root
}

function frame_head(path, title, lang,    root, say) {
    if (!frame_count)
        frame_read()
    root = frame_root(path)
    say = lang == "pt-BR" ? "Conteúdo" : "Contents"
    return "<!DOCTYPE html>\n<html lang=\"" lang "\">\n<head>\n<meta charset=\"utf-8\"/>\n" \
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n" \
        "<title>" title (title == "Twingrad" ? "" : " - Twingrad") "</title>\n" \
        "<link rel=\"stylesheet\" href=\"" root "style.css\"/>\n</head>\n<body>\n" \
        "<header class=\"bar\"><a class=\"home\" href=\"" root "index.html\">Twingrad</a>" \
        "<a class=\"jump\" href=\"#contents\">" say "</a></header>\n<div class=\"sheet\">\n<main>\n"
}

# `inner`: a list to stand below the page's own line, or "".
function frame_foot(path, lang, before, after, inner,    root, text, k) {
    if (!frame_count)
        frame_read()
    root = frame_root(path)
    text = "</main>\n"
    if (before != "" || after != "")
        text = text "<nav class=\"pager\">" \
            (before == "" ? "<span></span>" : "<span>" before "</span>") \
            (after == "" ? "<span></span>" : "<span>" after "</span>") "</nav>\n"
    text = text "<nav class=\"list\" id=\"contents\">\n"
    for (k = 1; k <= frame_count; k++) {
        if (k in frame_part)
            text = text (k > 1 ? "</ul>\n" : "") "<p>" frame_part[k] "</p>\n<ul>\n"
        text = text "<li><a" (frame_is(k, path) ? " class=\"here\"" : "") " href=\"" root frame_path[k] "\">" \
            frame_name[k] "</a>" (frame_is(k, path) ? inner : "") "</li>\n"
    }
    return text "</ul>\n</nav>\n</div>\n</body>\n</html>\n"
}

# Whether line k of the list is this page's, or, for a folder's first page, that of all pages in the folder.
function frame_is(k, path,    folder) {
    if (frame_path[k] == path)
        return 1
    folder = frame_path[k]
    return sub(/\/index\.html$/, "/", folder) && index(path, folder) == 1
}

function frame_link(path, root, rel, say, name) {
    return "<a rel=\"" rel "\" href=\"" root path "\"><small>" say "</small> " name "</a>"
}

# The links to the page before and after in the list; 0 steps: none.
function frame_neighbour(path, step,    k) {
    for (k = 1; k <= frame_count; k++)
        if (frame_path[k] == path)
            break
    if (k > frame_count || !((k + step) in frame_path))
        return ""
    return frame_link(frame_path[k + step], frame_root(path), step < 0 ? "prev" : "next", \
                      step < 0 ? "before" : "next", frame_name[k + step])
}

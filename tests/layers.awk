# The floors, and what is looked for; tests/layers.sh feeds it. Its inputs are told apart by their names:
#   files      every source and header, one a line
#   missing    the sources that have no object
#   includes   FILE:LINE:TEXT of every #include
#   symbols    "OBJECT: NAME TYPE ..." as nm -A -P -g prints it
# prefix is the folder of the objects; underscore is 1 where the system puts one before each name.

BEGIN {
    # floor, the floors that it may know besides itself (tests may know all), the libraries that it may use
    floor("src/base", "", "")
    floor("src/words", "src/base", "")
    floor("src/gradcheck", "", "openmp")
    floor("src/pen", "src/base", "expat")
    floor("src/net", "src/base src/gradcheck", "openmp quadmath")
    floor("src/train", "src/base src/gradcheck src/pen src/net", "jansson openmp")
    floor("src/program", "src/base src/words src/gradcheck src/pen src/net src/train", "jansson openmp")
    floor("src/cli", "src/base src/words src/gradcheck src/pen src/net src/train src/program", "jansson openmp")
    floor("viz/draw", "", "cairo freetype fontconfig")
    floor("viz/window", "src/base viz/draw", "sdl cairo")
    floor("viz/live", "src/base src/words src/gradcheck src/pen src/net src/train src/program viz/draw viz/window", "cairo")
    floor("lessons", "src/base src/words src/gradcheck src/pen src/net src/train src/program viz/draw viz/window viz/live", "cairo")

    # library, how its headers begin, how its functions begin
    library("sdl", "SDL", "SDL_")
    library("cairo", "cairo", "cairo_")
    library("freetype", "ft2build freetype", "FT_")
    library("fontconfig", "fontconfig", "Fc")
    library("jansson", "jansson", "json_ jansson_")
    library("expat", "expat", "XML_")
    library("openmp", "omp", "omp_")
    library("quadmath", "quadmath", "")
    library("cmocka", "cmocka", "_cmocka")

    # what every floor may include: C17 and POSIX
    standard("assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign")
    standard("stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar")
    standard("wchar wctype dirent dlfcn fcntl fnmatch getopt glob iconv langinfo libgen libintl poll pthread")
    standard("pwd regex sched spawn strings termios unistd utime sys/ioctl sys/mman sys/resource sys/select")
    standard("xlocale mach-o/dyld") # macOS: what POSIX has in locale.h; where the running program lies
    standard("sys/prctl")           # Linux: to end with the process above
    standard("link")                # glibc: tests/support/refused.h asks it where the libraries stand
    standard("sys/stat sys/time sys/times sys/types sys/utsname sys/wait")
}

function floor(name, knows, libraries) {
    known[name] = 1
    allowed[name] = knows
    uses[name] = libraries
}

function library(name, headers, symbols) {
    header_starts[name] = headers
    symbol_starts[name] = symbols
}

function standard(names,    n, i, split_names) {
    n = split(names, split_names, " ")
    for (i = 1; i <= n; i++)
        is_standard[split_names[i]] = 1
}

function trouble(sentence) {
    print sentence
    troubles++
}

# The longest floor that the path lies in; "tests" for those, "" for none.
function floor_of(path,    f, found) {
    if (index(path, "tests/") == 1)
        return "tests"
    for (f in known)
        if (index(path, f "/") == 1 && length(f) > length(found))
            found = f
    return found
}

function may_know(from, to) {
    return from == to || from == "tests" || index(" " allowed[from] " ", " " to " ")
}

function may_use(from, lib) {
    if (from == "tests")
        return 1
    return index(" " uses[from] " ", " " lib " ")
}

# a/b/../c -> a/c
function tidy(path,    parts, n, i, out, m) {
    n = split(path, parts, "/")
    for (i = 1; i <= n; i++) {
        if (parts[i] == "." || parts[i] == "")
            continue
        if (parts[i] == ".." && m > 0)
            m--
        else
            out[++m] = parts[i]
    }
    path = out[1]
    for (i = 2; i <= m; i++)
        path = path "/" out[i]
    return path
}

# The file of ours that the name means in this file, as the compiler looks for it; "" for none.
function ours(file, name, quoted,    folder, i, n, roots) {
    folder = file
    sub(/[^\/]*$/, "", folder)
    if (quoted && tidy(folder name) in is_file)
        return tidy(folder name)
    n = split("src viz tests lessons", roots, " ")
    for (i = 1; i <= n; i++)
        if (tidy(roots[i] "/" name) in is_file)
            return tidy(roots[i] "/" name)
    return ""
}

# The library that a header or a symbol is of, by how its name begins; "" for none.
function library_of(name, beginnings,    l, i, n, starts) {
    for (l in beginnings) {
        n = split(beginnings[l], starts, " ")
        for (i = 1; i <= n; i++)
            if (index(name, starts[i]) == 1)
                return l
    }
    return ""
}

function look_at_include(file, line, text,    from, where, name, quoted, target, to, lib) {
    includes++
    from = floor_of(file)
    if (from == "")
        return # said once for the file
    where = file ":" line ": "
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", text)
    quoted = substr(text, 1, 1) == "\""
    if (!quoted && substr(text, 1, 1) != "<") {
        trouble(where "includes through a macro, which cannot be followed")
        return
    }
    name = substr(text, 2)
    sub(/[">].*$/, "", name)
    target = ours(file, name, quoted)
    if (target != "") {
        to = floor_of(target)
        if (to != "" && !may_know(from, to))
            trouble(where from " may not include " name ", which is in " to)
        return
    }
    lib = library_of(name, header_starts)
    if (lib != "") {
        if (!may_use(from, lib))
            trouble(where from " may not include " name ", which is of " lib)
        return
    }
    if (quoted)
        trouble(where "includes " name ", which is no file here")
    else if (!(substr(name, 1, length(name) - 2) in is_standard))
        trouble(where "includes " name ", which is neither C nor POSIX nor a library known here")
}

function look_at_definition(source, name,    at, stem) {
    if (index(name, "__") == 1)
        return # the compiler's own (sanitizers, coverage)
    at = floor_of(source)
    stem = source
    sub(/^.*\//, "", stem)
    sub(/\.c$/, "", stem)
    if (name in defined_in)
        trouble(source ": " name " is defined in " defined_in[name] " too")
    else if (name != "main")
        defined_in[name] = source
    defined++
    if (name == "main") {
        if (at != "src/cli" && at != "viz/live" && at != "lessons")
            trouble(source ": main in " at ", which is no program")
    } else if (at == "src/gradcheck") {
        if (index(name, "gradcheck_") != 1)
            trouble(source ": " name " is global; in src/gradcheck such a name begins with gradcheck_")
    } else if (at == "lessons" && stem ~ /^[0-9]/) {
        if (name != "lesson_" stem)
            trouble(source ": " name " is global; a lesson has its plan alone, lesson_" stem)
    } else if (name != stem && index(name, stem "_") != 1)
        trouble(source ": " name " is global, and does not begin with " stem "_ (make it static, or name it so)")
}

function look_at_want(source, name,    from, to, lib) {
    from = floor_of(source)
    if (from == "")
        return
    if (name in defined_in) {
        to = floor_of(defined_in[name])
        if (!may_know(from, to))
            trouble(source ": wants " name " of " defined_in[name] "; " from " may not know " to)
        return
    }
    lib = library_of(name, symbol_starts)
    if (lib != "" && !may_use(from, lib))
        trouble(source ": wants " name ", which is of " lib "; " from " may not use that")
}

FILENAME ~ /\/files$/ {
    is_file[$0] = 1
    files++
    if (floor_of($0) == "")
        trouble($0 ": lies on no floor; tests/layers.awk has the list of them")
    else if (!(floor_of($0) in seen)) {
        seen[floor_of($0)] = 1
        folders++
    }
}
FILENAME ~ /\/missing$/ { trouble($0 ": has no object, so its symbols were not looked at (`make layers` builds it)") }
FILENAME ~ /\/includes$/ {
    file = $0
    sub(/:.*$/, "", file)
    rest = substr($0, length(file) + 2)
    line = rest
    sub(/:.*$/, "", line)
    look_at_include(file, line, substr(rest, length(line) + 2))
}
FILENAME ~ /\/symbols$/ {
    source = $1
    sub(/:$/, "", source)
    if (source != last_source)
        objects++
    last_source = source
    source = substr(source, length(prefix) + 1)
    sub(/\.o$/, ".c", source)
    name = $2
    if (underscore)
        sub(/^_/, "", name)
    if ($3 ~ /^[Uwv]$/) {
        wants++
        want_source[wants] = source
        want_name[wants] = name
    } else
        look_at_definition(source, name)
}
END {
    for (i = 1; i <= wants; i++)
        look_at_want(want_source[i], want_name[i])
    printf "layers: %d files on %d floors, %d includes; %d objects, %d names defined, %d wanted: ", files,
        folders, includes, objects, defined, wants
    if (troubles)
        print troubles " point up or astray"
    else
        print "every arrow points down"
    exit (troubles > 0)
}

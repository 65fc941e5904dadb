"""All breakages of a C file in one: each is behind a number that is asked for while the program runs.

clang says where the expressions and statements of the file are (-ast-dump=json). Each is rewritten in place, so that

    if (a < b)     becomes     if (MUTANT(1) || (!MUTANT(2) && (MUTANT(3) ? a_ <= b_ : a_ < b_)))

and a file is compiled once, however many ways of breaking it there are.

The classes of breakages (what a list of them calls them):
    operator     + - * / % << >> & | and their assignments become their opposites
    comparison   < becomes <=, > becomes >=, == becomes !=, and the other way round
    condition    a comparison, a negation or a whole condition becomes true, false
    logic        && and || change places; ! is left out
    constant     n becomes n + 1 and n - 1; a floating number four times and a quarter; true and false change places
    name         an enumerator becomes the next one
    function     fmax and fmin change places; fabs is left out
    sign         a unary minus is left out; ++ and -- change places
    statement    a call, an assignment, an early return, a break or a continue is left out
"""
import json
import os
import re
import subprocess

OPERATORS = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "<<": ">>", ">>": "<<", "&": "|", "|": "&", "^": "|"}
COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
ASSIGNMENTS = {"+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "|=": "&=", "&=": "|=", "^=": "|=", "<<=": ">>=",
               ">>=": "<<=", "%=": "/="}
LEFT_OUT = ("CallExpr", "CompoundAssignOperator", "BreakStmt", "ContinueStmt", "ReturnStmt")


def read(path):
    with open(path, "rb") as file:  # clang counts bytes
        return file.read()


def inlined(path, part, root="src/"):
    """The file with `part`, an .inc, in the place where it includes it last, itself or by another .inc; and from where to
    where it stands there. None: it does not."""
    source = read(path)
    if path == part:
        return source, 0, len(source)
    for include in reversed(list(re.finditer(rb'^#include "(.*\.inc)"\n', source, re.M))):
        found = inlined(root + include[1].decode(), part, root)
        if found:
            text, begin, end = found
            at = include.start()
            return source[:at] + text + source[include.end():], at + begin, at + end
    return None


class Schemata:
    """text: the file with every breakage in it; mutants: of each, its line, class, what became what.

    With `part`, an .inc that the file includes, it is that which is broken. Where it is included several times the last one
    is looked at: that of the widest vectors, which leaves out nothing."""

    def __init__(self, path, flags, first, part=None, compiler="clang"):
        self.source, self.begin, self.end = inlined(path, part or path)
        command = [compiler, "-fsyntax-only", "-w", "-Xclang", "-ast-dump=json", *flags, "-iquote", os.path.dirname(path),
                   "-xc", "-"]
        tree = json.loads(subprocess.run(command, input=self.source, stdout=subprocess.PIPE, check=True).stdout)
        self.first, self.mutants, self.sites = first, [], []
        for node in tree["inner"]:
            if node["kind"] == "FunctionDecl" and self.is_here(node["loc"]) and node.get("inner"):
                for body in node["inner"]:  # behind it there may be attributes, inherited from the declaration
                    if body["kind"] == "CompoundStmt":
                        self.last = body["inner"][-1] if body.get("inner") else None
                        self.function = re.sub("_(any|avx2|avx512)$", "", node["name"]) if part else node["name"]
                        self.visit(body, None)
        self.sites.sort(key=lambda s: (s["begin"], -s["end"]))
        self.text = self.render(self.begin, self.end, self.sites).decode()

    # ------------------------------------------------------------------------------------------------- places

    def is_here(self, place):
        place = place.get("expansionLoc", place)
        return "includedFrom" not in place and self.begin <= place.get("offset", -1) < self.end

    def extent(self, node):
        """(begin, end) in the file, or None for what a macro is made of."""
        begin, end = node["range"]["begin"], node["range"]["end"]
        if not begin or not end:
            return None
        if "expansionLoc" in begin and "expansionLoc" in end and (
                begin["expansionLoc"].get("isMacroArgExpansion") or
                begin["expansionLoc"]["offset"] == end["expansionLoc"]["offset"]):
            return None
        at = begin.get("expansionLoc", begin)["offset"]
        last = end.get("expansionLoc", end)
        stop = last["offset"] + last["tokLen"]
        if "expansionLoc" in end and self.source[stop:].lstrip()[:1] == b"(":
            stop = self.source.index(b"(", stop)
            depth = 0
            while True:
                depth += {b"(": 1, b")": -1}.get(self.source[stop:stop + 1], 0)
                stop += 1
                if depth == 0:
                    break
        return at, stop

    def new(self, at, kind, before, after):
        line = self.source.count(b"\n", self.begin, at) + 1
        start = self.source.rfind(b"\n", 0, at) + 1
        text = self.source[start:self.source.index(b"\n", at)].decode().strip()
        self.mutants.append({"line": line, "column": at - start + 1, "class": kind, "function": self.function,
                             "before": " ".join(before.split()), "after": " ".join(after.split()), "source": text})
        return self.first + len(self.mutants) - 1

    def add(self, extent, build):
        """build(render) gives the new text of the extent; render(extent) that of a part of it, or of the whole."""
        self.sites.append({"begin": extent[0], "end": extent[1], "build": build})

    def render(self, begin, end, sites):
        out, at, i = b"", begin, 0
        while i < len(sites):
            site = sites[i]
            inner = []
            i += 1
            while i < len(sites) and sites[i]["begin"] < site["end"]:
                inner.append(sites[i])
                i += 1

            def part(extent, inner=inner):
                return self.render(*extent, [s for s in inner if extent[0] <= s["begin"] and s["end"] <= extent[1]])

            out += self.source[at:site["begin"]] + site["build"](part)
            at = site["end"]
        return out + self.source[at:end]

    # ------------------------------------------------------------------------------------------------- visiting

    def visit(self, node, parent):
        kind = node.get("kind")
        if kind is None or kind.endswith("Attr") or kind in ("UnaryExprOrTypeTraitExpr", "ConstantExpr", "OffsetOfExpr", "StaticAssertDecl"):
            return
        if kind in ("ImplicitCastExpr", "CStyleCastExpr") and node.get("castKind") == "NullToPointer":
            return
        if kind == "VarDecl" and node.get("storageClass") == "static":
            return
        children = node.get("inner", [])
        extent = self.extent(node) if "range" in node else None
        if kind in ("IfStmt", "WhileStmt", "ForStmt", "ConditionalOperator", "DoStmt"):
            self.condition(node, kind, children)
        if kind in ("CompoundStmt", "IfStmt", "ForStmt", "WhileStmt", "DoStmt"):
            bodies = children if kind == "CompoundStmt" else children[1:] if kind == "IfStmt" else \
                children[:1] if kind == "DoStmt" else children[-1:]
            for child in bodies:
                self.statement(child)
        if extent is not None:
            self.expression(node, kind, children, extent)
        elif kind == "IntegerLiteral":
            self.truth(node)
        for child in children:
            self.visit(child, node)

    def condition(self, node, kind, children):
        place = {"IfStmt": 0, "WhileStmt": 0, "ForStmt": 2, "ConditionalOperator": 0, "DoStmt": 1}[kind]
        test = children[place] if place < len(children) else {}
        extent = self.extent(test) if test.get("range") else None
        if extent is None or self.is_boolean_leaf(self.bare(test)):
            return
        text = self.source[slice(*extent)].decode()
        yes = self.new(extent[0], "condition", text, "true") if kind in ("IfStmt", "ConditionalOperator") else 0
        no = self.new(extent[0], "condition", text, "false")
        self.choose(extent, yes, no)

    def choose(self, extent, yes, no):
        head = b"MUTANT(%d) || " % yes if yes else b""
        self.add(extent, lambda part: b"(" + head + b"(!MUTANT(%d) && (" % no + part(extent) + b")))")

    @staticmethod
    def bare(node):
        while node.get("kind") in ("ImplicitCastExpr", "ParenExpr"):
            node = node["inner"][0]
        return node

    @staticmethod
    def is_boolean_leaf(node):
        return (node.get("kind") == "BinaryOperator" and node["opcode"] in COMPARISONS) or \
            (node.get("kind") == "UnaryOperator" and node["opcode"] == "!")

    def statement(self, node):
        kind = node.get("kind")
        if kind is None or node is self.last or not node.get("range"):
            return
        assignment = kind == "BinaryOperator" and node.get("opcode") == "="
        step = kind == "UnaryOperator" and node.get("opcode") in ("++", "--")
        if not (kind in LEFT_OUT or assignment or step):
            return
        extent = self.extent(node)
        if extent is None:
            return
        end = self.source.index(b";", extent[1]) + 1
        if self.source[extent[1]:end].strip() != b";":
            return
        number = self.new(extent[0], "statement", self.source[extent[0]:end].decode(), ";")
        self.add((extent[0], end), lambda part: b"{ if (!MUTANT(%d)) " % number + part((extent[0], end)) + b" }")

    def truth(self, node):
        place = node["range"]["begin"].get("expansionLoc")
        if not place or place.get("isMacroArgExpansion"):
            return
        word = self.source[place["offset"]:place["offset"] + place["tokLen"]]
        if word in (b"true", b"false"):
            other = b"false" if word == b"true" else b"true"
            number = self.new(place["offset"], "constant", word.decode(), other.decode())
            self.add((place["offset"], place["offset"] + len(word)),
                     lambda part: b"(MUTANT(%d) ? " % number + other + b" : " + word + b")")

    def expression(self, node, kind, children, extent):
        if kind == "BinaryOperator":
            self.binary(node, children, extent)
        elif kind == "CompoundAssignOperator":
            self.assignment(node, children, extent)
        elif kind == "UnaryOperator":
            self.unary(node, children, extent)
        elif kind in ("IntegerLiteral", "FloatingLiteral"):
            self.literal(kind, extent)
        elif kind == "DeclRefExpr" and node["referencedDecl"]["kind"] == "EnumConstantDecl":
            name = self.source[slice(*extent)]
            number = self.new(extent[0], "name", name.decode(), name.decode() + " + 1")
            self.add(extent, lambda part: b"(MUTANT(%d) ? " % number + name + b" + 1 : " + name + b")")
        elif kind == "CallExpr":
            self.call(children, extent)

    def binary(self, node, children, extent):
        sign = node["opcode"]
        left, right = self.extent(children[0]), self.extent(children[1])
        if sign in ("=", ",") or left is None or right is None:
            return
        text = self.source[left[1]:right[0]].decode()
        at = left[1] + text.index(sign)
        if sign in ("&&", "||"):
            number = self.new(at, "logic", sign, "||" if sign == "&&" else "&&")
            name = b"a_%d" % number
            # a != broken: where to go on to the right side.
            go_on = b"(" + name + (b" != " if sign == "&&" else b" == ") + b"MUTANT(%d))" % number
            self.add(extent, lambda part: b"({ _Bool " + name + b" = (" + part(left) + b"); " + go_on + b" ? !!(" +
                     part(right) + b") : " + name + b"; })")
            return
        pointers = [child["type"].get("desugaredQualType", child["type"]["qualType"]).endswith("*")
                    for child in children]
        other = COMPARISONS.get(sign) or OPERATORS.get(sign)
        if sign in OPERATORS and pointers[1] or other is None:
            return
        number = self.new(at, "comparison" if sign in COMPARISONS else "operator", sign, other)
        names = b"a_%d" % number, b"b_%d" % number

        def build(part):
            broken = names[0] + b" " + other.encode() + b" " + names[1]
            right_one = names[0] + b" " + sign.encode() + b" " + names[1]
            return (b"({ __auto_type %s = (" % names[0] + part(left) + b"); __auto_type %s = (" % names[1] +
                    part(right) + b"); MUTANT(%d) ? " % number + broken + b" : " + right_one + b"; })")

        if sign not in COMPARISONS or "vector_size" in node["type"].get("desugaredQualType", node["type"]["qualType"]):
            self.add(extent, build)
            return
        whole = self.source[slice(*extent)].decode()
        yes, no = (self.new(extent[0], "condition", whole, word) for word in ("true", "false"))
        self.add(extent, lambda part: b"(MUTANT(%d) || (!MUTANT(%d) && " % (yes, no) + build(part) + b"))")

    def assignment(self, node, children, extent):
        sign = node["opcode"]
        left, right = self.extent(children[0]), self.extent(children[1])
        if left is None or right is None:
            return
        at = left[1] + self.source[left[1]:right[0]].index(sign.encode())
        tries = [(self.new(at, "operator", sign, other), other.encode()) for other in (ASSIGNMENTS[sign], "=")]

        def build(part):
            a, b = part(left), part(right)
            text = b"".join(b"MUTANT(%d) ? (" % number + a + b" " + other + b" " + b + b") : "
                            for number, other in tries)
            return b"(" + text + b"(" + a + b" " + sign.encode() + b" " + b + b"))"

        self.add(extent, build)

    def unary(self, node, children, extent):
        sign = node["opcode"]
        inner = self.extent(children[0])
        if sign == "!":
            inner = inner or (extent[0] + 1, extent[1])
            number = self.new(extent[0], "logic", self.source[slice(*extent)].decode(), self.source[slice(*inner)].decode())
            self.add(extent, lambda part: b"(MUTANT(%d) ? !!(" % number + part(inner) + b") : !(" + part(inner) + b"))")
        elif sign == "-" and inner is not None:
            number = self.new(extent[0], "sign", self.source[slice(*extent)].decode(), self.source[slice(*inner)].decode())
            self.add(extent, lambda part: b"(MUTANT(%d) ? (" % number + part(inner) + b") : -(" + part(inner) + b"))")
        elif sign in ("++", "--") and inner is not None:
            other = "--" if sign == "++" else "++"
            number = self.new(extent[0], "sign", sign, other)
            behind = node.get("isPostfix")

            def build(part):
                a = part(inner)
                right, wrong = (a + s.encode() if behind else s.encode() + a for s in (sign, other))
                return b"(MUTANT(%d) ? " % number + wrong + b" : " + right + b")"

            self.add(extent, build)

    def literal(self, kind, extent):
        text = self.source[slice(*extent)]
        if kind == "FloatingLiteral":
            tries = [b"4 * " + text, text + b" / 4"]
        else:
            tries = [text + b" + 1"] + ([text + b" - 1"] if text.rstrip(b"uUlL") not in (b"0",) else [])
        numbered = [(self.new(extent[0], "constant", text.decode(), t.decode()), t) for t in tries]
        self.add(extent, lambda part: b"(" + b"".join(b"MUTANT(%d) ? " % n + t + b" : " for n, t in numbered) +
                 text + b")")

    def call(self, children, extent):
        callee = self.extent(children[0])
        name = self.source[slice(*callee)] if callee else b""
        if name in (b"fmax", b"fmin"):
            other = b"fmin" if name == b"fmax" else b"fmax"
            number = self.new(extent[0], "function", name.decode(), other.decode())
            self.add(callee, lambda part: b"(MUTANT(%d) ? " % number + other + b" : " + name + b")")
        elif name == b"fabs":
            argument = self.extent(children[1])
            if argument is not None:
                number = self.new(extent[0], "function", "fabs", "")
                self.add(extent, lambda part: b"(MUTANT(%d) ? (" % number + part(argument) + b") : fabs(" +
                         part(argument) + b"))")

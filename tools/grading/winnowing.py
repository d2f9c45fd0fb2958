"""An answer as a set of fingerprints: what it does, not how it is written.

An answer becomes a row of statements, written in one way: comments,
docstrings, annotations, layout, quotes and needless brackets are gone, names
that a student chose are numbers, and what the starter gives is taken out.
Code that does not parse is read line by line instead. Nothing is run.

Runs of K tokens are fingerprints, thinned out by winnowing: of WINDOW
neighbours the one with the smallest hash is kept, so that K + WINDOW − 1
tokens in common are always noticed (Schleimer, Wilkerson and Aiken 2003,
"Winnowing: local algorithms for document fingerprinting", SIGMOD, 76–85).
"""
import ast
import collections
import dataclasses
import hashlib
import re
import warnings

K = 6  # tokens in a fingerprint
WINDOW = 2  # neighbouring fingerprints, of which one is kept
MAX_CHARACTERS = 20_000  # of an answer: longer code can crash Python's parser
MAX_LINE = 2_000  # characters of a line or statement that are read
MAX_TOKENS = 1_000  # of a function
MAX_PRINTS = 500  # of an answer
END = "<end>"  # stands where a block ends
OWN = "§"  # stands before a name that the student chose
TOKEN = re.compile(
    r"#.*|\s+|<end>"
    r"|[rbuf]{0,2}(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
    r"|§?[^\W\d]\w*|\d[\w.]*|\*\*|//|[-+*/%@&|^<>=!:]=|->|.", re.IGNORECASE)
BLOCKS = ("body", "handlers", "orelse", "finalbody")


@dataclasses.dataclass(frozen=True)
class Statement:
    """A statement, or the head of a compound one.

    tokens: its tokens in order; first, last: its lines, counted from 0.
    """

    tokens: tuple
    first: int
    last: int


@dataclasses.dataclass(frozen=True)
class Answer:
    """What one student wrote in one exercise, the starter taken out.

    parts: a tuple of statements for each function, and for what is outside;
    parses: whether Python can read it.
    """

    source: str
    parts: tuple
    parses: bool


def tokens_of(text):
    """The tokens of one statement or line, without blanks and comments."""
    return tuple(token for token in TOKEN.findall(text[:MAX_LINE])
                 if not token.isspace() and not token.startswith("#"))


def comments(source):
    """The comments in a source, in order."""
    return [token.rstrip() for line in source.split("\n")
            for token in TOKEN.findall(line[:MAX_LINE])
            if token.startswith("#")]


def parse(source):
    """The syntax tree, or None where Python cannot read the source."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" warns, and is no error
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError,
            OverflowError):
        return None


def bound(tree):
    """Names that code binds, imports apart."""
    return {name for node in ast.walk(tree) for name in (
        [node.id] if isinstance(node, ast.Name)
        and not isinstance(node.ctx, ast.Load)
        else [node.arg] if isinstance(node, ast.arg)
        else [node.name] if isinstance(
            node, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler))
        else []) if name}


def functions(tree):
    """{name: names of its parameters} of the functions in code."""
    return {node.name: [a.arg for a in node.args.posonlyargs + node.args.args]
            for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


class Plain(ast.NodeTransformer):
    """One way to write: `names` are given, `own` ones are marked."""

    def __init__(self, names, own):
        self.names, self.own = names, own

    def named(self, name):
        return self.names.get(name, OWN + name if name in self.own else name)

    def visit_Name(self, node):
        node.id = self.named(node.id)
        return node

    def visit_arg(self, node):
        return ast.arg(arg=self.named(node.arg), annotation=None)

    def visit_FunctionDef(self, node):
        node.name, node.returns = self.named(node.name), None
        return self.generic_visit(node)

    def visit_ExceptHandler(self, node):
        node.name = node.name and self.named(node.name)
        return self.generic_visit(node)

    def visit_AnnAssign(self, node):
        if node.value is None:
            return None
        return self.generic_visit(ast.copy_location(ast.Assign(
            [node.target], node.value), node))

    def visit_JoinedStr(self, node):
        return self.generic_visit(ast.Tuple([
            part.value if isinstance(part, ast.FormattedValue) else part
            for part in node.values], ast.Load()))

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Constant):
            return None
        return self.generic_visit(node)

    def gone(self, _):
        return None

    visit_Pass = visit_Import = visit_ImportFrom = gone
    visit_Global = visit_Nonlocal = gone


def statements(nodes):
    """Statements in the order in which they stand, with an END to a block."""
    for node in nodes:
        blocks = {name: getattr(node, name) for name in BLOCKS
                  if hasattr(node, name)}
        for name in blocks:
            setattr(node, name, [])
        inner = [child for block in blocks.values() for child in block]
        first, last = node.lineno - 1, node.end_lineno - 1
        head = max(first, inner[0].lineno - 2) if inner else last
        yield Statement(tokens_of(ast.unparse(node).replace("\n", " ")),
                        first, head)
        for name, block in blocks.items():
            if name in ("orelse", "finalbody") and block:
                yield Statement((name,), first, first)
            yield from statements(block)
        if inner and not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield Statement((END,), last, last)


def read_tree(tree, names, own):
    """The parts of code that parses: each function, and what is outside."""
    parts, outside = [], []
    for node in Plain(names, own).visit(tree).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            parts.append(tuple(statements([node])))
        else:
            outside.append(node)
    return [*parts, tuple(statements(outside))]


def targets(tokens):
    """The names that a line of code seems to bind."""
    if tokens[:1] == ("for",) and "in" in tokens:
        bound_here = tokens[1:tokens.index("in")]
    else:
        bound_here = tokens[:tokens.index("=")] if "=" in tokens else ()
    names = [token for token in bound_here if token != ","]
    return names if all(map(str.isidentifier, names)) else []


def read_lines(source, given):
    """The parts of code that does not parse: its lines, from def to def."""
    parts, depths = [[]], [0]
    lines = [(line, tokens_of(line)) for line in source.split("\n")]
    own = {name for _, tokens in lines for name in targets(tokens)} - given
    for number, (line, tokens) in enumerate(lines):
        depth = len(line) - len(line.lstrip())
        if tokens[:1] == ("def",) and depth == 0:
            parts.append([])
        while tokens and depth < depths[-1]:
            depths.pop()
            if len(depths) > 1:
                parts[-1].append(Statement((END,), number, number))
        if tokens and depth > depths[-1]:
            depths.append(depth)
        if tokens:
            parts[-1].append(Statement(tuple(
                OWN + token if token in own else token for token in tokens),
                number, number))
    return parts


class Starter:
    """What is given to everyone, and so is taken out of every answer."""

    def __init__(self, source):
        self.source, tree = source, parse(source)
        self.parameters, binds = functions(tree), bound(tree)
        self.names = binds | {node.id for node in ast.walk(tree)
                              if isinstance(node, ast.Name)}
        kept = {name for names in self.parameters.values() for name in names}
        self.loose = binds - kept - self.parameters.keys()
        self.lines = set(map(tokens_of, source.split("\n")))
        given = [s.tokens for part in read_tree(tree, {}, set())
                 for s in part if s.tokens != (END,)]
        self.statements = {shape(tokens, self.loose): tokens
                           for tokens in given} | dict(zip(given, given))

    def without(self, part):
        """The statements of a part that are not given.

        A given statement may have other names; they are the given ones then
        in all that follows.
        """
        kept, names = [], {}
        for statement in part:
            tokens = tuple(names.get(t, t) for t in statement.tokens)
            same = self.statements.get(tokens) or self.statements.get(
                shape(tokens, self.loose))
            if same and all(new == old or new.startswith(OWN)
                            for new, old in zip(tokens, same)):
                names |= {new: old for new, old in zip(tokens, same)
                          if new.startswith(OWN)}
            else:
                kept.append(dataclasses.replace(statement, tokens=tokens))
        return kept


def shape(tokens, loose=()):
    """Tokens with numbers for the names that a student may choose."""
    numbers = {}
    return tuple(
        f"{OWN}{numbers.setdefault(token, len(numbers))}"
        if token.startswith(OWN) or token in loose else token
        for token in tokens)


def read(source, starter):
    """An Answer, from the source of a student's cells and the Starter."""
    source = re.sub(r"\r\n?", "\n", source[:MAX_CHARACTERS])
    code = re.sub(r"^([ \t]*)[%!].*", r"\1pass", source, flags=re.MULTILINE)
    parts, tree = None, parse(code)
    if tree:
        try:
            names = {new: old for name, theirs in functions(tree).items()
                     for new, old in zip(theirs, starter.parameters.get(
                         name, []))}
            parts = [starter.without(part) for part in read_tree(
                tree, names, bound(tree) - starter.names)]
        except (RecursionError, MemoryError, ValueError):
            tree = None
    if parts is None:
        parts = [[s for s in part if s.tokens not in starter.lines]
                 for part in read_lines(source, starter.names)]
    return Answer(source, tuple(tuple(part) for part in parts if any(
        s.tokens != (END,) for s in part)), tree is not None)


def plain(answer):
    """What is left of an answer when names and order are taken away."""
    return tuple(sorted(shape([token for s in part for token in s.tokens])
                        for part in answer.parts))


def fingerprints(answer):
    """{fingerprint: the lines it covers}, thinned out by winnowing."""
    found = collections.defaultdict(set)
    for part in answer.parts:
        tokens = [(t, s) for s in part for t in s.tokens][:MAX_TOKENS]
        grams = [tokens[i:i + K] for i in range(max(1, len(tokens) - K + 1))]
        hashes = [hashed(shape([t for t, _ in gram])) for gram in grams]
        chosen = {min(range(start, min(start + WINDOW, len(hashes))),
                      key=lambda i: (hashes[i], -i))
                  for start in range(max(1, len(hashes) - WINDOW + 1))}
        for i in sorted(chosen)[:MAX_PRINTS - len(found)]:
            found[hashes[i]] |= {(s.first, s.last) for _, s in grams[i]}
    return {one: {line for first, last in covered for line in range(
        first, last + 1)} for one, covered in found.items()}


def hashed(tokens):
    text = "\n".join(tokens).encode("utf-8", "replace")
    return hashlib.blake2b(text, digest_size=8).digest()

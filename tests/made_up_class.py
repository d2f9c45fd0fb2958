"""A made-up class: honest students, and some who copy and disguise it.

An honest student begins from the published solution or a stored wrong answer,
as most minds arrive at one of a few answers, and writes it in an own way:
other names, temporaries or none, operators the other way round, methods or
functions … A copy begins from another student's answers.
"""
import ast
import builtins
import copy

from tests.classes import solution_cells
from tools.exercises import EXERCISES, read, wrong_answers

WORDS = ("a b c d e h i j k m n p q r s t u v x y z tmp temp res result out "
         "output val value values new total acc arr data size num count idx "
         "row col left right first second part parts piece item mask ans ret "
         "answer my_sum diff score scores cur current aux hh ww kk").split()
REMARKS = ("# first the sizes", "# TODO check", "# as in the book", "# why?",
           "# this took long", "# works now", "# see the hint", "# sum it up")


class Rewrites(ast.NodeTransformer):
    """Each place that can be written in two ways is rewritten by chance."""

    def __init__(self, rng, chance):
        self.rng, self.chance = rng, chance

    def maybe(self):
        return self.rng.random() < self.chance

    def visit_BinOp(self, node):
        self.generic_visit(node)
        left, right = node.left, node.right
        if isinstance(node.op, (ast.Add, ast.Mult)) and self.maybe():
            node.left, node.right = right, left
        elif isinstance(node.op, ast.Pow) and isinstance(left, ast.Name) \
                and getattr(right, "value", 0) == 2 and self.maybe():
            return ast.BinOp(left, ast.Mult(), copy.deepcopy(left))
        elif isinstance(node.op, ast.FloorDiv) and self.maybe():
            return ast.Call(ast.Name("int"), [ast.BinOp(
                left, ast.Div(), right)], [])
        return node

    def visit_Compare(self, node):
        self.generic_visit(node)
        turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE,
                  ast.GtE: ast.LtE, ast.Eq: ast.Eq}.get(type(node.ops[0]))
        if turned and len(node.ops) == 1 and self.maybe():
            node.left, node.comparators = node.comparators[0], [node.left]
            node.ops = [turned()]
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        f = node.func
        if not isinstance(f, ast.Attribute) or not self.maybe():
            return node
        of_module = isinstance(f.value, ast.Name) and f.value.id in (
            "np", "torch", "math")
        if node.keywords and node.keywords[0].arg in ("axis", "dim"):
            node.args.append(node.keywords.pop(0).value)
        elif f.attr in ("sum", "mean", "max", "min", "reshape", "argmax"):
            if of_module and node.args:
                f.value = node.args.pop(0)
            elif not of_module:
                node.args.insert(0, f.value)
                f.value = ast.Name("np")
        return node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if self.maybe():
            read_ = copy.deepcopy(node.target)
            return ast.Assign([node.target], ast.BinOp(
                read_, node.op, node.value), lineno=0)
        return node

    def visit_Assign(self, node):
        self.generic_visit(node)
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) \
                and self.maybe():
            return [ast.Assign([t], v, lineno=0)
                    for t, v in zip(target.elts, value.elts)]
        return self.with_temporary(node, "value")

    def visit_Return(self, node):
        self.generic_visit(node)
        if isinstance(node.value, ast.IfExp) and self.maybe():
            choice = node.value
            return [ast.If(choice.test, [ast.Return(choice.body)], []),
                    ast.Return(choice.orelse)]
        if node.value and self.maybe():
            name = self.new_name()
            return [ast.Assign([ast.Name(name)], node.value, lineno=0),
                    ast.Return(ast.Name(name))]
        return self.with_temporary(node, "value")

    def with_temporary(self, node, field):
        """The statement, one of its larger inner terms named before it."""
        hidden = (ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.DictComp,
                  ast.SetComp, ast.IfExp)
        value = getattr(node, field)
        if value is None or not self.maybe() or any(
                isinstance(n, hidden) for n in ast.walk(value)):
            return node
        places = [(n, name) for n in ast.walk(value)
                  for name, inner in ast.iter_fields(n)
                  if isinstance(inner, (ast.BinOp, ast.Call))]
        if not places:
            return node
        parent, name = places[self.rng.integers(len(places))]
        temporary = self.new_name()
        before = ast.Assign([ast.Name(temporary)], getattr(parent, name),
                            lineno=0)
        setattr(parent, name, ast.Name(temporary))
        return [before, node]

    def new_name(self):
        return f"{self.rng.choice(WORDS)}{self.rng.integers(100, 999)}"


def own_names(tree, starter):
    """Names that may be changed: bound here, but not in the starter."""
    given = {n.id for n in ast.walk(starter) if isinstance(n, ast.Name)} | {
        n.arg for n in ast.walk(starter) if isinstance(n, ast.arg)} | {
        n.name for n in ast.walk(starter) if isinstance(n, ast.FunctionDef)}
    return sorted({n.id for n in ast.walk(tree) if isinstance(n, ast.Name)
                   and isinstance(n.ctx, ast.Store)} - given)


def renamed(source, starter, rng):
    """The source with words of a student's own for its names."""
    tree = ast.parse(source)
    words = [w for w in WORDS if w not in dir(builtins)]
    names = dict(zip(own_names(tree, ast.parse(starter)),
                     rng.permutation(words)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            node.id = str(names[node.id])
    return ast.unparse(tree)


def inlined(tree, rng, chance):
    """Names that are used once, in the next statement, are left out."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for i in range(len(body) - 2, -1, -1) if isinstance(body, list) \
                else ():
            here, after = body[i], body[i + 1]
            if not isinstance(here, ast.Assign) or not isinstance(
                    here.targets[0], ast.Name) or rng.random() > chance:
                continue
            name = here.targets[0].id
            uses = [n for n in ast.walk(tree) if isinstance(n, ast.Name)
                    and n.id == name and n is not here.targets[0]]
            inside = [(n, f) for n in ast.walk(after)
                      for f, v in ast.iter_fields(n) if v in uses]
            if len(uses) == len(inside) == 1 and isinstance(
                    uses[0].ctx, ast.Load):
                setattr(*inside[0], here.value)
                del body[i]
    return tree


def laid_out(source, rng):
    """Other blanks, quotes and remarks; the code is the same."""
    lines = source.splitlines()
    if rng.random() < 0.3:
        lines = [line.replace(" + ", "+").replace(" * ", "*")
                 for line in lines]
    if rng.random() < 0.3:
        lines = [line.replace("    ", "  ") for line in lines]
    for _ in range(rng.integers(0, 3)):
        i = rng.integers(0, len(lines) + 1)
        indent = lines[i][:len(lines[i]) - len(lines[i].lstrip())] \
            if i < len(lines) else ""
        lines.insert(i, indent + str(rng.choice(REMARKS)))
    return "\n".join(lines)


def in_own_way(source, starter, rng, chance):
    """An answer as an honest student would write it."""
    tree = inlined(ast.parse(source), rng, chance)
    tree = ast.fix_missing_locations(Rewrites(rng, chance).visit(tree))
    return laid_out(renamed(ast.unparse(tree), starter, rng), rng)


class Course:
    """Starter, published solution and wrong answers of one exercise set."""

    def __init__(self, source):
        key = {}
        self.starter = {name.split("-")[0]: code for name, code in
                        solution_cells(read(EXERCISES / "en" / source.name)
                                       ).items()}
        self.published = {name.split("-")[0]: code for name, code in
                          solution_cells(read(source)).items()}
        for answer in wrong_answers(source):
            key.setdefault(answer["exercise"], []).append(answer["code"])
        self.wrong = key

    def honest(self, rng):
        """Answers, {exercise: code}, and which of them are wrong."""
        chance, able = rng.uniform(0.1, 0.5), rng.uniform(0.4, 0.95)
        failed = {k for k in self.published if rng.random() > able}
        return {k: in_own_way(
            right if k not in failed else str(rng.choice(self.wrong[k])),
            self.starter[k], rng, chance)
            for k, right in self.published.items()}, failed

    def copied(self, answers, failed, how, rng):
        """Answers that were copied and disguised in one way."""
        new = {k: DISGUISES[how](code, self.starter[k], rng)
               for k, code in answers.items()}
        if how == "three exercises":
            own, own_failed = self.honest(rng)
            kept = set(rng.permutation(sorted(new))[:3])
            new = {k: new[k] if k in kept else own[k] for k in new}
            failed = failed & kept | own_failed - kept
        return new, failed


def reordered(source, starter, rng):
    """Neighbouring assignments that do not need each other change places."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for i in range(len(body) - 1) if isinstance(body, list) else ():
            first, second = body[i:i + 2]
            if isinstance(first, ast.Assign) and isinstance(
                    second, ast.Assign):
                bound = {n.id for n in ast.walk(first.targets[0])
                         if isinstance(n, ast.Name)}
                used = {n.id for n in ast.walk(second)
                        if isinstance(n, ast.Name)}
                if not bound & used:
                    body[i:i + 2] = second, first
    return ast.unparse(tree)


def one_line_changed(source, starter, rng):
    """One statement is written in another way, names too."""
    tree = ast.parse(source)
    places = [(body, i) for n in ast.walk(tree)
              if isinstance(body := getattr(n, "body", None), list)
              for i, s in enumerate(body)
              if isinstance(s, (ast.Assign, ast.Return, ast.AugAssign))]
    for place in rng.permutation(len(places)):
        body, i = places[place]
        before = ast.unparse(body[i])
        new = Rewrites(rng, 0.9).visit(copy.deepcopy(body[i]))
        new = new if isinstance(new, list) else [new]
        if [before] != [ast.unparse(ast.fix_missing_locations(s))
                        for s in new]:
            body[i:i + 1] = new
            break
    return renamed(ast.unparse(ast.fix_missing_locations(tree)), starter, rng)


DISGUISES = {
    "as it is": lambda source, starter, rng: source,
    "renamed": renamed,
    "reordered": reordered,
    "laid out anew": lambda source, starter, rng: laid_out(
        ast.unparse(ast.parse(source)).replace("'", '"'), rng),
    "one line changed": one_line_changed,
    "three exercises": renamed,
}


def made_up(course, n, copies, rng):
    """A class: {student: {exercise: code}}, {student: exercises that are
    wrong}, {(from, copy): disguise}.

    n students in all; `copies` of them copied from an honest one each.
    """
    honest = n - copies
    hands = {f"student{i:03}": course.honest(rng) for i in range(honest)}
    pairs, names = {}, sorted(hands)
    sources = rng.choice(honest, copies, replace=False)
    for number, i in enumerate(sources):
        how = list(DISGUISES)[number % len(DISGUISES)]
        new = f"student{honest + number:03}"
        hands[new] = course.copied(*hands[names[i]], how, rng)
        pairs[names[i], new] = how
    return ({student: answers for student, (answers, _) in hands.items()},
            {student: failed for student, (_, failed) in hands.items()}, pairs)

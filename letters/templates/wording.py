"""The contract of a sentence: a practice may change the words between the braces of ours.

Conditions, loops and slots are the argument, and stay as they stand in ours and in their order. So
each branch of theirs lies beside one of ours, and the words in it can be compared: it may bring no
number, drop no denial ("not", "no", …), no quotation mark, and may not fall silent. This holds of
every branch, also of one that no example reaches.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import nodes

from letters.templates.problem import Problem

_DENIALS = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|nothing|nobody|fails?|failed|unless)\b"
    r"|n[’']t\b",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|"
    r"nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|"
    r"twice|half|percent|dozen)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+(?:[.,:/]\d+)*")
_QUOTES = re.compile('[“”"«»]')
_LETTERS = re.compile(r"[^\W\d_]")
_PLACES = re.compile(r"\[\[.*?\]\]")

# What stands there is compared with facts, names a field or a file: it is never printed.
_FIXED: set[tuple[type[nodes.Node], str]] = {
    (nodes.If, "test"),
    (nodes.For, "test"),
    (nodes.CondExpr, "test"),
    (nodes.Compare, "expr"),
    (nodes.Compare, "ops"),
    (nodes.Test, "node"),
    (nodes.Test, "args"),
    (nodes.Pair, "key"),
    (nodes.Getitem, "arg"),
    (nodes.Keyword, "value"),
    (nodes.Include, "template"),
    (nodes.FromImport, "template"),
    (nodes.Import, "template"),
    (nodes.Extends, "template"),
}


@dataclass
class Mark:
    """One step of a template's structure and the words that follow it up to the next."""

    step: str
    line: int
    words: str = ""


def numbers(text: str) -> list[str]:
    """Every number of a text, in figures or spelled, in its order."""
    spelled = [found.group().lower() for found in _SPELLED.finditer(text)]
    return [*_DIGITS.findall(text), *spelled]


def marks(tree: nodes.Template) -> list[Mark]:
    """The structure of a template, in its order, with the words between its steps."""
    found = [Mark("start", 1)]
    for mark in _steps(tree, fixed=False):
        if mark.step:
            found.append(mark)
        else:
            found[-1].words += mark.words
    return found


def changed(file: str, ours: nodes.Template, theirs: nodes.Template) -> list[Problem]:
    """Where a sentence of a practice says more, less or other than the wording of ours."""
    before, after = marks(ours), marks(theirs)
    for one, other in zip(before, after, strict=False):
        if one.step != other.step:
            return [_departs(file, other.line)]
    if len(before) != len(after):
        return [_departs(file, after[-1].line)]
    pairs = zip(before, after, strict=True)
    return [p for one, other in pairs for p in _reworded(file, one, other)]


def _reworded(file: str, ours: Mark, theirs: Mark) -> Iterator[Problem]:
    line = theirs.line
    if numbers(ours.words) != numbers(theirs.words):
        yield _wrong(
            file, line, "the wording brings or drops a number", "numbers come from the case"
        )
    if len(_DENIALS.findall(ours.words)) != len(_DENIALS.findall(theirs.words)):
        what = "the wording has more or fewer words of denial than ours"
        yield _wrong(
            file, line, what, "a “not”, “no”, “without” or the like stays where ours has one"
        )
    if sorted(_QUOTES.findall(ours.words)) != sorted(_QUOTES.findall(theirs.words)):
        what = "the wording brings or drops a quotation mark"
        yield _wrong(file, line, what, "only what was written by others stands in quotation marks")
    if sorted(_PLACES.findall(ours.words)) != sorted(_PLACES.findall(theirs.words)):
        what = "the wording brings or drops a reference to a table, such as [[criteria]]"
        yield _wrong(file, line, what, "a sentence refers to the tables that ours refers to")
    if _LETTERS.search(ours.words) and not _LETTERS.search(theirs.words):
        yield _wrong(
            file, line, "the wording says nothing", "where ours says something, so must it"
        )


def _steps(node: nodes.Node, fixed: bool) -> Iterator[Mark]:
    line = node.lineno or 1  # operators have none
    if isinstance(node, nodes.TemplateData):
        yield Mark("", line, node.data)
    elif isinstance(node, nodes.Const) and isinstance(node.value, str) and not fixed:
        yield Mark("words", line, node.value)
        yield Mark("end", line)
    elif isinstance(node, nodes.Output):
        for child in node.nodes:
            yield from _steps(child, fixed)
    else:
        yield Mark(_shape(node), line)
        for name, value in node.iter_fields():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, nodes.Node):
                    yield from _steps(child, fixed or _is_fixed(node, name, child))
        yield Mark("end", line)


def _shape(node: nodes.Node) -> str:
    """What a step is, but for the nodes below it; their number counts, unless they are words."""
    kept = []
    for name, value in node.iter_fields():
        if isinstance(value, nodes.Node):
            continue
        if isinstance(value, list) and any(isinstance(child, nodes.Node) for child in value):
            if not isinstance(value[0], nodes.Stmt):
                kept.append(f"{name}:{len(value)}")
        elif value != []:
            kept.append(f"{name}={value!r}")
    return f"{type(node).__name__} {' '.join(kept)}"


def _is_fixed(node: nodes.Node, name: str, child: nodes.Node) -> bool:
    if isinstance(node, nodes.Filter) and name == "args":
        return node.name != "join"
    if isinstance(node, nodes.Call) and name == "args":
        got = isinstance(node.node, nodes.Getattr) and node.node.attr == "get"
        return not got or child is node.args[0]
    return (type(node), name) in _FIXED


def _departs(file: str, line: int) -> Problem:
    return Problem(
        file=file,
        line=line,
        what="the sentence departs from ours in its slots, conditions or loops",
        rule="what stands in braces is the argument: it stays, in the order of ours",
        action="Copy ours again and change only words: those between braces, and those in quotes "
        "that are printed",
    )


def _wrong(file: str, line: int, what: str, rule: str) -> Problem:
    return Problem(file=file, line=line, what=what, rule=rule, action="Put it as ours does")

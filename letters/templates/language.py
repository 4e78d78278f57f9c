"""The language of a practice's pages: what our own pages use, and nothing else.

The lists are read from ours, so that they grow and shrink with them: nodes of the syntax, filters,
tests, fields, methods. Whatever could reach behind a document, load a file, or undo the escaping
is in none of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from jinja2 import meta, nodes

from letters.templates.problem import Problem
from letters.templates.wording import numbers
from letters.templates.words import said

SLOTS = frozenset({"document", "density", "logo"})
"""What a page is given."""

FUNCTIONS = frozenset({"draw", "lined_up"})
_NEVER = {"safe", "attr", "xmlattr", "format", "center", "indent", "tojson", "urlize"}
_BY_FIELD = {"map", "selectattr", "rejectattr", "groupby", "sum", "unique", "sort"}
_LONGEST, _LARGEST, _WIDEST = 60, 100, 32


@dataclass
class Language:
    """What pages may use."""

    nodes: set[str] = field(default_factory=set)
    filters: set[str] = field(default_factory=set)
    tests: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    methods: set[str] = field(default_factory=set)


def spoken(trees: list[nodes.Template]) -> Language:
    """The language that our own pages use."""
    language = Language()
    for tree in trees:
        for node in tree.find_all(nodes.Node):
            language.nodes.add(type(node).__name__)
            if isinstance(node, nodes.Filter):
                language.filters.add(node.name)
                language.fields |= set(_named(node))
            elif isinstance(node, nodes.Test):
                language.tests.add(node.name)
            elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
                language.methods.add(node.node.attr)
            elif isinstance(node, nodes.Getattr):
                language.fields.add(node.attr)
    language.fields -= language.methods
    return language


def unknown(
    file: str, tree: nodes.Template, language: Language, names: set[str]
) -> Iterator[Problem]:
    """What a page uses that ours do not. `names` are the templates that there are."""
    strange = False
    called = {id(node.node) for node in tree.find_all(nodes.Call)}
    for node in tree.find_all(nodes.Node):
        what = _strange(node, language, names, method=id(node) in called)
        if what:
            strange = True
            yield Problem(
                file=file,
                line=node.lineno or 1,
                what=what,
                rule="a page of a practice may use what our own pages use, and nothing else",
                action="Write it as a page of ours does",
            )
    if strange:
        return  # the search below works out constants, so it is for known filters only
    imported = {
        name if isinstance(name, str) else name[1]
        for one in tree.find_all(nodes.FromImport)
        for name in one.names
    }
    for name in sorted(meta.find_undeclared_variables(tree) - imported - SLOTS - FUNCTIONS):
        yield Problem(
            file=file,
            line=_line_of(tree, name),
            what=f"unknown name '{name[:40]}'",
            rule=f"a page is given {', '.join(sorted(SLOTS))} and imports the rest",
            action="Correct the name, or import it from a part",
        )


def _strange(node: nodes.Node, language: Language, names: set[str], *, method: bool) -> str | None:
    kind = type(node).__name__
    if kind not in language.nodes:
        return f"'{kind}' of Jinja"
    match node:
        case nodes.Filter():
            return _strange_filter(node, language)
        case nodes.Test(name=name) if name not in language.tests:
            return f"test '{name[:40]}'"
        case nodes.Getattr(attr=attr):
            if attr not in (language.methods if method else language.fields):
                return f"{'method' if method else 'field'} '{attr[:40]}'"
        case nodes.Call(node=nodes.Name() | nodes.Getattr(), dyn_args=None, dyn_kwargs=None):
            return None
        case nodes.Call():
            return "a call of something computed"
        case nodes.Getitem():
            return None if _is_plain(node) else "a field by a computed name"
        case nodes.FromImport(template=template) | nodes.Extends(template=template):
            if not isinstance(template, nodes.Const) or template.value not in names:
                return "a template that there is not"
        case nodes.Tuple(items=items) | nodes.List(items=items) | nodes.Dict(items=items):
            return "a very long list" if len(items) > _WIDEST else None
        case nodes.For(recursive=True):
            return "a loop within itself"
    return None


def _strange_filter(node: nodes.Filter, language: Language) -> str | None:
    if node.name not in language.filters - _NEVER or node.node is None:
        return f"filter '{node.name[:40]}'"
    if strange := [name for name in _named(node) if name not in language.fields]:
        return f"field '{strange[0][:40]}'"
    if node.name == "map" and node.args:
        return "a filter that is called by its name"
    values = [*node.args, *(keyword.value for keyword in node.kwargs)]
    consts = [value.value for value in values if isinstance(value, nodes.Const)]
    if any(isinstance(v, str) and len(v) > _LONGEST for v in consts):
        return f"a long argument of filter '{node.name}'"
    if any(isinstance(v, int | float) and not 0 <= v <= _LARGEST for v in consts):
        return f"a large argument of filter '{node.name}'"
    if node.name == "replace":
        short = len(consts) == 2 and all(isinstance(v, str) for v in consts)
        return (
            None if short and len(consts[1]) <= len(consts[0]) else "a replacement that is longer"
        )
    if node.name not in ("selectattr", "rejectattr") and len(consts) < len(
        [value for value in values if not isinstance(value, nodes.Tuple)]
    ):
        return f"a computed argument of filter '{node.name}'"
    return None


def _named(node: nodes.Filter) -> list[str]:
    """The fields that a filter reads by their names."""
    if node.name not in _BY_FIELD:
        return []
    first = [] if node.name in ("sum", "unique", "sort") else node.args[:1]
    if node.name == "map":
        first = []  # its first argument is a filter
    keyed = [keyword.value for keyword in node.kwargs if keyword.key == "attribute"]
    return [
        n.value for n in (*first, *keyed) if isinstance(n, nodes.Const) and isinstance(n.value, str)
    ]


def _is_plain(node: nodes.Getitem) -> bool:
    if isinstance(node.node, nodes.Dict) or isinstance(node.arg, nodes.Slice):
        return True
    if isinstance(node.arg, nodes.Const):
        return isinstance(node.arg.value, int)
    return isinstance(node.arg, nodes.Getattr | nodes.Sub | nodes.Add | nodes.Neg)


def _line_of(tree: nodes.Template, name: str) -> int:
    return next((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), 1)


def numbered(file: str, tree: nodes.Template, ours: nodes.Template | None) -> Iterator[Problem]:
    """Numbers that a page prints by itself and ours of the same name does not."""
    before = [*said(ours), *_computed(ours)] if ours is not None else []
    known = {number for _, text in before for number in numbers(text)}
    printed = [*said(tree), *_computed(tree)]
    for line, text in printed:
        if strange := [number for number in numbers(text) if number not in known]:
            yield Problem(
                file=file,
                line=line,
                what=f"the page prints the number '{strange[0][:20]}' by itself",
                rule="numbers come from the case, never from a template",
                action="Take it out; telephone numbers belong into letterhead.yaml",
            )


def _computed(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Numbers that stand as such in an expression that is printed."""
    waiting = [part for output in tree.find_all(nodes.Output) for part in output.nodes]
    while waiting:
        match waiting.pop():
            case nodes.Const(value=int() | float() as value, lineno=line):
                yield line, str(value)
            case nodes.CondExpr(expr1=one, expr2=other):
                waiting += [part for part in (one, other) if part is not None]
            case nodes.Concat(nodes=parts):
                waiting += parts
            case nodes.Or(left=one, right=other) | nodes.And(left=one, right=other):
                waiting += [one, other]


def exported(file: str, tree: nodes.Template, ours: nodes.Template) -> Iterator[Problem]:
    """Macros and blocks of ours that a practice's template of the same name lacks."""
    theirs = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
    for macro in ours.find_all(nodes.Macro):
        same = theirs.get(macro.name)
        if same is None or _taken(same)[: len(macro.args)] != _taken(macro):
            yield _lacking(file, f"macro '{macro.name}({', '.join(_taken(macro))})'")
    blocks = {block.name for block in tree.find_all(nodes.Block)}
    for block in ours.find_all(nodes.Block):
        if block.name not in blocks:
            yield _lacking(file, f"block '{block.name}'")


def _taken(macro: nodes.Macro) -> list[str]:
    return [argument.name for argument in macro.args]


def _lacking(file: str, what: str) -> Problem:
    return Problem(
        file=file,
        what=f"{what} is missing or takes something else",
        rule="what ours defines under this name, so must yours: other templates use it",
        action="Copy it from ours",
    )

"""The fixed words of the shipped templates, read from the templates themselves.

Run `python -m verification.vocabulary` in `tests` to see them; test_words compares them with the
list of the verifier and `--update-goldens` writes it.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

from letters import paths

_GAP = "\0"
_TABLE = re.compile(r"^Table \d+\. ?")
_SKIPPED = (nodes.Compare, nodes.Test, nodes.Keyword, nodes.Getitem)
_CLASS = re.compile(r"[a-z]+")
_SMALL = {"row", "rows"}
MONTHS = {
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
}
PRINTED = ("data-draft", "data-notice", "data-running", "data-versions")


def fixed_words() -> list[str]:
    """Every phrase that a template prints by itself."""
    environment = Environment(trim_blocks=True, lstrip_blocks=True)
    found: set[str] = set()
    for path in sorted(paths.TEMPLATES.rglob("*.html.j2")) + sorted(
        paths.TEMPLATES.rglob("*.svg.j2")
    ):
        if path.name == "worklist.html.j2":
            continue
        tree = environment.parse(path.read_text(encoding="utf-8"))
        page = _Page()
        page.feed(_GAP.join(data.data for data in tree.find_all(nodes.TemplateData)))
        page.close()
        constants = [text for text in _constants(tree) if _is_told(text)]
        for text in (*page.texts, *constants):
            found |= set(_phrases(text))
    return sorted(found)


class _Page(HTMLParser):
    """The texts between tags, and those that a style prints from attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attrs if name in PRINTED and value]


def _constants(node: nodes.Node) -> Iterator[str]:
    """Texts in expressions that are printed or gone through, not those compared or looked up."""
    for child in node.iter_child_nodes():
        if isinstance(child, _SKIPPED):
            if isinstance(child, nodes.Getitem):
                yield from _constants(child)
            continue
        if isinstance(child, nodes.Filter):
            if child.node is not None:
                yield from _constants(nodes.Output([child.node]))
        elif isinstance(child, nodes.Const):
            if isinstance(child.value, str):
                yield child.value
        elif isinstance(child, nodes.Extends | nodes.FromImport):
            continue
        else:
            yield from _constants(child)


def _is_told(text: str) -> bool:
    """Whether a text in an expression is told to a reader: no class of a style, no month."""
    return text in _SMALL or not (_CLASS.fullmatch(text) or text in MONTHS)


def _phrases(text: str) -> Iterator[str]:
    for part in re.sub(r"<[^>]*>", _GAP, text).split(_GAP):
        phrase = _TABLE.sub("", " ".join(part.split()))
        told = any(char.isalpha() for char in phrase) or not any(char.isdigit() for char in phrase)
        if phrase and told and not set(phrase) & set('<>="\u2060'):
            yield phrase


if __name__ == "__main__":
    print("\n".join(fixed_words()))  # noqa: T201

"""Reads the YAML of `citations/` with line numbers.

Meaning is that of YAML 1.2's core schema: `yes`, `no`, `on` and dates are text, numbers with a
point are exact decimals. A key that stands twice is an error.

Why not a library's own constructor: PyYAML speaks 1.1 and drops line numbers, ruamel.yaml keeps
both but is ten times slower at every start; PyYAML's C parser below a small constructor is both
right and quick.
"""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from letters.case.frozen import Frozen

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

_DEEPEST, _MOST = 60, 200_000
_SAFE = 10_000
"""Levels that the C parser composes without harm: each takes a bracket or lengthens a line."""
_TOO_DEEP = "it nests too deep"

Where = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class Problem(Frozen):
    """Something wrong in the library: file (relative to it), 1-based line, what, and what to do."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class Reading:
    """The value of one YAML file and the line on which each part of it begins."""

    def __init__(self, file: str, value: Any, lines: dict[Where, int]) -> None:
        self.file = file
        self.value = value
        self._lines = lines

    def line(self, where: Where) -> int:
        """The line of the deepest part of `where` that exists.

        Steps that do not exist in the file are skipped: pydantic names the branch of a union there.
        """
        known: Where = ()
        for step in where:
            if (*known, step) in self._lines:
                known = (*known, step)
        return self._lines.get(known, 1)

    def line_of_text(self, text: str) -> int:
        """The line of the first key or value that is exactly `text`, else the first line."""
        return self._find(text, ()) or 1

    def _find(self, text: str, where: Where) -> int | None:
        here = self.value
        for step in where:
            here = here[step]
        if here == text or (where and where[-1] == text):
            return self._lines[where]
        steps = (
            here if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        )
        for step in steps:
            if (line := self._find(text, (*where, step))) is not None:
                return line
        return None


class _DuplicateError(Exception):
    def __init__(self, key: str, line: int) -> None:
        self.key, self.line = key, line


class _EndlessError(Exception):
    def __init__(self, line: int, what: str) -> None:
        self.line, self.what = line, what


def read(path: Path, root: Path) -> Reading | Problem:
    """Reads one file; a file that is not YAML comes back as the problem it is."""
    file = path.relative_to(root).as_posix()
    try:
        node = _compose(path)
        lines: dict[Where, int] = {}
        value = _construct(node, (), lines)
    except (yaml.reader.ReaderError, UnicodeDecodeError):
        return Problem(file=file, line=1, what="not plain text in UTF-8; save it as such")
    except _EndlessError as error:
        return Problem(file=file, line=error.line, what=error.what)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Problem(file=file, line=line, what=f"not YAML: {error.problem}")
    except _DuplicateError as error:
        return Problem(
            file=file, line=error.line, what=f"key '{error.key}' stands twice; remove one"
        )
    return Reading(file, value, lines)


def validate(reading: Reading, model: type[Model], part: Where = ()) -> Model | list[Problem]:
    """Makes a model of a file (or of the part of it at `part`), or lists what is wrong with it."""
    value = reading.value
    for step in part:
        value = value[step]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        return [
            Problem(
                file=reading.file,
                line=reading.line((*part, *fault["loc"])),
                what=f"{'.'.join(map(str, fault['loc'])) or model.__name__}: {fault['msg']}",
            )
            for fault in error.errors(include_url=False)
        ]


@cache
def _loader() -> type:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _compose(path: Path) -> yaml.Node:
    text = path.read_text(encoding="utf-8")
    if _may_nest(text):
        _check(text)
    loader = _loader()(text)
    try:
        node = loader.get_single_node()
    finally:
        loader.dispose()
    return node if node is not None else yaml.ScalarNode("tag:yaml.org,2002:null", "")


def _may_nest(text: str) -> bool:
    """Whether parts may stand in each other so deep that the C parser crashes; none does here.

    Why asked first: to go through the events of every file would slow down every start.
    """
    brackets = text.count("[") + text.count("{")
    return brackets > _SAFE or max(map(len, text.splitlines()), default=0) > _SAFE


def _check(text: str) -> None:
    """Refuses what nests so deep that to compose it would crash."""
    depth = 0
    for event in yaml.parse(text, _loader()):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise _EndlessError(line, _TOO_DEEP)


def _construct(node: yaml.Node, where: Where, lines: dict[Where, int]) -> Any:
    line = node.start_mark.line + 1 if node.start_mark else 1
    if len(where) > _DEEPEST:
        raise _EndlessError(line, _TOO_DEEP)
    if len(lines) > _MOST:  # a part that holds itself twice grows without end
        raise _EndlessError(line, "it has too many parts; write out what it repeats by reference")
    lines[where] = line
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                raise _DuplicateError(key, key_node.start_mark.line + 1)
            result[key] = _construct(value_node, (*where, key), lines)
            lines[(*where, key)] = key_node.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_construct(child, (*where, i), lines) for i, child in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node)


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.style:  # None in PyYAML's own parser, empty in its C parser, for a plain scalar
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INT.fullmatch(text):
        return int(text)
    return Decimal(text) if _FLOAT.fullmatch(text) else text

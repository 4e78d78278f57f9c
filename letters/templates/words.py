"""The templates' own words: what a document may say that is no fact of a case."""

import re
from collections.abc import Iterator
from functools import cache

from jinja2 import DictLoader, TemplateSyntaxError, nodes

from letters import paths
from letters.templates.folder import Templates
from letters.templates.sandbox import Sandbox
from letters.templates.wording import marks

_TAG = re.compile(r"<[^<>]*>")
_ENTITY = re.compile(r"&[#\w]+;")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_CONTENT = re.compile(r'content\s*:[^;}]*?"([^"]*)"')


@cache
def fixed_words(templates: Templates) -> frozenset[str]:
    """Every word that the templates print by themselves, as written there."""
    loader = templates.loader()
    names = [path.relative_to(paths.TEMPLATES).as_posix() for path in paths.TEMPLATES.rglob("*.j2")]
    found: set[str] = set()
    for name in {*names, *templates.files}:
        source, _, _ = loader.get_source(_parser(), name)
        found |= _words_of(source)
    for text in _CONTENT.findall((paths.TEMPLATES / "style.css").read_text(encoding="utf-8")):
        found.update(_WORD.findall(text.replace("\\A", " ")))
    return frozenset(found)


@cache
def _words_of(source: str) -> frozenset[str]:
    """The words of one template: most of a practice's are ours."""
    texts = (text for _, text in said(_parser().parse(source)))
    return frozenset(word for text in texts for word in _WORD.findall(text))


@cache
def _parser() -> Sandbox:
    return Sandbox(DictLoader({}), autoescape=True)


def said(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """The texts that a template prints by itself, each with its line; tags are left out."""
    whole, lines = "", []
    for mark in marks(tree):
        lines.append((len(whole), mark.line))
        whole += mark.words + "\0"
    # A tag may hold slots; blanks of the same length keep every place where it was.
    plain = _TAG.sub(lambda tag: " " * len(tag.group()), whole)
    plain = _ENTITY.sub(lambda entity: " " * len(entity.group()), plain)
    for (start, line), end in zip(lines, [*(at for at, _ in lines[1:]), len(plain)], strict=True):
        text = plain[start:end].strip("\0")
        shift = len(text) - len(text.lstrip())
        if text.strip():
            yield line + whole[start : start + shift].count("\n"), text


def parsed(parser: Sandbox, file: str, text: str) -> nodes.Template | TemplateSyntaxError:
    """The syntax tree, or why there is none."""
    try:
        return parser.parse(text, name=file)
    except TemplateSyntaxError as error:
        return error
    except RecursionError:
        return TemplateSyntaxError("it is nested too deep", 1, file)

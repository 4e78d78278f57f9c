"""Reads a practice's folder: every file once, within bounds, and checked before it is used."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import nodes

from letters import paths
from letters.errors import TemplatesError
from letters.templates import language, letterhead, logo, style, wording
from letters.templates.folder import Templates
from letters.templates.problem import Problem, errors
from letters.templates.sandbox import Sandbox
from letters.templates.words import parsed

SHIPPED = Templates()
"""Ours alone."""

_MOST_FILES = 400
_LARGEST = {".yaml": 8_000, ".css": 32_000, ".png": 512_000, ".jpg": 512_000, ".jpeg": 512_000}
_LARGEST |= {".svg": 128_000, ".j2": 64_000}
_SENTENCE = 8_000
_KNOWN = (letterhead.FILE, style.FILE, *logo.FILES)
_IGNORED = ("README", "LICENSE")
# Not of a document, or drawn rather than worded.
_OURS_ALONE = {"worklist.html.j2"}
Trees = dict[str, nodes.Template]


def opened(folder: Path | None) -> Templates:
    """The templates of a run, from a practice's folder if one is given.

    Raises TemplatesError, with every error in it, when the folder does not keep the contract.
    """
    if folder is None:
        return SHIPPED
    templates, problems = read(folder)
    if wrong := errors(problems):
        told = "\n".join(f"  {problem}" for problem in wrong)
        raise TemplatesError(
            f"the templates in {folder} cannot be used; see `letters templates check`\n{told}"
        )
    return templates


def read(folder: Path) -> tuple[Templates, list[Problem]]:
    """What a practice's folder holds and everything wrong with it, as far as no document is needed.

    Of the templates only those are to be used that come without errors.
    """
    found, problems = _gathered(folder)
    texts: dict[str, str] = {}
    for name in sorted(found):
        if not name.endswith(".j2") and name not in _KNOWN:
            rule = f"beside templates there may be {', '.join(_KNOWN)}"
            problems.append(_unfit(name, "a file that is none of ours", rule))
        if name.endswith((".j2", ".css")):
            try:
                texts[name] = found[name].decode("utf-8").replace("\r\n", "\n")
            except UnicodeDecodeError:
                problems.append(_unfit(name, "the file is not text in UTF-8", "templates are text"))
    css = texts.pop(style.FILE, "")
    problems += [*style.style(css), *_checked(texts)]
    head = letterhead.letterhead(folder) if letterhead.FILE in found else None
    pictures = [name for name in logo.FILES if name in found]
    shown = logo.logo(pictures[0], found[pictures[0]]) if pictures else None
    if len(pictures) > 1:
        problems.append(_unfit(pictures[1], "there is a second logo", "a letter shows one"))
    problems += [p for part in (head, shown) if isinstance(part, list) for p in part]
    templates = Templates(
        folder=folder,
        files=texts,
        style=css,
        letterhead=None if isinstance(head, list) else head,
        logo=None if isinstance(shown, list) else shown,
        digest=_digest(found),
    )
    return templates, problems


def _gathered(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    root, found = folder.resolve(), dict[str, bytes]()
    problems: list[Problem] = []
    for number, path in enumerate(_files(root)):
        name = path.relative_to(root).as_posix()
        if number >= _MOST_FILES:
            problems.append(_unfit(".", f"more than {_MOST_FILES} files", "ours are fewer"))
            break
        if not path.resolve().is_relative_to(root):
            rule = "a link that leads out of the folder is not followed"
            problems.append(_unfit(name, "the file is a link to another place", rule))
        elif not path.is_file():
            problems.append(_unfit(name, "not a plain file", "a folder of templates holds files"))
        elif not path.name.startswith(_IGNORED):
            content = _content(path)
            if content is None:
                most = f"{_most(path):,} bytes are allowed here"
                problems.append(_unfit(name, "the file is too large or cannot be read", most))
            else:
                found[name] = content
    return found, problems


def _files(root: Path) -> Iterator[Path]:
    """Every name below a folder in a fixed order; a link is a name, whatever it leads to."""
    for base, folders, files in os.walk(root, followlinks=False):
        here = Path(base)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(n for n in folders if n not in links and not n.startswith("."))
        for name in sorted([*files, *links]):
            if not name.startswith("."):
                yield here / name


def _most(path: Path) -> int:
    largest = _LARGEST.get(path.suffix, 0)
    sentence = "sentences" in path.parts and path.suffix == ".j2"
    return min(largest, _SENTENCE) if sentence else largest


def _content(path: Path) -> bytes | None:
    most = _most(path) or max(_LARGEST.values())
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError:
        return None
    return content if len(content) <= most else None


@cache
def _ours() -> Trees:
    """The syntax trees of our templates that may be overlaid, by name."""
    parser = Sandbox(SHIPPED.loader(), autoescape=True)
    found: Trees = {}
    for path in sorted(paths.TEMPLATES.rglob("*.j2")):
        name = path.relative_to(paths.TEMPLATES).as_posix()
        if name not in _OURS_ALONE and not name.endswith(".svg.j2"):
            found[name] = parser.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def _language() -> language.Language:
    return language.spoken([tree for name, tree in _ours().items() if not _is_sentence(name)])


def _is_sentence(name: str) -> bool:
    return name.startswith("sentences/")


def _checked(texts: dict[str, str]) -> Iterator[Problem]:
    """Everything wrong with the templates of a folder."""
    parser = Sandbox(SHIPPED.loader(), autoescape=True)
    trees: Trees = {}
    for name, text in texts.items():
        tree = parsed(parser, name, text)
        if isinstance(tree, nodes.Template):
            trees[name] = tree
        else:
            rule = "a template is written in Jinja"
            yield _unfit(name, f"not a template: {tree.message}", rule, line=tree.lineno)
    used = {name for tree in trees.values() for name in _imports(tree)}
    for name, tree in trees.items():
        yield from _kept(name, tree, used, set(trees))


def _imports(tree: nodes.Template) -> Iterator[str]:
    """The names of the templates from which one imports."""
    for one in tree.find_all(nodes.FromImport):
        if isinstance(one.template, nodes.Const):
            yield str(one.template.value)


def _kept(name: str, tree: nodes.Template, used: set[str], theirs: set[str]) -> Iterator[Problem]:
    ours = _ours().get(name)
    part = name.startswith("parts/") and name in used
    if ours is None and not part:
        rule = "a template may replace one of ours, not add one, unless a page of yours imports it"
        yield _unfit(name, "ours have no template of this name", rule)
    elif ours is not None and _is_sentence(name):
        yield from wording.changed(name, ours, tree)
    else:
        known = {n for n in (*_ours(), *theirs) if not _is_sentence(n)}
        known |= {f"parts/{path.name}" for path in (paths.TEMPLATES / "parts").glob("*.svg.j2")}
        yield from language.numbered(name, tree, ours)
        if ours is not None:
            yield from language.exported(name, tree, ours)
        # Last: to find undeclared names, Jinja folds the constants of the tree.
        yield from language.unknown(name, tree, _language(), known)


def _digest(found: dict[str, bytes]) -> str:
    """A short name of what the folder holds, whatever the order and the times of its files."""
    whole = hashlib.sha256()
    for name in sorted(found):
        whole.update(f"{name}\0{len(found[name])}\0".encode())
        whole.update(found[name])
    return whole.hexdigest()[:12]


def _unfit(file: str, what: str, rule: str, *, line: int = 1) -> Problem:
    return Problem(
        file=file, line=line, what=what, rule=rule, action="Rename, mend or remove the file"
    )

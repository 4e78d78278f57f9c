"""A practice's folder over ours: what it may do, and what it tries and may not."""

from pathlib import Path

from letters import paths
from letters.templates import Templates, read
from letters.templates.problem import errors


def folder(root: Path, **files: str | bytes) -> Path:
    """A practice's folder; a name is written with two underscores for a slash, one for a dot."""
    for key, content in files.items():
        lay(root, key.replace("__", "/").replace("_", "."), content)
    return root


def lay(root: Path, name: str, content: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ours(name: str) -> str:
    return (paths.TEMPLATES / name).read_text(encoding="utf-8")


def wrong(root: Path) -> list[str]:
    """What is wrong with a folder: the errors, as lines."""
    return [str(problem) for problem in errors(read(root)[1])]


def letter_with(text: str) -> str:
    """Our letter with a text at the start of its content."""
    start = "{% block content %}"
    page = ours("letter.html.j2")
    assert start in page
    return page.replace(start, start + text, 1)


def unchecked(**files: str) -> Templates:
    """Templates that no check has seen: what the sandbox alone has to stop."""
    named = {key.replace("__", "/").replace("_", "."): text for key, text in files.items()}
    return Templates(folder=Path("unchecked"), files=named)

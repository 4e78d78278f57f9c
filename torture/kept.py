"""Tortures what the program keeps: the files of a case's folder, the ledger, what came back.

A file is put in place of one that the program wrote; then the verbs that read it are called. Each
may refuse with a reason, and none may break, as none may for a file that somebody edited.
"""

import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from random import Random

from letters.case.vocabulary import Vocabulary
from letters.errors import LettersError
from torture import mutations
from torture.calling import harm
from torture.judge import Find, TooLongError, limited, raised
from torture.mutations import Mutation
from torture.story import AS_OF, CITATIONS, LABEL, Story, story

_SECONDS = 30.0
_CASE = (
    *("case.json", "origin.json", "rationale.json", "review.json", "determination.json"),
    *("manifest.json", "log.jsonl"),
)
_RUN = ("run.jsonl", "worklist.csv")
_ON = ("--on", AS_OF)
_LIBRARY = ("--citations", CITATIONS)
_CHEAP: tuple[tuple[object, ...], ...] = (
    ("log",),
    ("review", "--json"),
    ("approve", "--by", "Wren Halloway", "--npi", "1234567893"),
    ("sent", *_ON, "--via", "fax", "--by", "Pat Staff"),
    ("decided", "--denied", *_ON, "--by", "Pat Staff", *_LIBRARY),
)
_DEAR: tuple[tuple[object, ...], ...] = (
    ("verify",),
    ("packet",),
    ("approve", "--withdraw", "--by", "Wren Halloway", "--npi", "1234567893"),
)


def seeds(names: Sequence[str], state: str = "packed") -> list[tuple[str, bytes]]:
    """Files of a case, or beside its folder, by name, as the program wrote them."""
    told = story(state)
    places = (told.folder / name if name not in _RUN else told.out / name for name in names)
    return [(place.name, place.read_bytes()) for place in places if place.exists()]


def of_case() -> list[tuple[str, bytes]]:
    """The files of JSON in the folder of a case, and those beside it."""
    return seeds((*_CASE, *_RUN)) + seeds(("decisions.json",), "decided")


def judge_kept(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Puts a file where one of its name stands, and calls the verbs that read it."""
    name, content = paths[0].name, paths[0].read_bytes()
    state = "decided" if name == "decisions.json" else "packed"
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        copy = story(state).copied(Path(folder))
        place = (copy.out if name in _RUN else copy.folder) / name
        where = copy.folder.name  # the label of a broken case is not found any more
        place.unlink(missing_ok=True)
        place.write_bytes(content)
        for verb, *more in (*_CHEAP, _DEAR[zlib.crc32(content) % len(_DEAR)]):
            if find := harm(verb, where, "--out", copy.out, *more, seconds=_SECONDS):
                return find
        if name in _RUN or zlib.crc32(content) % 5 == 0:
            return _run_again(copy)
        return harm("outcomes", "--out", copy.out, *_LIBRARY, seconds=_SECONDS)


def _run_again(copy: Story) -> Find | None:
    """Writes one case, which also brings up the worklist that an earlier run left."""
    line = (*copy.reading, "--out", copy.out, "--as-of", AS_OF, "--case", "IM-5")
    return harm("write", *line, seconds=_SECONDS)


def finished() -> list[tuple[str, bytes]]:
    """Finished documents, which carry their rationale, and the rationale by itself."""
    return seeds(("letter.pdf", "fax.pdf", "packet.pdf", "rationale.json"))


def judge_finished(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Verifies a PDF from elsewhere; a rationale is laid beside the letter that it belongs to."""
    path = paths[0]
    if path.suffix == ".json":
        letter = story("packed").folder / "letter.pdf"
        return harm("verify", letter, "--rationale", path, seconds=_SECONDS)
    return harm("verify", path, seconds=_SECONDS)


def twins() -> list[tuple[str, bytes]]:
    """The letter as a Word file."""
    return seeds(("letter.docx",), "draft")


def judge_twin(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Reads an edited Word file back and compares it with the letter of its case."""
    from letters.dossier import Dossier
    from letters.pipeline.twins import twin

    dossier = Dossier(story("draft").folder)
    try:
        with limited(_SECONDS):
            twin(dossier, paths[0].read_bytes())
    except LettersError:
        return None
    except TooLongError:
        return Find("too long to read a Word file", "")
    except Exception as error:
        return raised(error)
    return None


def judge_reasons(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Takes a file as the reviewer's reasons of a decision."""
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        copy = story("sent").copied(Path(folder))
        line = ("--denied", *_ON, "--by", "Pat Staff", *_LIBRARY, "--reasons", paths[0])
        return harm("decided", LABEL, "--out", copy.out, *line, seconds=_SECONDS)


def reasons() -> list[tuple[str, bytes]]:
    """The reviewer's reasons, one a line and as a table."""
    table = b"point,about,page\nThe glow is not shown.,,2\nNo lantern was lit.,not necessary,\n"
    return [("why.txt", b"The glow is not shown.\nNo lantern was lit.\n"), ("why.csv", table)]


def word(content: bytes, random: Random) -> bytes:
    """Breaks the XML of one part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    name = random.choice([*names, *["word/document.xml"] * len(names)])
    parts[name] = mutations.markup(parts[name], random)
    return _zipped(parts)


def wording(content: bytes, random: Random) -> bytes:
    """Edits runs of text of a Word file, as a person or another word processor does."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"]
    runs = list(re.finditer(rb"<w:(r|p|tr|t)[ >].*?</w:\1>", body, re.DOTALL))
    one, other = random.choice(runs), random.choice(runs)
    kind = random.randrange(4)
    put = {0: b"", 1: other[0], 2: one[0] + one[0]}.get(kind)
    if put is None:
        tag = random.choice((b"ins", b"del", b"moveFrom", b"hyperlink", b"sdt"))
        put = b'<w:%b w:id="7" w:author="x">%b</w:%b>' % (tag, one[0], tag)
    parts["word/document.xml"] = body[: one.start()] + put + body[one.end() :]
    return _zipped(parts)


def _zipped(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return made.getvalue()


WORD: tuple[Mutation, ...] = (word, word, wording, wording, mutations.archive)

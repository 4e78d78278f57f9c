"""`letters write --docx`: a Word file beside each letter, and beside nothing else."""

import hashlib
import json
import stat

import imaginary
import pytest
from click.testing import CliRunner
from one_by_one import write

from letters import paths
from letters.cli import letters
from letters.pipeline import Wanted, press
from letters.twin.belonging import belonging_of
from letters.twin.reading import read


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    wanted = Wanted(docx=True)
    origin = imaginary.origin(imaginary.AS_OF)
    library, reading = imaginary.library(), imaginary.reading()
    done = write(reading, library, out, origin, imaginary.AT, press(wanted), (), wanted)
    return out, {one.label: one for one in done}


def test_each_letter_has_its_word_file_and_nothing_else_has_one(run):
    out, finished = run
    written = {one.case_id for one in finished.values() if one.file.endswith("letter.pdf")}
    assert len(written) == 2
    assert {path.parent.name for path in out.rglob("*.docx")} == written


def test_the_worklist_names_the_word_file(run):
    _, finished = run
    one = finished["IM-1"]
    assert one.beside == (f"{one.case_id}/letter.docx",)


def test_the_word_file_is_for_its_owner_only(run):
    out, _ = run
    for path in out.rglob("*.docx"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_its_belonging_has_the_hash_of_the_rationale_beside_it(run):
    """Whoever holds both files can tell that they belong together."""
    from letters.dossier import Dossier

    out, finished = run
    folder = out / finished["IM-1"].case_id
    belonging = belonging_of(Dossier(folder).letter())
    assert (
        belonging.rationale == hashlib.sha256((folder / "rationale.json").read_bytes()).hexdigest()
    )
    assert belonging.case_id == folder.name
    assert belonging.rationale.encode() in _custom(folder / "letter.docx")


def _custom(path):
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return archive.read("docProps/custom.xml")


def test_the_verb_writes_one_when_asked(tmp_path):
    arguments = ["write", str(paths.EXAMPLES / "intake"), "--case", "LN-022", "--docx"]
    arguments += ["--as-of", "2026-11-22", "--json", "--out", str(tmp_path)]
    done = CliRunner().invoke(letters, arguments)
    assert done.exit_code == 0, done.output
    (one,) = json.loads(done.stdout)
    (path,) = tmp_path.rglob("letter.docx")
    assert one["beside"] == [f"{one['case_id']}/letter.docx"]
    assert any("exception" in block.text for block in read(path.read_bytes()).blocks)


def test_no_word_file_is_made_unless_it_is_asked_for(tmp_path):
    wanted, origin = Wanted(), imaginary.origin(imaginary.AS_OF)
    library, reading = imaginary.library(), imaginary.reading()
    run = write(reading, library, tmp_path, origin, imaginary.AT, press(wanted), ("IM-1",), wanted)
    assert [one.beside for one in run] == [()]
    assert list(tmp_path.rglob("letter.pdf"))
    assert not list(tmp_path.rglob("*.docx"))

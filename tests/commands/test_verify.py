"""`letters verify`: what a PDF carries, whether everything traces, and nothing breaks it."""

import io
import json
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from letters.cli import letters
from letters.rationale.shown import shown
from letters.rendering import to_pdf
from torture.examples import example

HOSTILE = Path(__file__).parents[3] / "shared" / "inputs" / "hostile"


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(example("LN-022 exception request").pdf)
    return path


@pytest.fixture
def corrupted(tmp_path):
    one = example("LN-022 exception request")
    node = next(node for node in one.corruptible.nodes if "1.5\N{NO-BREAK SPACE}g" in node.text)
    wrong = one.places.markup.edited({node.number: node.text.replace("1.5", "15")})
    path = tmp_path / "wrong.pdf"
    path.write_bytes(to_pdf(wrong))
    return path


def run(*arguments):
    return CliRunner().invoke(letters, ["verify", *map(str, arguments)])


def test_a_true_letter_traces(letter):
    """Exit 0; the kind, the case, its day, library and tool are told."""
    done = run(letter)
    assert done.exit_code == 0
    told = example("LN-022 exception request").told
    for wanted in (told["document"], told["case_id"], told["dated"], told["library"], told["tool"]):
        assert wanted in done.output
    assert "Everything traces" in done.output


def test_a_corrupted_letter_does_not(corrupted, tmp_path):
    """Exit 1; what the PDF says beyond its rationale is shown with its page."""
    rationale = tmp_path / "rationale.json"
    rationale.write_bytes(shown(example("LN-022 exception request").document))
    done = run(corrupted, "--rationale", rationale)
    assert done.exit_code == 1
    assert "on page 1" in done.output
    assert "15 g" in done.output
    assert "lost" in done.output


def test_without_a_rationale_nothing_traces(corrupted):
    """Exit 1 and a word of what to do where the PDF carries none and none is given."""
    done = run(corrupted)
    assert done.exit_code == 1
    assert "--rationale" in done.output


def test_the_whole_rationale_beside_the_pdf_serves(letter, tmp_path):
    """The rationale.json that is written beside the PDF can be given."""
    rationale = tmp_path / "rationale.json"
    rationale.write_text(example("LN-022 exception request").document.model_dump_json())
    assert run(letter, "--rationale", rationale).exit_code == 0


def test_the_result_is_json_on_request(letter, corrupted):
    """--json gives the document and what was found, to be read by a program."""
    told = json.loads(run(letter, "--json").output)
    assert told["ok"] is True
    assert told["embedded"] is True
    assert told["document"] == "exception request"
    assert told["untraced"] == told["lost"] == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"hello", b"\x00" * 2048])
def test_what_is_no_pdf_is_refused(tmp_path, content):
    """Exit 3 through the program's own error, never a traceback."""
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    done = run(path)
    assert getattr(done.exception, "exit_code", None) == 3


def test_a_locked_pdf_is_refused(letter, tmp_path):
    """A password is named as the reason."""
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(letter) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    done = run(locked)
    assert getattr(done.exception, "exit_code", None) == 3
    assert "password" in str(done.exception)


def test_a_structure_that_leads_back_to_itself_is_refused(tmp_path):
    """A tree without end is told to be no document of ours."""
    with pikepdf.open(io.BytesIO(example("LN-022 exception request").pdf)) as pdf:
        root = pdf.Root.StructTreeRoot
        part = root.K[0] if isinstance(root.K, pikepdf.Array) else root.K
        part.K.append(part)
        path = tmp_path / "loop.pdf"
        pdf.save(path)
    done = run(path)
    assert getattr(done.exception, "exit_code", None) == 3


@pytest.mark.parametrize("path", sorted(HOSTILE.rglob("*.pdf")), ids=lambda path: path.name[:40])
def test_a_hostile_pdf_breaks_nothing(path):
    """Any PDF at all is refused or found without a rationale: exit 1 or 3."""
    done = run(path)
    code = done.exit_code if done.exception is None else getattr(done.exception, "exit_code", None)
    if isinstance(done.exception, SystemExit):
        code = done.exception.code
    assert code in (1, 3)

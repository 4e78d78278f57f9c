"""`letters verify`: what a PDF carries, whether everything traces, and nothing breaks it."""

import io
import json
import socket
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from signing import authorities

from letters.cli import letters
from letters.commands import common
from letters.rationale.shown import shown
from letters.rendering import to_pdf
from letters.signing import certificate, sign
from torture.examples import example

HOSTILE = Path(__file__).parents[3] / "shared" / "inputs" / "hostile"


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "letter.pdf"
    path.write_bytes(example("LN-022 exception request").pdf)
    return path


@pytest.fixture
def signed(letter):
    owner = certificate(authorities.clinician().p12(), authorities.PASSPHRASE, authorities.AT)
    return sign(letter.read_bytes(), owner, authorities.AT)


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


def test_several_are_judged_each(letter, corrupted, tmp_path):
    """What cannot be read does not keep the others from being told; the worst gives the code."""
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"hello")
    done = run(letter, broken, corrupted)
    assert done.exit_code == 3
    assert "Everything traces" in done.stdout
    assert "--rationale" in done.stdout
    assert "broken.pdf" in done.stderr
    assert run(letter, corrupted).exit_code == 1
    assert [one["ok"] for one in json.loads(run(letter, letter, "--json").stdout)] == [True, True]


@pytest.mark.parametrize("target", ["nothing.pdf", "no/such/folder", "."])
def test_what_is_neither_file_nor_case_is_refused(target):
    """Exit 2; a label is looked for, a path is not."""
    done = run(target)
    assert getattr(done.exception, "exit_code", None) == 2
    assert "neither a file nor the folder of a case" in str(done.exception)


def test_an_unsigned_letter_without_a_log_says_so(letter):
    """Nothing is claimed of it."""
    done = run(letter)
    assert "Not signed." in done.stdout
    assert "who approved it, or changed its wording, is not told" in done.stdout
    told = json.loads(run(letter, "--json").output)
    assert told["signature"]["state"] == "none"
    assert told["approval"]["log"] is False


def test_a_letter_without_its_data_is_told_whether_it_is_signed(corrupted):
    """The signature is examined where nothing can be traced too."""
    done = run(corrupted)
    assert "Not signed." in done.stdout


def test_nothing_is_asked_of_a_network(signed, tmp_path, monkeypatch):
    """Neither for a signature nor for the roots that it is to lead to."""

    def reached(*told):
        raise AssertionError("a socket was opened")

    root = tmp_path / "root.pem"
    root.write_bytes(authorities.root().pem)
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed)
    monkeypatch.setattr(socket.socket, "connect", reached)
    monkeypatch.setattr(common, "now", lambda: authorities.AT)
    done = run(path, "--trust", root)
    assert done.exit_code == 0, done.output
    assert "Identity trusted" in done.stdout


def test_a_file_of_roots_without_one_is_refused(letter):
    """A PDF is no PEM file."""
    assert getattr(run(letter, "--trust", letter).exception, "exit_code", None) == 3


def test_a_signed_letter_that_does_not_trace_is_told(corrupted, tmp_path):
    """An intact signature vouches for no number in it."""
    rationale = tmp_path / "rationale.json"
    rationale.write_bytes(shown(example("LN-022 exception request").document))
    owner = certificate(authorities.clinician().p12(), authorities.PASSPHRASE, authorities.AT)
    corrupted.write_bytes(sign(corrupted.read_bytes(), owner, authorities.AT))
    done = run(corrupted, "--rationale", rationale)
    assert done.exit_code == 1
    assert "Signature intact" in done.stdout
    assert "untraced" in done.stdout

import io
import json
import re
import subprocess
import sys

import pypdfium2
import pytest
from click.testing import CliRunner

from imaginary import AS_OF, CASES, CITATIONS, EXPORT, HERE, argued, case, library, reading
from letters.citations.criteria import leaves
from letters.cli import letters
from letters.pipeline import FILE_OF
from letters.rationale.model import Letter

OPTIONS = ["--citations", str(CITATIONS), "--as-of", AS_OF.isoformat()]
KINDS = {
    *("diagnosis", "request", "category", "measure", "change"),
    *("therapy", "procedure", "record", "attested"),
}
REAL = re.compile(
    r"lupus|nephrit|kidney|renal|proteinuria|KDIGO|EULAR|\bACR\b|belimumab|rituximab|mycophenol",
    re.IGNORECASE,
)


def pages(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("imaginary")
    result = CliRunner().invoke(
        letters, ["write", str(EXPORT), *OPTIONS, "--out", str(folder), "--json"]
    )
    assert result.exit_code == 1, result.output
    return folder, json.loads(result.stdout)


def test_the_command_line_writes_all_four_documents(out):
    """An imaginary library and export come to each kind of document through the main verb."""
    folder, finished = out
    assert {done["label"]: done["document"] for done in finished} == CASES
    for done in finished:
        pdf = (folder / done["file"]).read_bytes()
        assert pdf.startswith(b"%PDF-")
        assert done["file"] == f"{done['case_id']}/{FILE_OF[done['document']]}"
        assert case(done["label"]).patient.name.split()[1] in pages(pdf)


def test_the_module_does_the_same_as_a_process(out, tmp_path):
    """`python -m letters` as a process writes the same bytes and exits with the same code."""
    folder, finished = out
    command = [sys.executable, "-m", "letters", "write", str(EXPORT), *OPTIONS, "--out"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    for one in finished:
        assert (tmp_path / one["file"]).read_bytes() == (folder / one["file"]).read_bytes()
    assert (tmp_path / "worklist.csv").read_bytes() == (folder / "worklist.csv").read_bytes()


def test_the_imaginary_library_is_clean():
    """`packs check` finds nothing wrong with the imaginary library, worked cases included."""
    result = CliRunner().invoke(letters, ["packs", "check", *OPTIONS])
    assert (result.exit_code, result.output.split(":")[0]) == (0, "sound"), result.output


def test_the_export_is_read_whole():
    """Every row of the imaginary export is used and nothing is remarked on."""
    assert reading().notices == ()
    assert reading().unused == ()


def test_the_pathways_ask_every_kind_of_question():
    """The imaginary pathways use all nine leaves and all four groups."""
    criteria = [pathway.criteria for pathway in library().pathways.values()]
    assert {leaf.kind for tree in criteria for leaf in leaves(tree)} == KINDS
    text = "".join(
        (CITATIONS / "conditions" / "glassbone-fever" / name).read_text()
        for name in ("pathways/luminant-start.yaml", "pathways/moonwort-continuation.yaml")
    )
    assert {"all", "any", "at_least", "none"} <= set(re.findall(r"kind: (\w+)", text))


OF_AN_APPEAL = {"denial_quote", "denial_replies", "news"}
OF_SOME = {"override", "urgency", "points", "definition", "steps", "chronology"}
OF_SOME |= {"policy", "policy_exceptions", "policy_age", "accepted"}
"""What only some kinds of letter have, or a record that holds more than these."""


@pytest.mark.parametrize(
    ("label", "empty"), [("IM-1", OF_AN_APPEAL | OF_SOME), ("IM-2", OF_SOME | {"also_given"})]
)
def test_a_letter_is_complete(label, empty):
    """Every section is filled but those that the kind of letter or the record does not have."""
    letter = argued(label).document
    assert isinstance(letter, Letter)
    assert {name for name in type(letter).model_fields if not getattr(letter, name)} == empty
    assert [reference.number for reference in letter.references] == list(
        range(1, len(letter.references) + 1)
    )
    assert letter.chart is not None
    assert [len(panel.points) > 1 for panel in letter.chart.panels] == [True, True]


def test_each_reason_of_the_denial_is_answered():
    """The appeal answers seven reasons in the notice's order, one for each way of answering."""
    denial = case("IM-2").denial
    names = {reason.id: reason for reason in library().vocabulary.denial_reasons}
    replies = argued("IM-2").document.denial_replies
    assert [reply.reason for reply in replies] == [names[r].name for r in denial.reasons]
    assert len({names[reason].answered_by for reason in denial.reasons}) == 7


def test_the_label_status_is_said_plainly():
    """The on-label drug is called approved since its day, the off-label one off-label."""
    on, off = (argued(label).document.model_dump_json() for label in ("IM-1", "IM-2"))
    assert "is approved by" in on
    assert "March\N{NO-BREAK SPACE}2019" in on
    assert "off-label" not in on
    assert "off-label" in off


def test_nothing_of_the_real_condition_occurs(out):
    """Neither the imaginary data nor their documents carry a word of the real condition."""
    folder, finished = out
    files = [path for path in HERE.rglob("*.*") if path.suffix in (".yaml", ".csv")]
    assert len(files) == 23
    texts = {path.name: path.read_text() for path in files}
    for done in finished:
        texts[done["label"]] = pages((folder / done["file"]).read_bytes())
        assert len(texts[done["label"]]) > 500
        texts[f"{done['label']} json"] = (
            (folder / done["file"]).with_name("rationale.json").read_text()
        )
    assert {name: found for name, text in texts.items() if (found := REAL.findall(text))} == {}

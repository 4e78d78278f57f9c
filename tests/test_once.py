"""What tests have made once is what would be made anew, and nothing else."""

import shutil
import sys

import imaginary
import once
import pytest
from jinja2 import DictLoader
from jinja2.exceptions import SecurityError
from rendering.samples import GAPS

from letters import rendering
from letters.citations import load
from letters.confined import Confines
from letters.errors import PackError
from letters.rendering import pdf, render
from letters.templates.sandbox import Sandbox, bounded

ENOUGH = Confines(500_000_000, 60)


@pytest.fixture
def anew(monkeypatch):
    """Makes documents as they are made outside of tests."""

    def made(document, **options):
        with monkeypatch.context() as patch:
            patch.setattr(rendering, "set_pages", pdf.set_pages)
            patch.setattr(rendering, "paint", pdf.paint)
            return render(document, **options)

    return made


def test_a_document_of_the_shelf_is_the_one_made_anew(anew):
    assert render(GAPS) == render(GAPS) == anew(GAPS)


def test_what_a_document_says_or_carries_decides_which_one_is_taken(anew):
    other = GAPS.model_copy(update={"patient": "Somebody Else"})
    made = [render(GAPS), render(other), render(GAPS, data=False)]
    assert len({each.pdf for each in made}) == 3
    assert made == [anew(GAPS), anew(other), anew(GAPS, data=False)]


def test_a_library_is_loaded_anew_once_a_file_of_it_changes(tmp_path):
    root = tmp_path / "citations"
    shutil.copytree(imaginary.CITATIONS, root)
    before = load(root)
    assert load(root) is before
    edited = next(root.rglob("*.yaml"))
    edited.write_text(edited.read_text() + "\n# seen again\n")
    assert load(root).digest != before.digest


def test_a_library_in_error_is_in_error_each_time(tmp_path):
    (tmp_path / "citations").mkdir()
    for _ in range(2):
        with pytest.raises(PackError):
            load(tmp_path / "citations")


def test_a_template_is_compiled_anew_once_its_text_changes_or_its_work_is_metered():
    """The same text under the same name, once ours and once a practice's, is not the same code."""
    texts = {"a.j2": "{% for n in many %}{{ n }}{% endfor %}"}

    def filled(metered: frozenset[str] = frozenset(), most: int = 1000) -> str:
        with bounded(most):
            loader = DictLoader(texts)
            return (
                Sandbox(loader, autoescape=False, metered=metered)
                .get_template("a.j2")
                .render(many=range(9))
            )

    assert filled() == filled(frozenset(texts)) == filled(most=1) == "012345678"
    with pytest.raises(SecurityError):
        filled(frozenset(texts), most=1)
    texts["a.j2"] = "other"
    assert filled() == "other"


def test_what_a_reader_says_is_kept_for_the_content_and_arguments_that_it_was_given(
    tmp_path, monkeypatch
):
    script = tmp_path / "reader.py"
    script.write_text("import sys; print(sys.stdin.read(), sys.argv[1])")
    reader = once.Reader(once.Shelf(tmp_path))

    def said(*given):
        argument, content = given
        with reader.output_of(script, [argument], content, ENOUGH) as output:
            return output.read().strip().decode()

    assert [said("x", b"a"), said("y", b"a"), said("x", b"b")] == ["a x", "a y", "b x"]
    monkeypatch.setattr(sys, "executable", "/nowhere")
    assert said("x", b"a") == "a x"
    with pytest.raises(FileNotFoundError):
        said("z", b"a")


def test_what_somebody_could_not_use_is_read_again(tmp_path):
    script = tmp_path / "reader.py"
    script.write_text("print('cut o', end='')")
    reader = once.Reader(once.Shelf(tmp_path))
    said = reader.output_of(script, [], b"", ENOUGH)
    with pytest.raises(ValueError, match="cut"), said as output:
        raise ValueError(output.read().decode())
    assert list(tmp_path.iterdir()) == [script]

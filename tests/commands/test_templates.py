"""`letters templates check`: a practice's folder, told whole."""

import shutil

import pytest
from click.testing import CliRunner, Result

from commands.conftest import told
from letters import paths
from letters.cli import letters
from letters.commands.templates import _unheard
from letters.rationale.phrasing import Phrased
from letters.templates import Templates

EXAMPLE = paths.EXAMPLES / "templates"


def run(*words: object) -> Result:
    """The program on the library and the examples that are shipped."""
    return CliRunner().invoke(letters, [*map(str, words)])


@pytest.fixture
def own(tmp_path):
    """A copy of the example that a test may change."""
    return shutil.copytree(EXAMPLE, tmp_path / "own")


def test_the_example_is_sound():
    """The folder shipped as an example passes every check, its PDFs too, and exits 0."""
    result = run("templates", "check", EXAMPLE)
    assert result.exit_code == 0, result.stdout
    assert "sound: 2 templates, letterhead, logo, style" in result.stdout
    assert "error" not in result.stdout


def test_errors_are_told_with_file_line_rule_and_remedy(own):
    """Each error names what, where, the rule and what to do; the exit code is that of packs."""
    (own / "style.css").write_text("h2 { margin-top: 9pt }\np { display: none }\n")
    (own / "sentences/plan/regimen.j2").write_text("By hand, 10 mg: {{ says | sentence }}\n")
    (own / "mood.html.j2").write_text("x")
    result = run("templates", "check", own)
    assert result.exit_code == 4
    assert "error: style.css:2: property 'display'" in result.stdout
    assert "regimen.j2:1: the wording brings or drops a number" in result.stdout
    assert "error: mood.html.j2:1: " in result.stdout
    assert result.stdout.splitlines()[-1] == "3 errors"
    problems = told(run("templates", "check", own, "--json"))
    assert len(problems) == 3
    assert {"file", "line", "what", "rule", "action", "severity"} == set(problems[0])


def test_a_page_that_leaves_something_out_is_an_error(own):
    """A page that is sound by itself is still filled with the example cases, and says it all."""
    page = (paths.TEMPLATES / "letter.html.j2").read_text()
    line = "{{ paragraph(document.summary) }}"
    assert line in page
    (own / "letter.html.j2").write_text(page.replace(line, ""))
    result = run("templates", "check", own)
    assert result.exit_code == 4
    assert "error: letter.html.j2:1: " in result.stdout
    assert "claim-" in result.stdout


def test_a_drug_in_the_wording_is_an_error(own, library):
    """Names of drugs come from cases: the check knows those of the library."""
    name = next(drug.name for drug in library.vocabulary.drugs if drug.name.isalpha())
    (own / "sentences/plan/regimen.j2").write_text(f"As for {name}: {{{{ says | sentence }}}}\n")
    result = run("templates", "check", own)
    assert result.exit_code == 4
    assert "sentences/plan/regimen.j2:1: the wording names the drug" in result.stdout


def test_what_no_example_says_is_a_warning():
    """A sentence that no example case reaches is sound in form and to be read by the practice."""
    made = Templates(folder=EXAMPLE, files={f"sentences/{n}.j2": "x" for n in ("dose", "item")})
    (problem,) = _unheard(made, [Phrased("dose", {}, "x")])
    assert (problem.file, problem.severity) == ("sentences/item.j2", "warning")


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path):
    """The folder has to exist."""
    assert run("templates", "check", tmp_path / "none").exit_code == 2

"""The command line imports a verb when it is called, and nothing that only another verb needs."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import imaginary
import pytest
from click.testing import CliRunner

from letters import __version__, cli
from letters.cli import letters

ROOT = Path(__file__).parent.parent

SPARED = (
    *("letters.twin", "letters.signing", "letters.packet", "letters.approval", "letters.exhibits"),
    *("asyncio", "pyhanko", "docx", "pypdfium2"),
)
"""What no letter needs while it is written."""

RUN = """
import json, sys
from letters.cli import letters
try:
    letters(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
print(json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""


def loaded(*line: object, **variables: str) -> set[str]:
    """The modules that a fresh process has when the verb is done, which must be well."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, line)],
        cwd=ROOT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["code"] in (None, 0), done.stderr
    return set(told["modules"])


def test_to_write_imports_nothing_that_only_other_verbs_need(tmp_path):
    """Neither before the letter nor while it is made; PIL belongs to the layout engine."""
    line = ["--citations", imaginary.CITATIONS, "--as-of", imaginary.AS_OF, "--case", "IM-1"]
    found = loaded("write", imaginary.EXPORT, *line, LETTERS_WRITE_OUT=str(tmp_path / "out"))
    assert len(list((tmp_path / "out").glob("c-*/letter.pdf"))) == 1
    assert found & set(SPARED) == set()
    assert "letters.commands.verify" not in found


def test_a_verb_starts_without_the_layout_engine_and_pictures():
    """They are imported where a page is made."""
    found = loaded("write", "--help")
    assert found & {*SPARED, "PIL", "weasyprint", "cryptography", "fontTools"} == set()


def test_the_version_is_told_without_any_verb():
    """It is what a script asks first."""
    found = {name for name in loaded("--version") if name.startswith("letters.")}
    assert found == {"letters.cli", "letters.errors"}


def test_the_module_runs_as_the_program_does():
    """`python -m letters` is the same command line."""
    done = subprocess.run(
        [sys.executable, "-m", "letters", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert __version__ in done.stdout


def test_the_help_tells_each_verb_with_what_it_is_for():
    """In the order of the alphabet, one short help each."""
    said = CliRunner().invoke(letters, ["--help"], terminal_width=200).output
    told = said.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in told] == list(cli.VERBS) == sorted(cli.VERBS)
    for line in told:
        assert line.endswith(".")
        assert len(line.split()) > 3


@pytest.mark.parametrize("verb", cli.VERBS)
def test_each_option_has_its_variable_of_the_environment(verb):
    """Also those of the verbs below one."""

    def check(command, prefix):
        for one in command.params:
            if one.param_type_name == "option":
                assert one.envvar.startswith(f"{prefix}_")
        for name, below in getattr(command, "commands", {}).items():
            check(below, f"{prefix}_{name.upper()}")

    check(letters.get_command(None, verb), f"LETTERS_{verb.upper()}")


def test_a_verb_that_is_not_there_is_answered_with_the_nearest():
    """Which says that a letter was left out."""
    done = CliRunner().invoke(letters, ["wite"])
    assert done.exit_code == 2
    assert "'write'" in done.output


@pytest.mark.parametrize(
    ("number", "file", "says"),
    [
        (errno.ENOSPC, "/out/c-1/.letter.pdf.part", "letter.pdf could not be"),
        (errno.EMFILE, "/exports/Fernwood Ilsa.835", "a file could not be"),
        (errno.EROFS, None, "a file could not be"),
    ],
)
def test_a_fault_of_the_machine_is_no_defect_and_names_no_file_but_ours(
    number, file, says, monkeypatch, capsys
):
    """Whichever verb it meets: exit 6, and what to do."""

    def faulty(*_):
        raise OSError(number, os.strerror(number), file)

    monkeypatch.setattr("letters.commands.common.load", faulty)
    monkeypatch.setattr(sys, "argv", ["letters", "check", str(imaginary.EXPORT)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    told = capsys.readouterr().err
    assert ended.value.code == 6
    assert says in told
    assert "Fernwood" not in told

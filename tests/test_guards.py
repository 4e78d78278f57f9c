"""Guards over the code as text: what it may not name, import, hold or touch."""

import ast
import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import imaginary
import pytest
from click.testing import CliRunner

from letters import cli, paths
from letters.citations import load
from letters.errors import ExitCode

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "letters"
CODE = sorted(PACKAGE.rglob("*.py"))
SHARED = [path for path in sorted(paths.TEMPLATES.rglob("*")) if path.is_file()]

FORMULAS = "letters/determination/derived.py"
"""Named formulas with their sources, the one room of the code that knows measures."""


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def trees() -> list[tuple[str, ast.Module]]:
    return [(where(path), tree_of(path)) for path in CODE]


# (a) A condition is data: the code and the shared templates name nothing of it.

PLAIN = {
    "class": "a word of Python and of style sheets",
    "other": "a word of every language",
    "height": "a word of every drawing",
    "weight": "a word of every typeface",
}
"""Collected names that are plain words and would be found for no fault."""


def of_the_library() -> dict[str, str]:
    """Ids and names of the real library, folded, each with where it stands in the terms."""
    library = load(paths.CITATIONS)
    words = library.vocabulary
    found: dict[str, str] = {}

    def add(kind: str, *names: str) -> None:
        found.update({name.casefold(): kind for name in names if len(name) > 2})

    for drug in words.drugs:
        add("drug", drug.id, drug.name)
        for product in drug.products:
            add("product", product.id, product.name)
            add("product", *(alias for alias in product.aliases if len(alias) > 4))
        add("drug", *(alias for alias in drug.aliases if len(alias) > 4))
        add("regimen", *(regimen.id for regimen in drug.regimens))
    for kind in ("drug_classes", "diagnoses", "measures", "categories", "procedures"):
        for term in getattr(words, kind):
            add(kind, term.id, term.name)
            add(kind, *(alias for alias in term.aliases if len(alias) > 4))
    for document in words.documents:
        add("documents", document.id, document.name)
    add("questions", *(question.id for question in words.questions))
    add("diagnoses", *(code for term in words.diagnoses for code in term.codes))
    add("measures", *(measure.short for measure in words.measures))
    add("sources", *library.sources)
    add("scales", *(s.name for s in library.scales.values() if s.id not in ("label", "study")))
    for pathway in library.pathways:
        add("pathways", pathway)
    for policy in library.policies.values():
        add("policies", policy.id, policy.title, *policy.payers, policy.number or "")
    for pack in library.packs:
        add("packs", pack, pack.replace("-", " "))
    return {name: kind for name, kind in found.items() if name not in PLAIN}


NAMES = of_the_library()


def named_in(text: str) -> set[str]:
    folded = text.casefold()
    return {
        name
        for name in NAMES
        if name in folded and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", folded)
    }


def test_many_names_are_looked_for():
    """The guard below would hold of an empty library or of no code, so neither is."""
    assert len(NAMES) > 300
    assert len(set(NAMES.values())) >= 12
    assert len(CODE) > 60
    assert len(SHARED) > 60
    assert {path.suffix for path in SHARED} == {".j2", ".css"}


def test_the_search_finds_a_name():
    """A name is found in running text, in an id position and whatever its case."""
    some = next(name for name, kind in NAMES.items() if kind == "drug")
    assert named_in(f"x = '{some.upper()}'") == {some}
    assert named_in(f"x{some}y") == set()


def naming(files: list[Path]) -> dict[str, set[str]]:
    """What each file names of the library, where it names anything."""
    named = {where(path): named_in(path.read_text()) for path in files}
    return {name: found for name, found in named.items() if found}


def test_the_code_names_nothing_of_a_condition():
    """No drug, measure, document, source or pathway of the library occurs in the code."""
    assert naming([path for path in CODE if where(path) != FORMULAS]) == {}


def test_the_shared_templates_name_nothing_of_a_condition():
    """No drug, measure, document, source or pathway of the library occurs in a shared template."""
    assert naming(SHARED) == {}


def test_the_formulas_are_the_only_exception():
    """Every file of the code is guarded but the one of named formulas."""
    assert [where(path) for path in CODE if where(path) == FORMULAS] == [FORMULAS]


# (b) Rooms and the order of imports.


def test_the_import_contracts_hold():
    """The import-linter contracts of pyproject.toml pass."""
    linter = Path(sys.executable).with_name("lint-imports")
    if not linter.is_file():
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_the_rooms_are_the_agreed_ones():
    """The package holds the rooms that the architecture names, and no other."""
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name[0] not in "_."}
    assert rooms == {
        *("case", "citations", "commands", "determination", "intake", "rationale", "rendering"),
        *("routing", "templates", "verification", "pipeline", "dossier", "approval", "packet"),
        *("twin", "signing", "exhibits", "batch", "shortcuts"),
    }
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    assert modules == {
        *("__init__", "__main__", "cli", "codes", "errors", "paths", "truth"),
        *("worklist", "outcomes", "confined", "hashing", "kept", "typed"),
    }


# (c) Words that are not used as names.

VAGUE = re.compile(r"(?:^|_)(?:utils?|helpers?|managers?|handlers?|engines?)(?:$|_)", re.IGNORECASE)


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)


def top_names(tree: ast.Module) -> list[str]:
    names: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
    return names


def test_no_name_is_vague():
    """No file and no top-level name is called utils, helper, manager, handler or engine."""
    stems = [p.stem for p in (*CODE, *ROOT.glob("tests/**/*.py"), *SHARED)]
    names = [name for _, tree in trees() for name in top_names(tree)]
    assert len(names) > 500
    assert [name for name in (*stems, *names) if VAGUE.search(snake(name))] == []


# (d) Sizes and docstrings.


def test_files_are_short():
    """No file of the code has more than 400 lines."""
    lengths = {where(path): len(path.read_text().splitlines()) for path in CODE}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def test_functions_are_short():
    """No function has more than 60 lines."""
    long = {
        f"{file}:{node.name}": node.end_lineno - node.lineno + 1
        for file, tree in trees()
        for node in functions(tree)
    }
    assert {name: length for name, length in long.items() if length > 60} == {}


def public(body: list[ast.stmt], within: str = "") -> list[tuple[str, ast.AST]]:
    """Public functions and classes with their public methods; not what is local to a function."""
    found: list[tuple[str, ast.AST]] = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            found.append((f"{within}{node.name}", node))
            if isinstance(node, ast.ClassDef):
                found += public(node.body, f"{node.name}.")
    return found


def test_everything_public_is_described():
    """Every module, public class, function and method has a docstring."""
    bare = []
    for file, tree in trees():
        if ast.get_docstring(tree) is None:
            bare.append(file)
        bare += [
            f"{file}:{name}" for name, node in public(tree.body) if not ast.get_docstring(node)
        ]
    assert bare == []


# (e) No clock, network or environment below the commands.

CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter"}
REACHING = {
    *("socket", "urllib", "urllib3", "requests", "http", "ftplib", "smtplib", "ssl", "httpx"),
    *("aiohttp", "random", "secrets", "uuid", "subprocess", "tempfile", "getpass", "platform"),
}
ENVIRONMENT = {"environ", "environb", "getenv", "putenv"}
ALLOWED = {
    ("letters/rendering/pdf.py", "os.environ"): "FONTCONFIG_FILE",
    ("letters/confined.py", "subprocess"): "hostile",
    ("letters/batch/apart.py", "subprocess"): "hostile",
}
"""Where the outside is touched all the same, and for what: only so is fontconfig told of our
typefaces, and only so is a hostile workbook or exhibit kept from ending the run."""


def reaches(file: str, tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in REACHING]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name for alias in node.names}
            if node.module.split(".")[0] in REACHING or (
                node.module == "os" and names & ENVIRONMENT
            ):
                found.append(node.module)
            if node.module in ("time", "datetime") and names & CLOCKS - {"time"}:
                found.append(f"{node.module} {sorted(names & CLOCKS)}")
        elif isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            if node.attr in ENVIRONMENT and owner == "os":
                found.append("os.environ")
            if node.attr in CLOCKS and re.search(r"(^|\.)(datetime|date|time|dt)$", owner):
                found.append(f"{owner}.{node.attr}")
    return [name for name in found if name != "dt.time"]


def reaching(files: list[Path]) -> list[tuple[str, str]]:
    """Each file with what it reaches out to, in order."""
    return sorted(
        (where(path), what) for path in files for what in reaches(where(path), tree_of(path))
    )


def test_below_the_commands_nothing_reaches_out():
    """No stage reads a clock, the network or the environment: the day is an argument."""
    below = [path for path in CODE if "commands" not in path.parts and path.name != "cli.py"]
    assert reaching(below) == sorted(ALLOWED)
    assert all(why in (ROOT / file).read_text() for (file, _), why in ALLOWED.items())


def test_the_clock_is_read_in_one_place():
    """Among the commands one line reads the day, one counts seconds, and none the environment."""
    found = reaching([path for path in CODE if "commands" in path.parts])
    common = "letters/commands/common.py"
    assert found == [(common, "dt.datetime.now"), (common, "time.monotonic")]


@pytest.mark.parametrize(
    "code",
    [
        "import urllib.request",
        "from datetime import date\nx = date.today()",
        "import datetime as dt\ndt.datetime.now()",
        "import time\ntime.time()",
        "import os\nos.environ['X']",
        "from os import environ",
    ],
)
def test_the_search_for_reaching_out_finds_it(code):
    """The guard sees each way of reading a clock, the network or the environment."""
    assert reaches("x.py", ast.parse(code))


# (f) Every verb tells how it is used, and exits as documented.


def verbs(command: click.Command = cli.letters, name: str = "") -> list[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        return [
            found
            for part in command.list_commands(context)
            for found in verbs(command.get_command(context, part), f"{name} {part}".strip())
        ]
    return [(name, command)]


VERBS = dict(verbs())


def test_the_verbs_are_the_agreed_ones():
    """The command line has these verbs, which other programs rely on."""
    assert set(VERBS) == {
        *("write", "check", "determine", "explain", "workbook", "schema", "demo"),
        *("packs check", "packs show", "packs new policy", "map", "templates check", "verify"),
        *("review", "approve", "sign", "packet", "sent", "decided", "log", "outcomes"),
        *("watch", "cluster"),
    }


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_explains_itself(verb):
    """Each verb has a help text with an example that begins with its own name, and --json."""
    result = CliRunner().invoke(cli.letters, [*verb.split(), "--help"])
    assert result.exit_code == 0
    assert f"Example: letters {verb}" in " ".join(result.output.split())
    assert "--json" in result.output
    command = VERBS[verb]
    assert command.help
    assert command.short_help
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name
            assert option.help.endswith("."), option.name


def test_the_help_lists_every_exit_code():
    """The codes named in the program's help are those of the code."""
    text = " ".join(CliRunner().invoke(cli.letters, ["--help"]).output.split())
    codes = {
        int(code) for code in re.findall(r"\b(\d+) (?!-)[a-z]", text.partition("Exit codes:")[2])
    }
    assert codes == {code.value for code in ExitCode}


OPTIONS = ["--citations", str(imaginary.CITATIONS), "--as-of", "2026-11-22"]
CUNEIFORM = "\N{CUNEIFORM SIGN A}"


@pytest.fixture
def main(monkeypatch, capsys):
    """Runs the program as a process would: its exit code, standard output and error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["letters", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return run


def rewritten(tmp_path: Path, table: str, old: str, new: str) -> Path:
    folder = tmp_path / "export"
    shutil.copytree(imaginary.EXPORT, folder)
    file = folder / f"{table}.csv"
    text = file.read_text(encoding="utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_exit_0_when_every_case_came_to_its_document(main, tmp_path):
    """A run without open questions is done, whether supported or not."""
    cases = ["--case", "IM-1", "--case", "IM-4"]
    assert main("write", imaginary.EXPORT, *OPTIONS, "--out", tmp_path, *cases)[0] == 0


def test_exit_1_when_a_case_needs_the_practice(main, tmp_path):
    """An open question gives 1."""
    assert main("write", imaginary.EXPORT, *OPTIONS, "--out", tmp_path)[0] == 1


@pytest.mark.parametrize(
    "line",
    [
        ["write"],
        ["unknown"],
        ["write", "no-such-file"],
        ["write", imaginary.EXPORT, "--as-of", "today"],
        ["write", imaginary.EXPORT, *OPTIONS, "--case", "nobody"],
        ["packs", "show", "no/pathway"],
    ],
)
def test_exit_2_when_asked_for_what_cannot_be(main, line):
    """A usage error gives 2 and says why on standard error."""
    code, out, err = main(*line)
    assert (code, out) == (2, "")
    assert "rror: " in err


def test_exit_3_when_some_input_could_not_be_read(main, tmp_path):
    """A refused cell gives 3 even where the cases came to their documents."""
    folder = rewritten(tmp_path, "labs", "99901-1", "99901-9")
    code, _, err = main("write", folder, *OPTIONS, "--out", tmp_path / "out", "--case", "IM-1")
    assert code == 3
    assert "column test" in err


def test_exit_4_when_a_pack_is_in_error(main, tmp_path):
    """A broken library gives 4 from every verb that loads it, with file and line."""
    broken = tmp_path / "citations"
    shutil.copytree(imaginary.CITATIONS, broken)
    pack = broken / "conditions/glassbone-fever/pack.yaml"
    pack.write_text(pack.read_text().replace("title: Glassbone fever", "tittle: Glassbone fever"))
    for verb in ("check", "determine", "explain", "write"):
        code, out, err = main(verb, imaginary.EXPORT, "--citations", broken)
        assert (code, out) == (4, "")
        assert re.search(r"conditions/glassbone-fever/pack\.yaml:\d+: ", err)
    for line in (["packs", "show"], ["workbook", tmp_path / "x.xlsx"]):
        assert main(*line, "--citations", broken)[0] == 4
    code, out, _ = main("packs", "check", "--citations", broken, "--json")
    assert code == 4
    assert json.loads(out)[0]["file"] == "conditions/glassbone-fever/pack.yaml"


def test_exit_5_when_a_document_cannot_be_made(main, tmp_path):
    """A name in a script that no bundled typeface has gives 5; the others are written."""
    folder = rewritten(tmp_path, "cases", "Ilsa Fernwood", f"Ilsa {CUNEIFORM}")
    code, out, err = main("write", folder, *OPTIONS, "--out", tmp_path / "out")
    assert code == 5
    assert "CUNEIFORM" in err
    assert CUNEIFORM not in err
    assert "Ilsa" not in out + err
    assert len(list((tmp_path / "out").glob("*/*.pdf"))) == 5


def test_exit_70_for_a_defect_without_its_text(main, monkeypatch):
    """A defect of ours gives 70 and a place in the code, but not the error's own words."""
    canary = "Zaubernuss"

    def defective(*_):
        raise KeyError(f"{canary} was born on 1984-08-11")

    monkeypatch.setattr("letters.commands.common.load", defective)
    code, out, err = main("determine", imaginary.EXPORT, *OPTIONS)
    assert code == 70
    assert canary not in out + err
    assert "1984" not in out + err
    assert "KeyError" in err
    assert re.search(r"in \w+, line \d+", err)

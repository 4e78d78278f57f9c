"""`--policies`, `packs new policy`, and what `packs check` and `show` say of policies."""

import shutil

import imaginary
import pytest
import yaml
from click.testing import CliRunner

from commands.conftest import told
from letters.citations import load
from letters.cli import letters
from letters.errors import ExitCode, UsageError
from letters.paths import CITATIONS, EXAMPLES

SHIPPED = load(CITATIONS).policies
EXEMPLAR = "highmark/belimumab-subcutaneous"
DAY = ["--as-of", "2026-11-24"]


def run(*line: object):
    return CliRunner().invoke(letters, [*map(str, line)])


def started(folder, name="larkspur/rx-118", *more):
    return run("packs", "new", "policy", name, "--to", folder, *more)


def test_a_blank_policy_names_what_is_to_be_filled_in(tmp_path):
    """The blank file is read as YAML, and the check points at every blank."""
    result = started(tmp_path)
    file = tmp_path / "larkspur" / "rx-118.yaml"
    assert result.exit_code == ExitCode.DONE
    assert f"written: {file}" in result.stdout
    assert f"packs check --policies {tmp_path}" in result.stdout
    blank = yaml.safe_load(file.read_text())
    assert blank["id"] == "larkspur/rx-118"
    assert "confirmed" not in blank
    checked = run("packs", "check", "--policies", tmp_path, *DAY)
    assert checked.exit_code == ExitCode.PACK
    for field in ("title", "short", "payers", "locator"):
        assert f"{field}: " in checked.stdout
    assert checked.stdout.count(str(file)) >= 4


@pytest.mark.parametrize("exemplar", sorted(SHIPPED))
def test_a_copy_of_an_exemplar_is_sound_and_confirmed_by_nobody(tmp_path, exemplar):
    """It has a new name, the same criteria and the head that says what to do."""
    assert started(tmp_path, "larkspur/rx-118", "--from", exemplar).exit_code == ExitCode.DONE
    text = (tmp_path / "larkspur" / "rx-118.yaml").read_text()
    assert text.startswith("# One payer's own criteria")
    assert "An exemplar" not in text
    own = load(CITATIONS, tmp_path).policies["larkspur/rx-118"]
    shipped = SHIPPED[exemplar]
    assert own.model_copy(update={"id": exemplar}) == shipped
    assert own.spoken == ()
    checked = run("packs", "check", "--policies", tmp_path, *DAY)
    assert checked.exit_code == ExitCode.DONE, checked.stdout
    assert "(0 confirmed)" in checked.stdout


def test_a_copy_may_keep_the_name_and_then_stands_for_the_shipped_one(tmp_path):
    """A practice's policy of the same id wins."""
    started(tmp_path, EXEMPLAR, "--from", EXEMPLAR)
    file = tmp_path / f"{EXEMPLAR}.yaml"
    file.write_text(file.read_text().replace("payers: [Highmark]", "payers: [Larkspur]"))
    assert load(CITATIONS, tmp_path).policies[EXEMPLAR].payers == ("Larkspur",)


def test_nothing_is_overwritten(tmp_path):
    """A policy that is there already stays as it is."""
    started(tmp_path)
    file = tmp_path / "larkspur" / "rx-118.yaml"
    file.write_text("mine")
    again = started(tmp_path, "larkspur/rx-118", "--from", EXEMPLAR)
    assert isinstance(again.exception, UsageError)
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["rx-118", "../rx-118", "a/b/c", "Larkspur/RX", "/etc/x", ""])
def test_a_name_is_a_payer_and_a_policy(tmp_path, name):
    """No other name is taken, and nothing is written."""
    assert isinstance(started(tmp_path, name).exception, UsageError)
    assert not list(tmp_path.iterdir())


def test_a_policy_starts_from_one_that_exists_and_is_unconfirmed(tmp_path):
    """What another practice confirmed is not confirmed by copying it."""
    none = started(tmp_path, "a/b", "--from", "no/policy")
    assert "no policy 'no/policy'" in str(none.exception)
    root = tmp_path / "citations"
    shutil.copytree(CITATIONS, root)
    marked = root / "policies" / f"{EXEMPLAR}.yaml"
    mark = "\nconfirmed: {by: Ada Moon, on: 2026-11-20, where: the policy}\n"
    marked.write_text(marked.read_text() + mark)
    refused = started(tmp_path, "a/b", "--from", EXEMPLAR, "--citations", root)
    assert "carries confirmations" in str(refused.exception)
    assert not list(tmp_path.glob("a/*"))


def test_the_file_is_told_as_json(tmp_path):
    """Other programs learn where it is."""
    file = tmp_path / "larkspur" / "rx-118.yaml"
    assert told(started(tmp_path, "larkspur/rx-118", "--json")) == {"file": file.as_posix()}


def test_policies_are_listed_and_shown():
    """A policy is shown with its criteria, how each was checked, and what was not read."""
    listing = told(run("packs", "show", "--json"))
    assert EXEMPLAR in listing
    assert run("packs", "show").stdout.count("\n") == len(listing)
    shown = run("packs", "show", EXEMPLAR).stdout
    policy = SHIPPED[EXEMPLAR]
    assert all(one.criterion.says in shown for one in policy.criteria)
    assert shown.count("not confirmed; secondary") == len(policy.criteria)
    assert all(text in shown for text in policy.unread)
    assert "in effect from: not known" in shown
    assert told(run("packs", "show", EXEMPLAR, "--json"))["id"] == EXEMPLAR


def test_a_practices_own_policy_is_shown_as_confirmed():
    """It says by whom, and what the letter says where a criterion is not met."""
    own = EXAMPLES / "policies"
    shown = run("packs", "show", "larkspur/rx-118", "--policies", own).stdout
    policy = load(CITATIONS, own).policies["larkspur/rx-118"]
    assert "; confirmed; primary, " in shown
    assert "not confirmed" not in shown
    assert all(one.says in shown for one in policy.exceptions)
    missing = run("packs", "show", "larkspur/rx-118")
    assert isinstance(missing.exception, UsageError)


def test_the_example_policies_pass_the_check():
    """What the README of the examples proposes works."""
    result = run("packs", "check", "--policies", EXAMPLES / "policies", *DAY)
    assert result.exit_code == ExitCode.DONE, result.stdout
    assert "(2 confirmed)" in result.stdout


def test_a_case_is_judged_by_the_practices_policy():
    """`determine --policies` judges the policy that the denial names; without it there is none."""
    line = ["determine", EXAMPLES / "intake", "--case", "LN-002", "--json", *DAY]
    bare, (one,) = told(run(*line)), told(run(*line, "--policies", EXAMPLES / "policies"))
    assert bare[0]["policies"] == []
    (policy,) = one["policies"]
    assert (policy["policy"], policy["chosen_by"]) == ("larkspur/rx-118", "named")
    truths = [top["truth"] for top in policy["finding"]["children"]]
    assert truths == ["met", "met", "met", "met", "not met"]
    assert one["outcome"] == "supported"


def test_a_policy_older_than_the_label_is_seen():
    """The second example policy took effect before the label changed."""
    line = ["determine", EXAMPLES / "intake", "--case", "LN-005", "--json", *DAY]
    (one,) = told(run(*line, "--policies", EXAMPLES / "policies"))
    assert one["policies"][0]["predates_label"] == "2025-10-20"


def test_a_faulty_folder_stops_a_run_and_names_the_line(tmp_path):
    """No letter is written by a policy that is in error."""
    started(tmp_path / "own", "moss/other")
    given = ["--citations", imaginary.CITATIONS, "--policies", tmp_path / "own"]
    result = run("write", imaginary.EXPORT, *given, "--out", tmp_path / "out", *DAY)
    assert result.exit_code != 0
    assert f"{tmp_path}/own/moss/other.yaml:" in str(result.exception)
    assert not list((tmp_path / "out").glob("*"))

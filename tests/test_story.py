"""One case from its export to the second-level letter, through the command line alone."""

import csv
import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from signing import authorities

from letters.cli import letters
from letters.commands import common
from letters.errors import ExitCode
from letters.paths import EXAMPLES
from letters.verification import read

CASE = "LN-002"
BY, NPI = "Kwame Oduya", "1240000020"
REASON = "Proteinuria is falling on mycophenolate, so a second drug is not shown to be needed."


class Clinic:
    """A practice with one export folder and one output, at the command line."""

    def __init__(self, root: Path) -> None:
        self.export, self.out, self.root = root / "export", root / "out", root
        shutil.copytree(EXAMPLES / "intake", self.export)
        for path in (EXAMPLES / "exhibits").glob("ln-002-*"):
            shutil.copy(path, self.export)
        for table in ("cases", "labs", "treatments", "documents", "attestations"):
            self.change(table, lambda row: row["case"] == CASE)
        for table in ("decisions", "points"):
            (self.export / f"{table}.csv").unlink()

    def change(self, table, keep):
        path = self.export / f"{table}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows, headings = list(reader), list(reader.fieldnames)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headings)
            writer.writeheader()
            writer.writerows(row for row in rows if keep(row))

    def run(self, verb, *arguments, code=ExitCode.DONE):
        """Runs a verb; returns all that it printed."""
        result = CliRunner().invoke(letters, [verb, *map(str, arguments), "--out", str(self.out)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            assert code is not ExitCode.DONE, result.exception
            return str(result.exception)
        assert result.exit_code == code, result.output
        return result.output

    def write(self, day, code=ExitCode.DONE):
        return self.run("write", self.export, "--as-of", day, code=code)

    def approve(self):
        """Takes every name that the sheet asks for, as somebody who read it to the end would."""
        mark = re.search(r"sheet (\w{3}-\w{3})", self.run("review", CASE, "--by", BY))[1]
        asked = ("approve", CASE, "--by", BY, "--npi", NPI)
        names = json.loads(self.run(*asked, "--json", code=ExitCode.NEEDS_PRACTICE))["missing"]
        accepted = self.root / "accepted.txt"
        accepted.write_text("\n".join([f"sheet {mark}", *names]) + "\n")
        return self.run("approve", CASE, "--by", BY, "--npi", NPI, "--accepted", accepted), names

    @property
    def folder(self) -> Path:
        (folder,) = self.out.glob("c-*")
        return folder

    def events(self):
        told = json.loads(self.run("log", CASE, "--json"))
        return [entry["event"]["kind"] for entry in told["entries"]]


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    return Clinic(tmp_path_factory.mktemp("clinic"))


def text_of(path: Path) -> str:
    return read(path.read_bytes()).body.chars


def folded(text: str) -> str:
    return "".join(text.split())


def clinic_day(monkeypatch, month: int, day: int) -> None:
    """The clinic's clock from now on: nine on a day of the story, whenever the test is run."""
    moment = dt.datetime(2026, month, day, 9, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(common, "now", lambda: moment)


def test_a_denial_goes_from_its_export_through_approval_and_packet_to_the_next_level(
    clinic, monkeypatch
):
    """Gap, answer, draft, review, approval, signature, packet, sent, upheld, second letter."""
    clinic_day(monkeypatch, 11, 22)
    answers = (clinic.export / "documents.csv").read_bytes()
    clinic.change("documents", lambda row: not row["finding"])
    clinic.write("2026-11-22", code=ExitCode.NEEDS_PRACTICE)
    assert (clinic.folder / "gaps.pdf").exists()
    assert not (clinic.folder / "letter.pdf").exists()

    (clinic.export / "documents.csv").write_bytes(answers)
    clinic.write("2026-11-22")
    assert not (clinic.folder / "gaps.pdf").exists()
    assert "DRAFT" in (clinic.run("packet", CASE) + clinic.run("log", CASE)).upper()
    assert not (clinic.folder / "packet.pdf").exists()

    clinic.run("review", CASE, "--by", "Pat Staff")
    told, names = clinic.approve()
    assert len(names) > 20
    assert f"{len(names)} lines" in told
    approved = (clinic.folder / "letter.pdf").read_bytes()
    assert folded("Draft for physician review") not in text_of(clinic.folder / "letter.pdf")

    certificate = clinic.root / "clinic.p12"
    certificate.write_bytes(authorities.clinician().p12())
    passphrase = clinic.root / "passphrase"
    passphrase.write_text(authorities.PASSPHRASE)
    clinic.run("sign", CASE, "--certificate", certificate, "--passphrase-file", passphrase)
    assert (clinic.folder / "signed.pdf").read_bytes().startswith(approved)

    clinic.run("packet", CASE, "--fax")
    manifest = json.loads((clinic.folder / "manifest.json").read_text())
    assert {"letter.pdf", "signed.pdf", "packet.pdf"} <= {f["name"] for f in manifest["files"]}
    with pikepdf.open(clinic.folder / "packet.pdf") as packet:
        assert len(packet.pages) > 20
    verdict = json.loads(clinic.run("verify", CASE, "--json"))
    assert "intact" in json.dumps(verdict)

    clinic_day(monkeypatch, 11, 23)
    clinic.run("sent", CASE, "--on", "2026-11-23", "--via", "fax", "--by", "Pat Staff")
    reasons = clinic.root / "why.csv"
    reasons.write_text(f'point,about,page\n"{REASON}",not medically necessary,1\n')
    notice = EXAMPLES / "exhibits" / "ln-019-first-level-decision.pdf"
    clinic_day(monkeypatch, 12, 20)
    decided = ("--upheld", "--on", "2026-12-14", "--received", "2026-12-16", "--by", "Pat Staff")
    clinic.run("decided", CASE, *decided, "--reasons", reasons, "--notice", notice)

    clinic.write("2026-12-20")
    second = text_of(clinic.folder / "letter.pdf")
    assert folded(REASON) in second
    assert folded("second-level appeal") in second.casefold()
    assert (clinic.folder / "earlier").is_dir()
    assert approved in [path.read_bytes() for path in clinic.folder.glob("earlier/*/letter.pdf")]
    assert clinic.events() == [
        *("drafted", "opened", "opened", "approved", "signed", "packed", "sent", "decided"),
        *("returned", "drafted"),
    ]
    clinic.run("packet", CASE)
    outcomes = json.loads(clinic.run("outcomes", "--json"))
    assert (outcomes["total"]["lost"], outcomes["total"]["decided"]) == (1, 1)

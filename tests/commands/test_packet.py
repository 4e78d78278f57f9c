"""`letters packet`: the packet of a case, whole or not at all."""

import datetime as dt
import hashlib
import stat
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from packet.opened import LETTER, picture, scanned, written

from commands.conftest import run, told
from letters.dossier import Dossier, Packed, Sent, Signed, State, check
from letters.errors import ExitCode, UsageError
from letters.hashing import of_file
from letters.packet import ExhibitError, Manifest, differing

LABEL = "IM-1"
FILES = {"lantern.pdf": 3, "ember.pdf": 1, "glints.pdf": 4, "visit.pdf": 6}


class Case:
    """A written case whose exhibits lie beside its export, and the verbs on it."""

    def __init__(self, export, out) -> None:
        self.export, self.out = export, out
        for name, pages in FILES.items():
            self.exhibit(name).write_bytes(written((LETTER,) * pages))
        self.write()

    def write(self):
        run("write", self.export.folder, "--out", self.out, "--case", LABEL)

    def pack(self, *more):
        return self._run("packet", *more)

    def approve(self):
        """Takes every line of the review sheet."""
        block = self.dossier.letter().signature
        sheet = told(self._run("review", "--json", "--by", block.name))
        options = ["--by", block.name, "--npi", block.npi, "--sheet", sheet["sheet"]]
        for item in (item for section in sheet["sections"] for item in section["items"]):
            why = "=my own reason" if item["asks"] else ""
            options += ["--accept", f"{item['name']}{why}"]
        result = self._run("approve", *options)
        assert result.exit_code == ExitCode.DONE, result.output

    def _run(self, verb, *more):
        return run(verb, LABEL, "--out", self.out, *more, library=None)

    @property
    def dossier(self) -> Dossier:
        return Dossier(next(self.out.glob("c-*")))

    def packets(self) -> list[str]:
        return sorted(p.name for p in self.dossier.folder.glob("*packet*"))

    def files(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in self.dossier.folder.iterdir() if p.is_file()}

    def exhibit(self, name):
        return self.export.folder / name

    def name_documents(self, **changes):
        """Changes cells of the documents sheet in rows of this case, by file."""
        rows = self.export.rows("documents")
        for row in rows:
            if row["case"] == LABEL:
                row.update(changes.get(row["file"].partition(".")[0], {}))
        self.export.write("documents", rows)
        self.write()


@pytest.fixture
def case(export, tmp_path) -> Case:
    return Case(export, tmp_path / "out")


@pytest.fixture
def approved(case) -> Case:
    case.approve()
    return case


def test_an_approved_letter_is_packed_and_logged(approved):
    """packet.pdf with a manifest; the log tells of its hash, and everything fits together."""
    result = approved.pack()
    assert result.exit_code == ExitCode.DONE, result.output
    assert approved.packets() == ["packet.pdf"]
    event = approved.dossier.log().events[-1]
    assert isinstance(event, Packed)
    path = approved.dossier.folder / "packet.pdf"
    assert event.files["packet.pdf"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert event.files.keys() == {"packet.pdf", "manifest.json"}
    assert check(approved.dossier.folder) == ()
    assert approved.dossier.log().state is State.APPROVED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pikepdf.open(path) as pdf:
        letter = hashlib.sha256((approved.dossier.folder / "letter.pdf").read_bytes()).hexdigest()
        assert pdf.docinfo["/LetterSHA256"] == letter


def test_the_manifest_lists_every_file_and_exhibit(approved):
    """Each file as it stands, each exhibit by letter and hash, what all was made from, the log."""
    approved.pack()
    folder = approved.dossier.folder
    manifest = Manifest.model_validate_json((folder / "manifest.json").read_bytes())
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {file.name for file in manifest.files} == names - {"log.jsonl", "manifest.json"}
    for file in (*manifest.files, *manifest.packet, manifest.letter):
        content = (folder / file.name).read_bytes()
        assert (file.sha256, file.bytes) == (hashlib.sha256(content).hexdigest(), len(content))
    assert [one.letter for one in manifest.exhibits] == ["A", "B", "C", "D"]
    by_hash = {
        hashlib.sha256(approved.exhibit(name).read_bytes()).hexdigest(): pages
        for name, pages in FILES.items()
    }
    assert {one.sha256 for one in manifest.exhibits} == set(by_hash)
    assert all(by_hash[one.sha256] == one.of for one in manifest.exhibits)
    log = approved.dossier.log()
    assert (log.holds(manifest.log), manifest.log.entries) == (True, len(log.entries) - 1)
    assert log.events[-1].files["manifest.json"] == of_file(folder / "manifest.json")
    assert differing(approved.dossier) == ()
    approved.exhibit(next(iter(FILES))).write_bytes(b"another scan")
    assert len(differing(approved.dossier)) == 1
    assert manifest.basis.citations
    assert not any(name in (folder / "manifest.json").read_text() for name in FILES)


def test_a_draft_is_packed_for_looking_only(case):
    """Its name says what it is, its pages are marked, nothing is logged, there is no manifest."""
    before = case.dossier.log()
    result = case.pack()
    assert result.exit_code == ExitCode.DONE, result.output
    assert "not approved" in result.stdout
    assert case.packets() == ["draft-packet.pdf"]
    assert case.dossier.log() == before
    assert check(case.dossier.folder) == ()
    assert not (case.dossier.folder / "manifest.json").exists()
    case.approve()
    case.pack()
    assert case.packets() == ["packet.pdf"]


def test_a_missing_exhibit_stops_the_packet(case):
    """The letter of the exhibit is told and what to do, never the name of its file."""
    case.exhibit("ember.pdf").unlink()
    result = case.pack()
    assert result.exit_code == ExitCode.NEEDS_PRACTICE
    assert "there is no such file" in result.stderr
    assert "--exhibits" in result.stderr
    assert "ember.pdf" not in result.output
    assert case.packets() == []


def rename_document(case, old, new):
    """Another name for a document in every table of the export."""
    for table in case.export.folder.glob("*.csv"):
        table.write_text(table.read_text("utf-8-sig").replace(old, new), "utf-8")
    case.write()


def test_an_exhibit_in_a_folder_below_is_named_with_that_folder(case):
    """Beside the export no folder is searched, since another patient's file may have the name."""
    (case.export.folder / "scans").mkdir()
    case.exhibit("ember.pdf").rename(case.export.folder / "scans" / "ember.pdf")
    result = case.pack()
    assert result.exit_code == ExitCode.NEEDS_PRACTICE
    assert "folders below are not searched" in result.stderr
    rename_document(case, "ember.pdf", "scans/ember.pdf")
    assert case.pack().exit_code == ExitCode.DONE


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("../elsewhere/secret.pdf", "its name leads out of the folder of the export"),
        ("{root}/elsewhere/secret.pdf", "by a path that leads out of the folder of the export"),
        ("link/secret.pdf", "a link that leads out of the folder of the export"),
    ],
)
def test_a_name_that_leads_out_of_the_export_is_refused_as_that(case, tmp_path, name, rule):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.pdf").write_bytes(written((LETTER,)))
    rename_document(case, "ember.pdf", name.format(root=tmp_path))
    (case.export.folder / "link").symlink_to(tmp_path / "elsewhere")
    result = case.pack()
    assert result.exit_code == ExitCode.NEEDS_PRACTICE
    assert rule in result.stderr
    assert "secret" not in result.output
    assert case.packets() == []


def test_every_exhibit_that_cannot_be_enclosed_is_told_at_once(case):
    """A missing one and a damaged one: one run tells both, with the code of the worse."""
    case.exhibit("ember.pdf").unlink()
    case.exhibit("glints.pdf").write_bytes(b"\x89PNG no PDF at all")
    result = case.pack("--json")
    assert result.exit_code == ExitCode.INPUT
    refused = told(result)["refused"]
    assert len(refused) == 2
    assert sum("no such file" in line for line in refused) == 1
    assert told(result)["packet"] is None


def test_a_refused_exhibit_leaves_the_packet_of_before(approved):
    """What was made and logged stays as it was, byte for byte."""
    approved.pack()
    before = approved.files()
    approved.exhibit("visit.pdf").unlink()
    assert approved.pack().exit_code == ExitCode.NEEDS_PRACTICE
    assert approved.files() == before


def test_a_page_that_the_letter_names_must_be_enclosed(case):
    """The letter points at page 3 of a report of which only two pages come."""
    case.name_documents(lantern={"pages": "1"})
    result = case.pack()
    assert result.exit_code == ExitCode.NEEDS_PRACTICE, result.output
    assert "which is not among the pages enclosed" in result.stderr
    assert case.packets() == []


def test_exhibits_of_another_folder_come_first(case, tmp_path):
    """Scans that arrived later stand in a folder of their own."""
    scans = tmp_path / "scans"
    scans.mkdir()
    (scans / "visit.pdf").write_bytes(written((LETTER,) * 6, 900))
    assert case.pack("--exhibits", scans).exit_code == ExitCode.DONE
    with pypdfium2.PdfDocument(case.dossier.folder / "draft-packet.pdf") as pdf:
        told_ = [page.get_textpage().get_text_bounded() for page in pdf]
    assert any("Record page 900" in text for text in told_)


def test_parts_replace_the_file_in_one_piece_and_back(case):
    """No file of another split stays behind, whichever came first."""
    case.exhibit("glints.pdf").write_bytes(scanned(120, pages=4))
    case.approve()
    assert case.pack().exit_code == ExitCode.DONE
    result = case.pack("--limit-mb", "0.6")
    assert result.exit_code == ExitCode.DONE, result.output
    parts = case.packets()
    assert len(parts) > 1
    assert parts[0] == f"packet-1-of-{len(parts)}.pdf"
    assert check(case.dossier.folder) == ()
    assert case.pack().exit_code == ExitCode.DONE
    assert case.packets() == ["packet.pdf"]
    assert check(case.dossier.folder) == ()


def test_a_fax_begins_with_its_cover(case):
    """It counts the pages of the whole packet."""
    result = case.pack("--fax", "--json")
    pages = told(result)["pages"]
    with pikepdf.open(case.dossier.folder / "draft-packet.pdf") as pdf:
        assert len(pdf.pages) == pages
        assert pdf.pages[0].label == "Fax cover p. 1"


def test_a_picture_among_the_exhibits_is_enclosed_and_remarked(case):
    """What no program can read is for a person to look at."""
    image = picture(150, "L", 1, False)
    image.save(case.exhibit("ember.jpg"), dpi=(150, 150))
    case.name_documents(ember={"file": "ember.jpg"})
    result = case.pack("--json")
    assert result.exit_code == ExitCode.DONE, result.output
    assert any("no text" in remark["says"] for remark in told(result)["remarks"])


def test_a_changed_export_stops_the_packet_of_an_approved_letter(approved):
    """The case goes back to draft and says why; no packet is made of what is out of date."""
    approved.pack()
    approved.export.change("IM-1", payer="Another plan")
    result = approved.pack()
    assert result.exit_code == ExitCode.NEEDS_PRACTICE
    assert "returned to draft" in str(result.exception)
    assert approved.dossier.log().state is State.DRAFT
    assert approved.packets() == []


def test_the_same_case_gives_the_same_packet(case):
    """Two runs, the same bytes."""
    case.pack()
    first = (case.dossier.folder / "draft-packet.pdf").read_bytes()
    case.pack()
    assert (case.dossier.folder / "draft-packet.pdf").read_bytes() == first


def test_a_packet_that_was_sent_stays_as_it_went(approved):
    """What the payer has is history: nothing is made again."""
    approved.pack()
    at = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    approved.dossier.append(Sent(at=at, by="Pat", on=at.date(), via="portal"))
    before = approved.files()
    assert isinstance(approved.pack().exception, UsageError)
    assert approved.files() == before


def test_a_new_draft_takes_the_draft_of_a_packet_away(case):
    """A packet of the draft before would be taken for one of this."""
    case.pack()
    case.export.change("IM-1", payer="Another plan")
    case.write()
    assert case.packets() == []


def scan_of(case, tmp_path, pages=None) -> Path:
    """A scan of the approved letter, or of so many pages."""
    with pikepdf.open(case.dossier.folder / "letter.pdf") as pdf:
        count = len(pdf.pages)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(written((LETTER,) * (pages or count), 700))
    return scan


def test_a_letter_that_nobody_signed_is_warned_about(approved):
    """Payers return a letter with an empty signature line; the packet is made all the same."""
    result = approved.pack("--json")
    assert result.exit_code == ExitCode.DONE, result.output
    assert "the signature line of the letter is empty" in result.stderr
    assert "--signed" in result.stderr
    assert told(result)["signed"] is None


def test_a_draft_is_not_warned_about_its_signature(case):
    """It is not to be signed yet."""
    assert "signature line" not in case.pack().stderr


def test_the_scan_of_a_signed_letter_is_bound_logged_and_bound_again(approved, tmp_path):
    """It is kept with its hash, and the next packet has it without being told."""
    scan = scan_of(approved, tmp_path)
    result = approved.pack("--signed", scan, "--json")
    assert result.exit_code == ExitCode.DONE, result.output
    assert told(result)["signed"] == "by hand"
    assert "signature line" not in result.stderr
    event = approved.dossier.log().events[-1]
    assert event.files["signed-by-hand.pdf"] == hashlib.sha256(scan.read_bytes()).hexdigest()
    folder = approved.dossier.folder
    first = (folder / "packet.pdf").read_bytes()
    with pypdfium2.PdfDocument(first) as pdf:
        assert "Record page 700" in pdf[0].get_textpage().get_text_bounded()
    listed = Manifest.model_validate_json((folder / "manifest.json").read_bytes()).files
    assert "signed-by-hand.pdf" in {file.name for file in listed}
    assert check(folder) == ()
    scan.unlink()
    again = approved.pack("--json")
    assert told(again)["signed"] == "by hand", again.output
    assert (folder / "packet.pdf").read_bytes() == first
    assert check(folder) == ()


def test_a_scan_with_other_pages_than_the_letter_is_refused(approved, tmp_path):
    """A page lost in the scanner would be missing from the letter."""
    result = approved.pack("--signed", scan_of(approved, tmp_path, 1))
    assert isinstance(result.exception, UsageError)
    assert "scan every page" in str(result.exception)
    assert approved.packets() == []


def test_a_scan_of_a_draft_is_refused(case, tmp_path):
    """Only what was approved is signed."""
    result = case.pack("--signed", scan_of(case, tmp_path))
    assert isinstance(result.exception, UsageError)
    assert case.packets() == []


def test_a_scan_that_is_no_pdf_is_refused_by_what_it_is(approved, tmp_path):
    """The message tells that it is the signed letter, and not the name of its file."""
    scan = tmp_path / "fern.pdf"
    scan.write_bytes(b"no PDF at all")
    result = approved.pack("--signed", scan)
    assert isinstance(result.exception, ExhibitError)
    assert "The signed letter" in str(result.exception)
    assert "fern" not in str(result.exception)


def test_the_first_packet_after_a_signature_tells_who_signed(approved):
    """The index says whose certificate, when, and the hash of signed.pdf."""
    folder = approved.dossier.folder
    content = (folder / "letter.pdf").read_bytes() + b"\n% signed\n"
    digest = hashlib.sha256(content).hexdigest()
    at = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    event = Signed(at=at, subject="Dr. Ada Fern", files={"signed.pdf": digest})
    approved.dossier.record(event, {"signed.pdf": content})
    result = approved.pack("--json")
    assert told(result)["signed"] == "electronic", result.output
    with pypdfium2.PdfDocument(folder / "packet.pdf") as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "Signed electronically by Dr. Ada Fern on November 23, 2026" in " ".join(text.split())
    assert digest in "".join(text.split())


def test_a_page_that_does_not_show_what_is_cited_is_remarked_on(case):
    """The exhibits of these cases are of another content: each page cited is told, no value."""
    result = case.pack("--json")
    says = [one["says"] for one in told(result)["remarks"] if "the letter cites" in one["says"]]
    assert says
    assert all("not found in its text" in each for each in says)

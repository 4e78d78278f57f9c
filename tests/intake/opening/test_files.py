"""Every file gets a verdict: its kind, or why it is not read."""

import hashlib
import io
import json
import os
import socket
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from letters.intake.limits import DEFAULT, Limits
from letters.intake.opening.files import FileKind, open_all
from letters.intake.reading import Journal

CANARY = "Zaubernuss"
ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*260101*1200*^*00501*000000001*0*P*:~"
)
X12 = f"{ISA}GS*HP*S*R*20260101*1200*1*X*005010X221A1~ST*835*0001~"
RESOURCE = '{"resourceType": "Patient", "id": "1"}'
PRETTY = json.dumps({"resourceType": "Bundle", "entry": [{"resource": {}}]}, indent=2)
CCDA = '<ClinicalDocument xmlns="urn:hl7-org:v3"/>'
TABLE = b"case;test;value\nA-1;Glow;2\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def opened(*paths, limits=DEFAULT):
    journal = Journal()
    return open_all(paths, limits, journal), journal


def zipped(*names, first=("a", b"")):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(*first)
        for name in names:
            archive.writestr(name, b"<a/>")
    return buffer.getvalue()


def ole(stream):
    """The bytes of a compound file by which its stream is found."""
    written = stream.encode("utf-16-le")
    entry = written.ljust(64, b"\x00") + bytes([len(written) + 2, 0, 2])
    return OLE + b"\x00" * 2000 + entry + b"\x00" * 500


def workbook():
    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        book.add_worksheet("labs").write_row(0, 0, ["case", "test"])
    return buffer.getvalue()


READ = [
    ("book.xlsx", workbook(), FileKind.WORKBOOK),
    ("named-wrongly.csv", workbook(), FileKind.WORKBOOK),
    ("book.xlsb", zipped("xl/workbook.bin"), FileKind.WORKBOOK),
    ("written-by-windows.xlsx", zipped("xl\\workbook.xml"), FileKind.WORKBOOK),
    ("flat.xlsx", zipped("workbook.xml", "[Content_Types].xml"), FileKind.WORKBOOK),
    (
        "book.ods",
        zipped("x", first=("mimetype", "application/vnd.oasis.opendocument.spreadsheet")),
        FileKind.WORKBOOK,
    ),
    ("old.xls", ole("Workbook"), FileKind.WORKBOOK),
    ("older.xls", ole("Book"), FileKind.WORKBOOK),
    ("table.csv", TABLE, FileKind.TEXT_TABLE),
    ("one-column.txt", b"claim number\n17\n", FileKind.TEXT_TABLE),
    ("below.csv", b"<5,>7\n<5,>7\n", FileKind.TEXT_TABLE),
    ("latin.csv", "Prénom;Né\n".encode("latin-1"), FileKind.TEXT_TABLE),
    ("wide.csv", "case\ttest\n".encode("utf-16"), FileKind.TEXT_TABLE),
    ("wide-unmarked.csv", "case\ttest\n".encode("utf-16-le"), FileKind.TEXT_TABLE),
    ("titled.csv", b"[Denials] of March\ncase,test\n", FileKind.TEXT_TABLE),
    ("braced.csv", b"{case},{test}\n", FileKind.TEXT_TABLE),
    ("standard.csv", b"ISA standard,STATUS\n1,2\n", FileKind.TEXT_TABLE),
    ("state.csv", b"ST,GS\nOH,1\n", FileKind.TEXT_TABLE),
    ("remit.835", X12.encode(), FileKind.X12),
    ("remit.csv", X12.replace("~", "~\n").encode("utf-8-sig"), FileKind.X12),
    ("mailed.txt", b"Your remittance follows\r\n  " + X12.encode(), FileKind.X12),
    ("strange.x12", X12.translate({42: 29, 126: 28}).encode(), FileKind.X12),
    ("masked.x12", b"ISA|00|X|00|X|ZZ|S|ZZ|R~", FileKind.X12),
    ("bare.x12", b"ST*835*0001~BPR*I~", FileKind.X12),
    ("group.x12", b"GS*HP*S*R~ST*835*0001~", FileKind.X12),
    ("one.json", RESOURCE.encode(), FileKind.FHIR_JSON),
    ("pretty.json", PRETTY.encode("utf-8-sig"), FileKind.FHIR_JSON),
    ("wide.json", PRETTY.encode("utf-16"), FileKind.FHIR_JSON),
    ("list.json", f"[{RESOURCE},\n{RESOURCE}]".encode(), FileKind.FHIR_JSON),
    (
        "late.json",
        b'{"text": "' + b"x" * 3_000_000 + b'", "resourceType": "A"}',
        FileKind.FHIR_JSON,
    ),
    ("bulk.ndjson", f"{RESOURCE}\n{RESOURCE}\n".encode(), FileKind.FHIR_LINES),
    ("bulk.json", f"\n{RESOURCE} \r\n\r\n {RESOURCE}".encode("utf-8-sig"), FileKind.FHIR_LINES),
    (
        "wide-lines.ndjson",
        b'{"text": "' + b"x" * 200_000 + b'", "resourceType": "A"}\n{"a": 1}\n',
        FileKind.FHIR_LINES,
    ),
    ("patient.xml", b'<Patient xmlns="http://hl7.org/fhir"/>', FileKind.FHIR_XML),
    (
        "prefixed.xml",
        b"<?xml version='1.0'?><!-- a > b --> <f:Bundle xmlns:f='http://hl7.org/fhir'/>",
        FileKind.FHIR_XML,
    ),
    ("many.xml", b'<all>\n<Patient xmlns="http://hl7.org/fhir"/></all>', FileKind.FHIR_XML),
    ("chart.xml", CCDA.encode(), FileKind.CCDA),
    ("chart.ccda", ("<?xml version='1.0'?>\n" + CCDA).encode("utf-16"), FileKind.CCDA),
    ("prefix.xml", b'<v3:ClinicalDocument xmlns:v3="urn:hl7-org:v3"/>', FileKind.CCDA),
    ("mapping.yaml", b"# ours\ntables: []\n", FileKind.MAPPING),
    ("mapping.yml", b"plans:\n  Fern: {}\n", FileKind.MAPPING),
]


@pytest.mark.parametrize(("name", "content", "kind"), READ, ids=[name for name, _, _ in READ])
def test_a_file_is_told_by_its_content(tmp_path, name, content, kind):
    """Each kind is known by what it holds, whatever the file is named."""
    path = tmp_path / name
    path.write_bytes(content)
    files, journal = opened(path)
    assert [(file.kind, file.path, file.size) for file in files] == [(kind, path, len(content))]
    assert files[0].sha256 == hashlib.sha256(content).hexdigest()
    assert not journal.reading(()).notices
    assert not journal.missed


REFUSED = [
    ("empty.csv", b"", "empty"),
    ("blank.csv", b"\xef\xbb\xbf\n \r\n", "empty"),
    ("nulls.csv", b"\x00" * 100_000, "nothing but blanks"),
    ("zeros.csv", b"case\x00,test", "not a text file"),
    ("noise.csv", bytes(range(256)) * 9, "not a text file"),
    ("message.hl7", b"\x0bMSH|^~\\&|A|B\rPID|1", "HL7 version 2"),
    ("batch.hl7", b"\xef\xbb\xbfFHS|^~\\&|A|B\r", "HL7 version 2"),
    ("order.edi", b"UNA:+.? 'UNB+UNOA:1+A+B'", "EDIFACT"),
    ("order2.edi", b"UNB+UNOC:3+A+B'", "EDIFACT"),
    ("scan.pdf", b"%PDF-1.7\n", "PDF"),
    ("mailed.pdf", b"\r\njunk\r\n%PDF-1.4\n", "PDF"),
    ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x90\x81", "image"),
    ("letter.rtf", b"{\\rtf1 hello}", "RTF"),
    ("letter.docx", zipped("[Content_Types].xml", "word/document.xml"), "Word"),
    ("letter.doc", ole("WordDocument"), "Word"),
    ("slides.pptx", zipped("ppt/presentation.xml"), "presentation"),
    ("table.numbers", zipped("Index/Document.iwa"), "Apple"),
    ("export.zip", zipped("labs.csv"), "archive"),
    ("cut.xlsx", workbook()[:3000], "end is missing"),
    ("export.csv.gz", b"\x1f\x8b\x08\x00rest", "gzip"),
    ("locked.xlsx", ole("EncryptedPackage"), "password"),
    ("mail.msg", ole("__substg1.0_1000001F"), "not a workbook"),
    ("chart.pgp", b"-----BEGIN PGP MESSAGE-----\n", "encrypted"),
    ("list.json", b'{"a": 1}', "JSON but not FHIR"),
    ("nameless.json", b'{"resourceType": "", "id": 1}', "JSON but not FHIR"),
    ("number.json", b"42", "JSON but not FHIR"),
    ("broken.json", b"[truth, {]", "JSON but not FHIR"),
    ("list.txt", b' [ {"a": 1} ]', "JSON but not FHIR"),
    ("deep.json", b"[" * 100_000, "JSON but not FHIR"),
    ("page.xls", b"<!DOCTYPE html>\n<html><table>", "web page"),
    ("page.htm", b"<HTML><body>", "web page"),
    (
        "book.xml",
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        "XML form of 2003",
    ),
    ("other.xml", b"<a/>", "neither FHIR nor a C-CDA"),
    ("nowhere.xml", b"<ClinicalDocument/>", "neither FHIR nor a C-CDA"),
    ("endless.xml", b"<a b='" + b"x" * 100_000, "neither FHIR nor a C-CDA"),
    (
        "part.xml",
        b'<section><templateId root="2.16.840.1.113883.10.20.22.2.1.1"/></section>',
        "without its patient",
    ),
    ("settings.yaml", b"colour: red\n", "YAML but not a mapping"),
]


@pytest.mark.parametrize(("name", "content", "rule"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_a_file_that_is_not_read_is_named(tmp_path, name, content, rule):
    """What is refused is told by what it is and what to do, once as error and once as unused."""
    path = tmp_path / name
    path.write_bytes(content)
    files, journal = opened(path)
    reading = journal.reading(())
    assert files == []
    assert [(n.severity, n.file) for n in reading.notices] == [("error", name)]
    assert rule in reading.notices[0].rule
    assert reading.notices[0].action
    assert [(u.kind, u.file, u.why) for u in reading.unused] == [
        ("file", name, reading.notices[0].rule)
    ]


@pytest.mark.parametrize(
    ("name", "content", "missed"),
    [
        ("chart.hl7", b"MSH|^~\\&|A|B\r", True),
        ("broken.xlsx", b"PK\x03\x04rest", True),
        ("empty.csv", b"", True),
        ("scan.pdf", b"%PDF-1.7\n", False),
        ("scan.png", b"\x89PNG\r\n\x1a\n", False),
        ("damaged.pdf", bytes(range(256)), False),
        ("treatments.pdf", b"%PDF-1.7\n", False),
    ],
)
def test_a_lost_table_or_chart_may_hold_treatments(tmp_path, name, content, missed):
    """A file not read leaves the list of treatments open, unless it is a document or an image."""
    path = tmp_path / name
    path.write_bytes(content)
    assert opened(path)[1].missed == (["a file could not be read"] if missed else [])


def test_a_document_named_after_treatments_is_kept_in_mind(tmp_path):
    """Whether it is a list of treatments or a proof is known once the documents sheet is read."""
    for name in ("treatments.pdf", "scan.pdf"):
        (tmp_path / name).write_bytes(b"%PDF-1.7\n")
    assert opened(tmp_path)[1].unread == ["treatments.pdf"]


def test_documents_beside_an_export_are_listed_without_an_error(tmp_path):
    """The proofs that lie in the folder of an export are no failure; one given by name is."""
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "labs.csv").write_bytes(TABLE)
    files, journal = opened(tmp_path)
    reading = journal.reading(())
    assert [file.name for file in files] == ["labs.csv"]
    assert [(unused.file, unused.why) for unused in reading.unused] == [
        ("scan.pdf", "it is a PDF document")
    ]
    assert reading.notices == ()


@pytest.mark.parametrize(
    "content",
    [
        b"{\\rtf1 x}",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"II*\x00",
        b"MM\x00*",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"\x00\x00\x00\x18ftypheic",
        b"\x00\x00\x00\x18ftypmif1",
        b"\x00" * 128 + b"DICM",
        b"%!PS-Adobe",
        ole("WordDocument"),
        ole("PowerPoint Document"),
        zipped("word/document.xml"),
        zipped("ppt/presentation.xml"),
    ],
)
def test_no_document_in_a_folder_is_an_error(tmp_path, content):
    """Documents and images of every kind are listed alone, and hold no lost table."""
    (tmp_path / "proof").write_bytes(content)
    files, journal = opened(tmp_path)
    reading = journal.reading(())
    assert (files, reading.notices, journal.missed) == ([], (), [])
    assert len(reading.unused) == 1


def test_folders_are_walked_in_the_order_of_names(tmp_path):
    """Files of folders within folders are read; what the computer put there is listed."""
    for number, name in enumerate(
        ["b/2.csv", "a/deep/er/1.csv", "c.csv", ".DS_Store", "~$c.xlsx", "Thumbs.db"]
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TABLE + bytes([65 + number]))
    (tmp_path / "__MACOSX").mkdir()
    files, journal = opened(tmp_path)
    assert [file.name for file in files] == ["1.csv", "2.csv", "c.csv"]
    unused = journal.reading(()).unused
    assert {part.file for part in unused} == {".DS_Store", "__MACOSX", "~$c.xlsx", "Thumbs.db"}
    assert {part.why for part in unused} == {"it belongs to the computer, not to the export"}
    assert not journal.missed


def test_folders_that_link_to_each_other_end(tmp_path):
    """A folder that links back to one above it is read once."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "labs.csv").write_bytes(TABLE)
    (tmp_path / "in" / "loop").symlink_to(tmp_path)
    (tmp_path / "in" / "self").symlink_to("self")
    files, journal = opened(tmp_path)
    assert [file.name for file in files] == ["labs.csv"]
    assert ("loop", "the folder was read before") in {
        (part.file, part.why) for part in journal.reading(()).unused
    }


@pytest.mark.parametrize("inner", ["labs.csv", "folder"])
def test_a_link_that_leads_out_of_an_export_is_not_followed(tmp_path, inner):
    """What an export holds does not choose what else of the computer is read."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "theirs.csv").write_bytes(TABLE)
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "own.csv").write_bytes(TABLE.replace(b"2", b"3"))
    target = "elsewhere/theirs.csv" if inner.endswith("csv") else "elsewhere"
    (tmp_path / "export" / inner).symlink_to(tmp_path / target)
    files, journal = opened(tmp_path / "export")
    assert [file.name for file in files] == ["own.csv"]
    assert {(n.file, n.rule) for n in journal.reading(()).notices} == {
        (inner, "it is a link that leads out of the folder of the export")
    }
    assert journal.missed


def test_a_link_that_is_named_or_stays_within_is_followed(tmp_path):
    """Whoever calls may name a link, and a folder may link to what lies in it."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "labs.csv").write_bytes(TABLE)
    (tmp_path / "elsewhere" / "again.csv").symlink_to("labs.csv")
    (tmp_path / "export").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "named.csv").symlink_to(tmp_path / "elsewhere" / "labs.csv")
    files, journal = opened(tmp_path / "export", tmp_path / "named.csv")
    assert [file.name for file in files] == ["again.csv"]
    assert {part.file for part in journal.reading(()).unused} == {"labs.csv", "named.csv"}
    assert not journal.missed


def test_the_same_content_is_read_once(tmp_path):
    """Of two files alike the first given is read and the other listed."""
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_bytes(TABLE)
    files, journal = opened(tmp_path / "b.csv", tmp_path)
    assert [file.name for file in files] == ["b.csv"]
    unused = [(part.file, part.why) for part in journal.reading(()).unused]
    same = "it has the same content as a file before it"
    assert unused == [("a.csv", same), ("b.csv", same)]
    assert not journal.missed


def test_what_is_no_file_is_refused_without_being_opened(tmp_path, monkeypatch):
    """Pipes, sockets, dangling links and missing paths get a verdict and do not wait."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("nowhere")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        files, journal = opened(tmp_path, tmp_path / "gone.csv", tmp_path / "a\x00b")
    assert files == []
    assert {n.file: n.rule for n in journal.reading(()).notices} == {
        "pipe": "it is a pipe, a socket or a device, not a file",
        "socket": "it is a pipe, a socket or a device, not a file",
        "link": "it links to nothing",
        "gone.csv": "there is no such file",
        "a\N{REPLACEMENT CHARACTER}b": "the file cannot be opened",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    """Without permission a file or folder is refused, and the others are read."""
    (tmp_path / "labs.csv").write_bytes(TABLE)
    (tmp_path / "no.csv").write_bytes(TABLE)
    (tmp_path / "no").mkdir()
    (tmp_path / "no.csv").chmod(0)
    (tmp_path / "no").chmod(0)
    files, journal = opened(tmp_path)
    (tmp_path / "no").chmod(0o700)
    assert [file.name for file in files] == ["labs.csv"]
    assert {n.file for n in journal.reading(()).notices} == {"no.csv", "no"}


def test_a_name_that_is_no_text_can_be_shown(tmp_path):
    """A file whose name is no Unicode, or would move the cursor, is shown by one that is."""
    path = tmp_path / os.fsdecode(b"caf\xe9\x1b[2J.csv")
    path.write_bytes(TABLE)
    files, _ = opened(tmp_path)
    assert files[0].name == "caf\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}[2J.csv"
    assert files[0].place("line 1").model_dump_json()


def test_no_path_at_all_gives_no_file(tmp_path):
    """Nothing given, or an empty folder, is no file and no error here."""
    for paths in ((), (tmp_path,)):
        files, journal = opened(*paths)
        assert files == []
        assert journal.reading(()).notices == ()


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    """Each kind is held to its own limit; a sparse file of four gigabytes costs nothing."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(TABLE)
        file.truncate(4_000_000_000)
    rules = [notice.rule for notice in opened(path)[1].reading(()).notices]
    assert rules == ["the size of the file passes the limit 'file_mb' of 2000"]


@pytest.mark.parametrize(
    ("content", "passes"),
    [
        (RESOURCE + " " * 1_200_000, False),
        (CCDA + " " * 1_200_000, False),
        (TABLE.decode() * 60_000, False),
        ((RESOURCE + "\n") * 40_000, True),
        (X12 * 10_000, True),
    ],
)
def test_what_is_read_whole_has_a_limit_of_its_own(tmp_path, content, passes):
    """Sheets and documents are read whole and must be smaller than what is read in a stream."""
    path = tmp_path / "file"
    path.write_text(content)
    files, journal = opened(path, limits=Limits(document_mb=1))
    assert bool(files) is passes
    assert passes or "'document_mb'" in journal.reading(()).notices[0].rule


@pytest.mark.parametrize(
    ("before", "line", "mark"),
    [
        (TABLE, b"x", b"\n"),
        (TABLE, b"x", b"\r"),
        (RESOURCE.encode() + b"\n{", b"x", b"\n"),
        (X12.encode(), b"x", b"~"),
        (X12.translate({126: 28}).encode(), b"x", b"\x1c"),
    ],
)
@pytest.mark.parametrize("after", [b"", b"end"])
def test_an_endless_line_is_refused(tmp_path, before, line, mark, after):
    """A line or segment that passes the limit is refused, wherever it stands; one below is not."""
    path = tmp_path / "file"
    path.write_bytes(before + line * 2_000_100 + (mark + after if after else b""))
    files, journal = opened(path, limits=Limits(line_mb=2))
    assert files == []
    assert "'line_mb'" in journal.reading(()).notices[0].rule
    path.write_bytes(before + (line * 1_900_000 + mark) * 3 + after)
    assert len(opened(path, limits=Limits(line_mb=2))[0]) == 1


def test_a_document_on_one_line_is_no_endless_line(tmp_path):
    """JSON and XML documents are often written on one line."""
    (tmp_path / "a.json").write_text(RESOURCE[:-1] + ', "x": "' + "x" * 3_000_000 + '"}')
    (tmp_path / "b.xml").write_text(CCDA[:-2] + ">" + "x" * 3_000_000 + "</ClinicalDocument>")
    assert len(opened(tmp_path, limits=Limits(line_mb=1))[0]) == 2


STARTS = [content[:40] for _, content, _ in (*READ, *REFUSED)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    name=st.sampled_from(["a", "a.json", "a.xml", "a.csv", "a.yaml"]),
    start=st.sampled_from([b"", *STARTS]),
    rest=st.binary(max_size=300),
)
def test_any_bytes_get_a_verdict(tmp_path, name, start, rest):
    """Whatever a file holds, it is a file of some kind or a notice, never an error of ours."""
    path = tmp_path / name
    path.write_bytes(start + rest)
    files, journal = opened(path)
    assert len(files) + len(journal.reading(()).notices) == 1


@pytest.mark.parametrize(("name", "content", "rule"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_no_remark_quotes_the_content(tmp_path, name, content, rule):
    """What a file holds is never repeated."""
    path = tmp_path / name
    path.write_bytes(content + f"\n{CANARY} 12345".encode())
    reading = opened(path)[1].reading(())
    assert CANARY not in reading.model_dump_json()
    assert "12345" not in reading.model_dump_json()

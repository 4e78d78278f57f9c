"""`letters sign`: an approved letter with the clinic's own certificate, or a word why not."""

import datetime as dt
import http.server
import json
import shutil
import stat
import threading

import imaginary
import page
import pytest
from asn1crypto import tsp
from click.testing import CliRunner
from page import ValidationProfile
from signing import authorities as made

from commands.conftest import run, told
from letters.cli import letters
from letters.commands import common
from letters.dossier import Dossier, Packed, Sent, Signed, check, hashes
from letters.errors import ExitCode
from letters.hashing import of_file
from letters.signing import certificate, sign

LABEL = "IM-1"


class Case:
    """An approved case and the verb on it."""

    def __init__(self, out, keys) -> None:
        self.out, self.keys = out, keys
        self.dossier = Dossier(next(out.glob("c-*")))
        self.signed = self.dossier.folder / "signed.pdf"

    def file(self, name: str, content: bytes | str):
        path = self.keys / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(0o600)
        return path

    def sign(self, *more, held=None, passphrase=made.PASSPHRASE, **others):
        certificate = self.file("clinic.p12", (held or made.clinician()).p12())
        line = ["sign", LABEL, "--out", self.out, "--certificate", certificate]
        if passphrase is not None:
            line += ["--passphrase-file", self.file("passphrase", f"{passphrase}\n")]
        return CliRunner().invoke(letters, [*map(str, line), *map(str, more)], **others)

    def refused(self, *more, code=ExitCode.USAGE, **others) -> str:
        """What is said where nothing is signed; nothing was written or logged then."""
        before = self.dossier.log().head
        done = self.sign(*more, **others)
        assert getattr(done.exception, "exit_code", done.exit_code) == code, done.output
        assert not self.signed.exists()
        assert self.dossier.log().head == before
        return f"{done.exception} {done.output}"


@pytest.fixture(scope="module")
def finals(tmp_path_factory):
    """An approved case; making one takes longest, so all tests start from it."""
    out = tmp_path_factory.mktemp("final") / "out"
    run("write", imaginary.EXPORT, "--out", out, "--case", LABEL)
    block = Dossier(next(out.glob("c-*"))).letter().signature
    opened = ("review", LABEL, "--out", out, "--by", block.name, "--json")
    sheet = told(run(*opened, library=None))
    names = ["--sheet", sheet["sheet"]]
    for item in (item for section in sheet["sections"] for item in section["items"]):
        if item["needed"]:
            names += ["--accept", f"{item['name']}{'=my own reason' if item['asks'] else ''}"]
    who = ("--by", block.name, "--npi", block.npi)
    done = run("approve", LABEL, "--out", out, *who, *names, library=None)
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture
def case(finals, tmp_path, monkeypatch) -> Case:
    monkeypatch.setattr(common, "now", lambda: made.AT)
    shutil.copytree(finals, tmp_path / "out")
    (tmp_path / "keys").mkdir()
    return Case(tmp_path / "out", tmp_path / "keys")


def verified(case: Case, *targets, **others):
    line = ["verify", "--out", str(case.out), *map(str, targets or (LABEL,))]
    return CliRunner().invoke(letters, line, **others)


def test_an_approved_letter_is_signed_and_logged(case):
    """Behind the approved bytes, for its owner only; whose certificate it is, is shown."""
    approved = (case.dossier.folder / "letter.pdf").read_bytes()
    done = case.sign()
    assert done.exit_code == 0, done.output
    assert made.CLINICIAN in done.stdout
    content = case.signed.read_bytes()
    assert content.startswith(approved)
    assert len(content) > len(approved)
    assert stat.S_IMODE(case.signed.stat().st_mode) == 0o600
    event = case.dossier.log().events[-1]
    assert event == Signed(
        at=made.AT, subject=made.CLINICIAN, files=hashes({"signed.pdf": content})
    )
    assert check(case.dossier.folder) == ()
    assert page.validate_pdf_bytes(content, profile=ValidationProfile.PDF_A_3A).is_compliant
    assert page.validate_pdf_bytes(content, profile=ValidationProfile.PDF_UA_1).is_compliant


def test_the_result_is_json_on_request(case):
    """File, subject, issuer, no stamp."""
    found = json.loads(case.sign("--json").stdout)
    assert found["file"] == str(case.signed)
    assert (found["subject"], found["issuer"]) == (made.CLINICIAN, "Imaginary Middle")
    assert found["stamp"] is None


def test_a_certificate_of_somebody_else_is_remarked_on_and_signs(case):
    """It may be a practice's under a name of its own."""
    done = case.sign()
    assert "looks neither like the clinician" in done.stderr
    assert done.exit_code == 0
    name = case.dossier.letter().signature.name
    same = case.sign(held=made.issue(f"{name} 1234", made.rsa_key("clinician")))
    assert "looks neither" not in same.stderr
    assert same.exit_code == 0


def test_a_draft_is_not_signed(case):
    """Nor what was sent already."""
    block = case.dossier.letter().signature
    case.dossier.append(Sent(at=made.AT, by="Pat", on=made.AT.date(), via="fax"))
    assert "sent already" in case.refused()
    out = case.keys / "drafts"
    run("write", imaginary.EXPORT, "--out", out, "--case", LABEL)
    draft = Case(out, case.keys)
    assert "only an approved letter" in draft.refused()
    assert block.name not in draft.refused()


def test_an_approved_letter_that_was_changed_is_not_signed(case):
    """Its hash is not the approved one."""
    letter = case.dossier.folder / "letter.pdf"
    letter.write_bytes(letter.read_bytes() + b"\n")
    assert "letter.pdf" in case.refused(code=ExitCode.NEEDS_PRACTICE)


def test_a_packet_of_before_is_remarked_on(case):
    """It has the letter without its signature."""
    case.dossier.record(
        Packed(at=made.AT, files=hashes({"packet.pdf": b"%PDF"})), {"packet.pdf": b"%PDF"}
    )
    assert "make it again" in case.sign().stderr


@pytest.mark.parametrize(
    ("held", "word"),
    [
        (lambda: made.issue("Late", made.rsa_key("x"), last=made.AT - made.DAY), "Renew"),
        (lambda: made.issue("Early", made.rsa_key("x"), first=made.AT + made.DAY), "not yet"),
        (lambda: made.issue("Short", made.rsa_key("short", 1024)), "1024 bits"),
        (
            lambda: made.issue(
                "Server", made.rsa_key("x"), key_usage=made.usage(key_encipherment=True)
            ),
            "key usage",
        ),
    ],
)
def test_an_unfit_certificate_signs_nothing(case, held, word):
    """Exit 2 with what to do."""
    assert word in case.refused(held=held())


def test_a_wrong_passphrase_signs_nothing_and_is_not_repeated(case):
    """Neither in the message nor anywhere else."""
    said = case.refused(passphrase="Rittersporn")
    assert "does not open" in said
    assert "Rittersporn" not in said


def test_the_passphrase_may_come_from_the_environment(case):
    """And never from the command line."""
    done = case.sign(passphrase=None, env={"LETTERS_SIGN_PASSPHRASE": made.PASSPHRASE})
    assert done.exit_code == 0, done.output
    assert "no such option" in case.sign("--passphrase", made.PASSPHRASE).output.casefold()


def test_the_passphrase_is_asked_for_unseen_at_a_terminal(case, monkeypatch):
    """Where none was given and one is needed."""
    assert "--passphrase-file" in case.refused(passphrase=None)
    monkeypatch.setattr(common, "is_terminal", lambda: True)
    done = case.sign(passphrase=None, input=f"{made.PASSPHRASE}\n")
    assert done.exit_code == 0, done.output
    assert made.PASSPHRASE not in done.output


def test_a_passphrase_that_others_may_read_is_remarked_on(case):
    """The file is named, not what is in it."""
    path = case.file("open", made.PASSPHRASE)
    path.chmod(0o644)
    done = case.sign("--passphrase-file", path, passphrase=None)
    assert "chmod 600" in done.stderr
    assert done.exit_code == 0


@pytest.mark.parametrize(
    "address",
    [
        "http://timestamp.example",
        "ftp://timestamp.example",
        "timestamp.example",
        "https://user:secret@timestamp.example",
        "https://",
        "http://localhost.example/",
        "http://127.0.0.1.example/",
        "https://a b/",
    ],
)
def test_an_authority_is_asked_by_https_only(case, address):
    """But for one on this machine; and no password stands in an address."""
    said = case.refused("--tsa", address)
    assert "https" in said
    assert "secret" not in said


@pytest.fixture
def authority():
    """A timestamp authority on this machine; `answers` may be set to what it sends instead."""

    class Answering(http.server.BaseHTTPRequestHandler):
        answers: bytes | None = None
        kind = "application/timestamp-reply"

        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            held = made.stamper().request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
            sent = held if self.answers is None else self.answers
            self.send_response(200)
            self.send_header("Content-Type", self.kind)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *told):
            """Stays quiet."""

    class Own(Answering):
        pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Own)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Own.address = f"http://127.0.0.1:{server.server_port}/tsa"
    yield Own
    server.shutdown()
    server.server_close()


def test_an_authority_stamps_what_is_signed(case, authority):
    """Its host is logged, its time is shown and stays in the file."""
    done = case.sign("--tsa", authority.address)
    assert done.exit_code == 0, done.output
    assert "127.0.0.1 stamped it on 2026-11-22 15:30" in done.stdout
    assert case.dossier.log().events[-1].stamped_by == "127.0.0.1"
    found = json.loads(verified(case, case.signed, "--json").stdout)
    assert dt.datetime.fromisoformat(found["signature"]["stamp"]["at"]) == made.AT


@pytest.mark.parametrize("answer", [b"", b"hello", b"\x30\x03\x02\x01\x02"])
def test_an_authority_that_answers_anything_else_signs_nothing(case, authority, answer):
    """Exit 5, and nothing was written."""
    authority.answers = answer
    assert "timestamp" in case.refused("--tsa", authority.address, code=ExitCode.RENDERING)


def test_an_authority_that_is_not_there_signs_nothing(case):
    """Nobody listens at that port."""
    said = case.refused("--tsa", "http://127.0.0.1:9/", code=ExitCode.RENDERING)
    assert "Nothing was written" in said


def test_a_signed_case_is_told_in_one_answer(case):
    """Trace, signature, identity, approval, log, manifest: all of them well."""
    case.sign()
    done = verified(case)
    assert done.exit_code == 0, done.output
    name = case.dossier.letter().signature.name
    for word in (
        "approved; a log of 4 entries",
        "Log, manifest and files agree",
        "Everything traces",
        "Signature intact; it covers the whole file",
        f"Certificate of {made.CLINICIAN}, issued by Imaginary Middle",
        "Identity not checked",
        f"Approved by {name}",
    ):
        assert word in done.stdout, word
    found = json.loads(verified(case, LABEL, "--json").stdout)
    assert (found["ok"], found["state"], found["entries"]) == (True, "approved", 4)
    signed = next(one for one in found["files"] if one["file"] == "signed.pdf")
    assert signed["signature"]["state"] == "intact"
    assert signed["approval"]["by"] == name


def test_a_trusted_root_checks_whose_it_is(case):
    """One that it leads to, and one that it does not."""
    case.sign()
    root = case.file("root.pem", made.root().pem)
    other = case.file("other.pem", made.issue("Other", made.rsa_key("x"), ca=True).pem)
    done = verified(case, case.signed, "--trust", root)
    assert done.exit_code == 0
    assert "Identity trusted" in done.stdout
    done = verified(case, case.signed, "--trust", other)
    assert done.exit_code == 1
    assert "not trusted" in done.stdout


def change_bit(content: bytes) -> bytes:
    """One bit in the digits of the signature, which no reader of PDF minds."""
    at = content.index(b"/Contents <3082") + 900
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize(
    ("change", "alone"),
    [
        (change_bit, "Signature BROKEN"),
        (lambda content: content + b"\n", "1 byte was added"),
        (lambda content: content[: content.index(b"%%EOF") + 6], "Not signed"),
    ],
    ids=["a bit", "a byte behind", "cut back to the approved"],
)
def test_a_later_change_is_caught_and_told(case, change, alone):
    """By the log beside it, by the answer on the whole case, and by the file alone."""
    case.sign()
    changed = change(case.signed.read_bytes())
    case.signed.write_bytes(changed)
    for target in (case.signed, LABEL):
        done = verified(case, target)
        assert done.exit_code == 1
        assert "signed.pdf: it is not the file of which the log tells" in done.stdout
        assert alone in done.stdout
    done = verified(case, case.file("alone.pdf", changed))
    assert done.exit_code == (0 if alone == "Not signed" else 1)
    assert alone in done.stdout
    assert "No log beside it" in done.stdout


def test_a_letter_that_nobody_approved_is_told_though_it_is_signed(case):
    """A signed file put in place by hand: what was signed is not what the log tells."""
    case.sign()
    path = case.dossier.folder / "signed.pdf"
    draft = case.keys / "drafts"
    run("write", imaginary.EXPORT, "--out", draft, "--case", LABEL)
    owner = certificate(made.clinician().p12(), made.PASSPHRASE, made.AT)
    (letter,) = draft.glob("c-*/letter.pdf")
    path.write_bytes(sign(letter.read_bytes(), owner, made.AT))
    done = verified(case, path)
    assert done.exit_code == 1
    assert "not a letter that the log tells was approved" in done.stdout


def test_a_changed_log_is_told(case):
    """One byte in it."""
    case.sign()
    log = case.dossier.folder / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b"approved", b"approvec", 1))
    for target in (LABEL, case.signed):
        done = verified(case, target)
        assert done.exit_code == 1
        assert "log.jsonl, entry" in done.output


def test_what_was_put_aside_is_known_by_the_log(case):
    """A signed letter under `earlier` is still the one that was approved."""
    case.sign()
    block = case.dossier.letter().signature
    done = run(
        *("approve", LABEL, "--out", case.out, "--withdraw", "--by", block.name),
        *("--npi", block.npi),
        library=None,
    )
    assert done.exit_code == 0, done.output
    (kept,) = case.dossier.folder.glob("earlier/*/signed.pdf")
    done = verified(case, kept)
    assert done.exit_code == 0, done.output
    assert "Approved by" in done.stdout
    assert "draft" in done.stdout


def test_a_second_signature_takes_the_place_of_the_first(case):
    """Both are logged; the file is the later one's."""
    case.sign()
    case.sign()
    events = [event for event in case.dossier.log().events if isinstance(event, Signed)]
    assert len(events) == 2
    assert of_file(case.signed) == events[-1].files["signed.pdf"]
    assert verified(case).exit_code == 0

"""`letters sign`: the clinic's own certificate applied to an approved letter."""

import datetime as dt
import re
import stat
import sys
from pathlib import Path
from typing import Any

import click

from letters.commands import common
from letters.dossier import Approved, Dossier, Log, Packed, Signed, State, find, hash_of, hashes
from letters.errors import UsageError
from letters.pipeline import hold
from letters.pipeline.saving import LETTER_FILE, SIGNED_FILE
from letters.signing import (
    Certificate,
    PassphraseError,
    Signature,
    SigningError,
    certificate,
    examine,
    resembles,
    sign,
)

_SECONDS = 20
"""How long a timestamp authority is waited for."""
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d+)?(?:/\S*)?"
)
_HERE = frozenset({"localhost", "127.0.0.1", "[::1]"})


class _Unseen(click.Option):
    """An option that only the environment gives: what is typed can be read by other users."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Keeps it off the command line."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Its variable stands where the others have their option."""
        return (str(self.envvar), self.help or "")


@click.command(
    "sign",
    epilog="Example: letters sign LN-002 --certificate clinic.p12",
    short_help="Apply the clinic's own certificate to an approved letter.",
)
@click.argument("case")
@click.option(
    "--certificate",
    "given",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="The certificate with its private key, a PKCS#12 file (.p12 or .pfx).",
)
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="A file with the passphrase of the certificate on its first line; else you are asked.",
)
@click.option("--passphrase", cls=_Unseen, help="The passphrase, where no file has it.")
@click.option(
    "--tsa",
    metavar="URL",
    default=None,
    help="Ask this timestamp authority (RFC 3161, https) when it was signed.",
)
@common.out
@common.as_json
def sign_(
    case: str,
    given: Path,
    passphrase_file: Path | None,
    passphrase: str | None,
    tsa: str | None,
    out: Path,
    as_json: bool,
) -> None:
    """Signs the approved letter of CASE (label or id): letter.pdf becomes signed.pdf.

    The signature is an addition to the file (PAdES, SHA-256); letter.pdf itself stays as it is.
    Only an approved letter is signed, and only with the certificate that you give: whose it is, is
    shown. Nothing is sent anywhere unless --tsa names a timestamp authority, which gets a hash and
    nothing of the letter. Check the result with `letters verify`.
    """
    now = common.now()
    host = _host(tsa)
    dossier = find(out, case)
    log = dossier.log()
    approved = _approved(dossier, log)
    owner = _opened(given, _passphrase(passphrase_file, passphrase), now)
    for remark in (*hold(dossier, now), *_remarks(dossier, log, approved, owner)):
        click.echo(f"warning: {remark}", err=True)
    letter = dossier.folder / LETTER_FILE
    if hash_of(letter) != approved.files.get(LETTER_FILE):
        raise UsageError(f"{LETTER_FILE} of case {dossier.id} is not the file that was approved")
    pdf = letter.read_bytes()
    signed = sign(pdf, owner, now, _stamper(tsa) if tsa else None)
    found = _checked(signed, pdf, now, stamped=tsa is not None)
    files = {SIGNED_FILE: signed}
    event = Signed(at=now, subject=owner.subject, stamped_by=host, files=hashes(files))
    dossier.record(event, files, after=log.head)
    _report(dossier, event, found, as_json)


def _approved(dossier: Dossier, log: Log) -> Approved:
    """The approval of the letter in the folder; raises UsageError where there is none."""
    approved = log.approved
    if log.state is State.APPROVED and approved is not None:
        return approved
    told = {
        State.SENT: "it was sent already, as `letters log` shows",
        State.DECIDED: "the payer has decided on it already",
    }.get(log.state, "only an approved letter is signed; review and approve it first")
    raise UsageError(f"case {dossier.id} is {log.state.value}: {told}")


def _passphrase(file: Path | None, given: str | None) -> str | None:
    """The passphrase as far as it was given; its file is best read by its owner only."""
    if file is None:
        return given
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        click.echo(
            f"warning: other users may read {file}; take that from them with chmod 600", err=True
        )
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise UsageError(f"--passphrase-file {file} is not text in UTF-8") from None
    return lines[0] if lines else ""


def _opened(file: Path, passphrase: str | None, now: dt.datetime) -> Certificate:
    """The certificate; asks for its passphrase where one is needed and somebody can be asked."""
    content = file.read_bytes()
    try:
        return certificate(content, passphrase, now)
    except PassphraseError:
        if passphrase is not None or not is_terminal():
            raise
    asked = click.prompt("Passphrase of the certificate", hide_input=True, err=True)
    return certificate(content, str(asked), now)


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def _remarks(dossier: Dossier, log: Log, approved: Approved, owner: Certificate) -> list[str]:
    """What a person should look at; none of it keeps the letter from being signed."""
    told = []
    head = dossier.letter().letterhead
    if not resembles(owner, (approved.by, head.name if head else "")):
        told.append(
            f"the certificate is that of {owner.subject}, which looks neither like the clinician "
            "who approved the letter nor like the practice"
        )
    since = log.events[log.events.index(approved) :]
    if any(isinstance(event, Packed) for event in since):
        told.append("the packet was made without this signature; make it again")
    return told


def _host(tsa: str | None) -> str | None:
    """The host of a timestamp authority; raises UsageError where its address is not one."""
    if tsa is None:
        return None
    found = _ADDRESS.fullmatch(tsa)
    if found is None or (found["scheme"] == "http" and found["host"] not in _HERE):
        raise UsageError(
            "--tsa takes an https address without a name or password in it, as in "
            "https://timestamp.example/tsa; http only for an authority on this machine"
        )
    return found["host"]


def _stamper(tsa: str) -> Any:
    # Why in here: pyHanko takes half a second, which other verbs need not wait for.
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(tsa, timeout=_SECONDS)


def _checked(signed: bytes, pdf: bytes, now: dt.datetime, *, stamped: bool) -> Signature:
    """What a reader of the signed file finds; raises SigningError if that is not what was meant."""
    found = examine(signed, now)
    fits = signed.startswith(pdf) and found.before == len(pdf) and not found.altered
    if found.state != "intact" or not fits or stamped != (found.stamp is not None):
        raise SigningError(
            f"The signature does not hold when it is read back ({found.why or 'it changes more'}). "
            "Nothing was written."
            + (" The timestamp authority may be at fault: try another." if stamped else "")
        )
    return found


def _report(dossier: Dossier, event: Signed, found: Signature, as_json: bool) -> None:
    path = dossier.folder / SIGNED_FILE
    if as_json:
        told = found.model_dump(mode="json", include={"subject", "issuer", "stamp"})
        common.say({"case": dossier.id, "file": str(path)} | event.model_dump(mode="json") | told)
        return
    click.echo(f"Signed with the certificate of {found.subject}, issued by {found.issuer}.")
    if found.stamp is not None:
        click.echo(f"{event.stamped_by} stamped it on {found.stamp.at:%Y-%m-%d %H:%M %Z}.")
    click.echo(f"The signed letter is {path}.")

"""`letters sign`: the clinic's own certificate applied to an approved letter."""

import datetime as dt
import re
import stat
from pathlib import Path
from typing import Any

import click

from letters.commands import common
from letters.commands.upkeep import kept_up
from letters.dossier import Dossier, find
from letters.dossier.names import SIGNED_PDF
from letters.dossier.permitting import approved
from letters.errors import UsageError
from letters.pipeline.sealing import Authority, Sealed, seal
from letters.signing import Certificate, PassphraseError, certificate

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
@common.case
@click.option(
    "--certificate",
    "given",
    type=common.FILE,
    required=True,
    help="The certificate with its private key, a PKCS#12 file (.p12 or .pfx).",
)
@click.option(
    "--passphrase-file",
    type=common.FILE,
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
    authority = _authority(tsa)
    dossier = kept_up(find(out, case))
    approved(dossier.log(), dossier.id)  # Why here too: before anybody types a passphrase
    owner = _opened(given, _passphrase(passphrase_file, passphrase), now)
    made = seal(dossier, owner, now, authority)
    for remark in made.remarks:
        click.echo(f"warning: {remark}", err=True)
    _report(dossier, made, as_json)


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
        if passphrase is not None or not common.is_terminal():
            raise
    asked = click.prompt("Passphrase of the certificate", hide_input=True, err=True)
    return certificate(content, str(asked), now)


def _authority(tsa: str | None) -> Authority | None:
    """A timestamp authority by its address; raises UsageError where that is not one."""
    if tsa is None:
        return None
    found = _ADDRESS.fullmatch(tsa)
    if found is None or (found["scheme"] == "http" and found["host"] not in _HERE):
        raise UsageError(
            "--tsa takes an https address without a name or password in it, as in "
            "https://timestamp.example/tsa; http only for an authority on this machine"
        )
    # Why in here: it brings a client for the network, which only who asks an authority needs.
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return Authority(host=found["host"], stamper=HTTPTimeStamper(tsa, timeout=_SECONDS))


def _report(dossier: Dossier, made: Sealed, as_json: bool) -> None:
    event, found = made.event, made.signature
    path = dossier.folder / SIGNED_PDF
    if as_json:
        told = found.model_dump(mode="json", include={"subject", "issuer", "stamp"})
        common.say({"case": dossier.id, "file": str(path)} | event.model_dump(mode="json") | told)
        return
    click.echo(f"Signed with the certificate of {found.subject}, issued by {found.issuer}.")
    if found.stamp is not None:
        click.echo(f"{event.stamped_by} stamped it on {found.stamp.at:%Y-%m-%d %H:%M %Z}.")
    click.echo(f"The signed letter is {path}.")

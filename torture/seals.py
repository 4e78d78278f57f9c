"""Tortures what a signature is read from: the signed PDF, the certificate file, trusted roots."""

import re
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from letters.case.vocabulary import Vocabulary
from torture import mutations
from torture.calling import harm
from torture.certified import certified
from torture.judge import Find
from torture.story import story

_SECONDS = 30.0
_NAME = "Wren Halloway"
_DIGITS = re.compile(rb"/Contents\s*<([0-9A-Fa-f]{100,})>")


@cache
def _made() -> dict[str, bytes]:
    """The signed letter of the story, the certificate file, and the certificate by itself."""
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        key = certified(Path(folder) / "clinic.p12", _NAME)
        told = story("approved").copied(Path(folder))
        done = told.called("sign", "--certificate", key)
        if done.code:
            raise RuntimeError(f"the story broke at 'signed': {done.told}")
        held = pkcs12.load_key_and_certificates(key.read_bytes(), None)[1]
        assert held is not None  # just made
        return {
            "signed.pdf": (told.folder / "signed.pdf").read_bytes(),
            "clinic.p12": key.read_bytes(),
            "roots.pem": held.public_bytes(Encoding.PEM),
        }


def signed() -> list[tuple[str, bytes]]:
    """A signed letter."""
    return [("signed.pdf", _made()["signed.pdf"])]


def keys() -> list[tuple[str, bytes]]:
    """A certificate with its key, and a file of trusted roots."""
    return [(name, _made()[name]) for name in ("clinic.p12", "roots.pem")]


def digits(content: bytes, random: Random) -> bytes:
    """Breaks the signature itself, whose place in the file stays as long as it was."""
    found = _DIGITS.search(content)
    if found is None:
        return mutations.raw(content, random)
    held = bytes.fromhex(found[1].decode())
    message = held.rstrip(b"\0")
    broken = mutations.raw(message, random)[: len(held)].ljust(len(held), b"\0")
    return content[: found.start(1)] + broken.hex().upper().encode() + content[found.end(1) :]


def judge_signed(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Verifies a signed PDF from elsewhere."""
    return harm("verify", paths[0], seconds=_SECONDS)


def judge_keys(paths: Sequence[Path], _vocabulary: Vocabulary) -> Find | None:
    """Signs with a certificate file, or takes a file for the roots that are trusted."""
    path = paths[0]
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        if path.suffix == ".p12":
            told = story("approved").copied(Path(folder))
            where = (told.folder.name, "--out", told.out)
            return harm("sign", *where, "--certificate", path, seconds=_SECONDS)
        letter = Path(folder) / "signed.pdf"
        letter.write_bytes(_made()["signed.pdf"])
        return harm("verify", letter, "--trust", path, seconds=_SECONDS)

"""Who approves is who is to sign: the clinician of the signature block, by name and NPI."""

import re
import unicodedata

from letters import codes
from letters.errors import UsageError
from letters.rationale.model import Signature

_TITLES = frozenset({"dr", "prof", "doctor", "professor"})
_OTHER = (
    "if another clinician is to sign, change the clinician of the case in the export and write it "
    "again"
)


def check_signer(signature: Signature, by: str, npi: str) -> None:
    """Checks that who approves is who the letter says will sign.

    The name may be written with other capitals, spaces and marks, with the credentials or without.

    Raises:
        UsageError: the NPI is none by its check digit, or name or NPI are not those of the block.
            Neither is repeated.
    """
    try:
        told = codes.npi(npi)
    except ValueError as error:
        raise UsageError(f"--npi: {error}") from None
    if not is_signer(signature, by):
        raise UsageError(f"--by is not the name in the letter's signature block; {_OTHER}")
    if told != signature.npi.strip():
        raise UsageError(f"--npi is not the one in the letter's signature block; {_OTHER}")


def is_signer(signature: Signature, name: str) -> bool:
    """Whether a name is that of who is to sign, as far as a name can tell."""
    return _words(name, signature.credentials) == _words(signature.name, signature.credentials)


def _words(name: str, credentials: str) -> tuple[str, ...]:
    """The words of a name without titles before it and the credentials behind it."""
    words, behind = _folded(name), _folded(credentials)
    if behind and words[-len(behind) :] == behind:
        words = words[: -len(behind)]
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return words


def _folded(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", text).casefold().replace(".", "")
    return tuple(re.sub(r"[\s,;]+", " ", plain).split())

"""Warns of pages that name another patient, before they leave the practice.

A chart's file often holds a page of somebody else: a batch of results, a wrong scan. Only labelled
identifiers are compared. A birth date that differs is told wherever it stands. Names and numbers
are written in many ways (a hospital has its own record number), so one that differs is told where
nothing else on the page is the patient's own, or where nothing else can be so labelled.
"""

from collections.abc import Iterable, Iterator

from letters.case import Case
from letters.packet.identity import Identity
from letters.packet.labelled import Identifier, Kind, identifiers, shows_social_security
from letters.packet.model import Opened, Remark

_FOREIGN = "it seems to name another patient by {}: look at it, and leave the page out if it does"
_SECRET = "it shows a Social Security number, which no payer needs: cover it, or leave the page out"


def foreign(case: Case, opened: Iterable[Opened]) -> tuple[Remark, ...]:
    """One remark for each page that names another patient or shows a Social Security number.

    Pages without a text layer cannot be checked here; `opening` tells them.
    """
    identity = Identity(case)
    return tuple(remark for one in opened for remark in _of_exhibit(identity, one))


def _of_exhibit(identity: Identity, opened: Opened) -> Iterator[Remark]:
    letter = opened.exhibit.letter
    for page, text in zip(opened.numbers, opened.texts, strict=True):
        kinds = differing(identity, text)
        if kinds:
            says = _FOREIGN.format(" and ".join(kinds))
            yield Remark(letter=letter, page=page, says=says)
        if shows_social_security(text):
            yield Remark(letter=letter, page=page, says=_SECRET)


def differing(identity: Identity, text: str) -> tuple[Kind, ...]:
    """The kinds of identifier by which a page names another patient; empty where it names none."""
    found = [(each, _is_own(identity, each)) for each in identifiers(text)]
    own = any(same for _, same in found) or identity.is_told(text)
    return tuple(
        dict.fromkeys(
            each.kind
            for each, same in found
            if same is False and (each.kind is Kind.BORN or not own or _is_firm(identity, each))
        )
    )


def _is_firm(identity: Identity, each: Identifier) -> bool:
    """Whether a name that differs is somebody else's although the page names the patient too.

    Why the shared part: after a marriage, half of a name differs.
    """
    return each.kind is Kind.NAME and each.firm and not identity.shares_a_name(each.value)


def _is_own(identity: Identity, each: Identifier) -> bool | None:
    match each.kind:
        case Kind.NAME:
            return identity.is_named(each.value)
        case Kind.BORN:
            return identity.is_born(each.value)
        case Kind.RECORD:
            return identity.is_account(each.value)
        case Kind.MEMBER:
            return identity.is_member(each.value)

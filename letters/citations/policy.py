"""A payer's own criteria: one policy, what was read of it, and what the practice confirmed.

A policy asks in the same closed vocabulary as a pathway. What stands in a file of ours was read at
second hand, so a letter speaks of a criterion only where the practice has compared it with the
policy that its denial names.
"""

import datetime as dt
from typing import Any

from pydantic import Field, model_validator

from letters.case.frozen import Frozen
from letters.case.vocabulary import folded
from letters.citations.criteria import AllGroup, AnyCriterion
from letters.citations.pathway import AppliesTo, Remark
from letters.citations.source import Level, Source, Statement, Verification

PREFIX = "policy/"
"""What the ids of the sources that stand for policies begin with."""

ID = r"^[a-z0-9][a-z0-9.-]*/[a-z0-9][a-z0-9.-]*$"
"""An id is also a path: `<payer>/<policy>` in small letters, digits, hyphens and points."""


class Confirmation(Frozen):
    """Who compared our words with the policy itself, on which day, and where they read it."""

    by: str = Field(min_length=1)
    on: dt.date
    where: str = Field(min_length=1)


class PolicyCriterion(Frozen):
    """One criterion of a policy, under the policy's own number where it has any.

    `locator` is its place in the policy. In a file, the fields of the criterion itself stand
    beside these.
    """

    number: str | None = None
    locator: str = Field(min_length=1)
    confirmed: Confirmation | None = None
    criterion: AnyCriterion

    @model_validator(mode="before")
    @classmethod
    def _from_one_level(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "criterion" in given:
            return given
        own = {name: given[name] for name in cls.model_fields if name in given}
        return own | {"criterion": {k: v for k, v in given.items() if k not in own}}


class PolicyException(Remark):
    """What a letter says where a top criterion of the policy is not met (a sentence)."""

    criterion: str


class Policy(Frozen):
    """One payer's criteria for a service, as one version of one policy states them.

    `id` is `<payer>/<policy>`; `short` names the policy in running text; `payers` are all names
    under which exports know the payer, the one to print first; `number` is the policy's own.
    `effective` and `until` are None where they are not known. `read` tells where our words come
    from, `unread` what is known not to have been read, `confirmed` that the practice compared the
    whole of it: title, number, days and every criterion. `exceptions` answer criteria not met;
    `asides` are judged only to choose among them.
    """

    id: str = Field(pattern=ID)
    title: str = Field(min_length=1)
    short: str = Field(min_length=1)
    payers: tuple[str, ...] = Field(min_length=1)
    number: str | None = None
    effective: dt.date | None = None
    until: dt.date | None = None
    applies_to: AppliesTo
    read: Verification
    unread: tuple[str, ...] = ()
    confirmed: Confirmation | None = None
    criteria: tuple[PolicyCriterion, ...] = Field(min_length=1)
    asides: tuple[AnyCriterion, ...] = ()
    exceptions: tuple[PolicyException, ...] = ()

    @property
    def whole(self) -> AllGroup:
        """All criteria as one group, since a policy asks for each of them."""
        parts = tuple(one.criterion for one in self.criteria)
        return AllGroup(id=self.id, kind="all", says=self.title, of=parts)

    @property
    def source_id(self) -> str:
        """The id under which the policy is cited as a source."""
        return f"{PREFIX}{self.id}"

    def cite(self, criterion: str) -> str:
        """The full statement id of one of its top criteria."""
        return f"{self.source_id}/{criterion}"

    def confirmation(self, criterion: str) -> Confirmation | None:
        """Who confirmed one of its top criteria: by itself, else with the whole policy."""
        own = next(one for one in self.criteria if one.criterion.id == criterion)
        return own.confirmed or self.confirmed

    @property
    def spoken(self) -> tuple[str, ...]:
        """The ids of the top criteria that the practice confirmed: a letter may speak of these."""
        ids = (one.criterion.id for one in self.criteria)
        return tuple(name for name in ids if self.confirmation(name) is not None)

    def may_be_in_force(self, day: dt.date) -> bool:
        """Whether the policy holds on a day, as far as its own days are known."""
        began = self.effective is None or self.effective <= day
        return began and (self.until is None or day <= self.until)

    def is_of(self, payer: str) -> bool:
        """Whether exports print the payer of this policy so."""
        return folded(payer) in map(folded, self.payers)

    def is_same(self, other: "Policy") -> bool:
        """Whether two are the same policy of the same payer, by number."""
        if self.number is None or other.number is None:
            return False
        shared = any(self.is_of(payer) for payer in other.payers)
        return shared and folded(self.number) == folded(other.number)


def as_source(policy: Policy) -> Source:
    """The policy as a published document, with one statement for each of its top criteria.

    A statement was checked on the primary page where the practice confirmed it, else as our words
    were read.
    """
    return Source(
        id=policy.source_id,
        short=policy.short,
        kind="coverage",
        csl=_bibliography(policy),
        verification=_verification(policy, policy.confirmed),
        statements=tuple(
            Statement(
                id=one.criterion.id,
                locator=one.locator,
                says=one.criterion.says,
                concerns=policy.applies_to.drugs,
                verification=_verification(policy, policy.confirmation(one.criterion.id)),
            )
            for one in policy.criteria
        ),
    )


def _verification(policy: Policy, confirmed: Confirmation | None) -> Verification:
    if confirmed is None:
        return policy.read
    return Verification(
        level=Level.PRIMARY, on=confirmed.on, where=confirmed.where, by=confirmed.by
    )


def _bibliography(policy: Policy) -> dict[str, Any]:
    """The fields of its reference; a pamphlet is what the style prints with number and whole date.

    Only an address where the practice itself read the policy prints: ours may be a retelling.
    """
    fields: dict[str, Any] = {
        "type": "pamphlet",
        "title": policy.title,
        "author": [{"literal": policy.payers[0]}],
    }
    if policy.number is not None:
        fields["genre"] = policy.number
    if policy.effective is not None:
        fields["issued"] = _date(policy.effective)
    confirmations = (policy.confirmed, *(one.confirmed for one in policy.criteria))
    by = next((one for one in confirmations if one is not None), None)
    if by is not None and by.where.startswith(("https://", "http://")):
        fields |= {"URL": by.where, "accessed": _date(by.on)}
    return fields


def _date(day: dt.date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}

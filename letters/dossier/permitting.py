"""What the state of a case allows, decided in one place, and what to do first where it does not."""

from typing import Literal, NoReturn

from letters.dossier.events import WON, Approved, Decided, Drafted, Sent, State
from letters.dossier.log import Log
from letters.errors import UsageError

Wanted = Literal["draft", "unsent", "approved", "sent"]

_FIRST = "only an approved letter can be signed, sent or withdrawn; review and approve it first"
_UNSENT = "record first with `letters sent` on which day the letter went out"
_DECIDED = "the payer's decision on it is recorded already; write the next letter"
_WON = "it was won, so nothing is left to be written or sent"
_INSTEAD: dict[tuple[Wanted, State], str] = {
    ("draft", State.APPROVED): "`letters approve --withdraw` makes it a draft again",
    ("draft", State.SENT): "its letter was sent already; record what came of it: `letters decided`",
    ("draft", State.DECIDED): _DECIDED,
    ("unsent", State.SENT): "its letter was sent already and stays as it went",
    ("unsent", State.DECIDED): _DECIDED,
    ("approved", State.DRAFT): _FIRST,
    ("approved", State.REVIEW): _FIRST,
    ("approved", State.SENT): "its letter was sent already; `letters log` shows when and how",
    ("approved", State.DECIDED): _DECIDED,
    ("sent", State.DRAFT): _UNSENT,
    ("sent", State.REVIEW): _UNSENT,
    ("sent", State.APPROVED): _UNSENT,
}


def draft(log: Log, case: str) -> Drafted:
    """The draft that can be reviewed and approved now; `case` is the id to be told.

    Raises:
        UsageError: there is none, or it is approved, sent or decided.
    """
    if log.state not in (State.DRAFT, State.REVIEW):
        _refuse("draft", log, case)
    return _written(log, case)


def unsent(log: Log, case: str) -> Drafted:
    """The draft behind a letter that has not gone out, approved or not.

    Raises:
        UsageError: there is none, or it was sent or decided.
    """
    if log.state in (State.SENT, State.DECIDED):
        _refuse("unsent", log, case)
    return _written(log, case)


def approved(log: Log, case: str) -> Approved:
    """The approval of a letter that can be signed, sent or withdrawn now.

    Raises:
        UsageError: it is not approved, or was sent or decided.
    """
    if log.state is not State.APPROVED or log.approved is None:
        _refuse("approved", log, case)
    return log.approved


def sent(log: Log, case: str) -> Sent:
    """The last sending of a letter on which a decision can be recorded, the first or another.

    A decision may be corrected until the letter that starts from it is approved.

    Raises:
        UsageError: nothing waits for a decision.
    """
    past = [each for each in log.events if isinstance(each, Sent | Decided)]
    out = log.state in (State.SENT, State.DECIDED)
    if not past or not (out or (isinstance(past[-1], Decided) and log.approved is None)):
        _refuse("sent", log, case)
    return next(event for event in reversed(past) if isinstance(event, Sent))


def _written(log: Log, case: str) -> Drafted:
    if log.drafted is None:
        raise UsageError(f"case {case} has no draft; write it with `letters write` first")
    return log.drafted


def _refuse(wanted: Wanted, log: Log, case: str) -> NoReturn:
    past = [event for event in log.events if isinstance(event, Decided)]
    won = log.state is State.DECIDED and past[-1].result in WON
    raise UsageError(
        f"case {case} is {log.state.value}: {_WON if won else _INSTEAD[wanted, log.state]}"
    )

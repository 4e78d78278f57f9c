"""What a clinician at a terminal accepts of a review sheet, asked line by line."""

from collections.abc import Sequence
from itertools import takewhile

import click

from letters.approval import Item
from letters.commands.review import headed, told
from letters.templates import Templates
from letters.typed import UNPRINTED, is_plain

ANSWERS = (
    "y: I accept this line; all: show me the rest of this list, to be accepted as one; b: back to "
    "the line before; q: stop and keep nothing; anything else: I do not accept it"
)
_YES, _BACK, _ALL, _STOP = ("y", "yes"), ("b", "back"), ("a", "all"), ("q", "quit")


def asked(every: Sequence[Item], templates: Templates) -> dict[str, str | None]:
    """What was accepted, by name, with the words that were written for it.

    Only a yes accepts: what is an objection never does. Several lines are accepted by one yes only
    after each of them was shown, and none that asks for words of the clinician's own.

    Raises:
        click.Abort: the clinician stopped.
    """
    given: dict[str, str | None] = {}
    at = 0
    while at < len(every):
        item = every[at]
        if at == 0 or every[at - 1].section != item.section:
            click.echo("\n" + "\n".join(headed(item.section, templates)))
        click.echo("\n".join(told(item)))
        answer = _answer(f"  {item.name}, {at + 1} of {len(every)}")
        if answer in _BACK:
            at = max(0, at - 1)
            given.pop(every[at].name, None)
            continue
        if answer in _ALL:
            rest = _rest(every[at:])
            if _are_accepted(rest):
                given |= dict.fromkeys(one.name for one in rest)
                at += len(rest)
            continue
        if answer in _YES:
            given[item.name] = _reason(item)
        if item.name not in given or not item.is_answered(given[item.name]):
            click.echo(f"  {item.name} is not accepted.")
        at += 1
    return given


def _answer(question: str) -> str:
    """What somebody answers, as it is compared."""
    answer: str = click.prompt(question, prompt_suffix="? ").strip().casefold()
    if answer in _STOP:
        raise click.Abort
    return answer


def _rest(following: Sequence[Item]) -> list[Item]:
    """The lines of one list that can be accepted without a word, the first of them shown."""
    section = following[0].section
    return list(takewhile(lambda one: one.section == section and one.asks is None, following))


def _are_accepted(rest: Sequence[Item]) -> bool:
    """Shows several lines and asks for one yes to all of them; the first was shown already."""
    if not rest:
        click.echo("  This line asks for words of your own, so it is accepted by itself.")
        return False
    for item in rest[1:]:
        click.echo("\n".join(told(item)))
    names = f"{rest[0].name}-{rest[-1].name}" if len(rest) > 1 else rest[0].name
    if _answer(f"  {names}, all {len(rest)}") in _YES:
        return True
    click.echo(f"  {names}: none is accepted; they are asked one by one.")
    return False


def _reason(item: Item) -> str | None:
    """What somebody writes for a line that asks for it."""
    if item.asks is None:
        return None
    while True:
        reason = str(click.prompt(f"  {item.asks}", default="", show_default=False)).strip()
        if is_plain(reason):
            return reason or None
        click.echo(f"  It holds {UNPRINTED}.")

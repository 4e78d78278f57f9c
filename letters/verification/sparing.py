"""What a sheet may leave out when it is set closer: whole kinds of text, never one alone."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from letters.verification.folding import linked
from letters.verification.ground import Ground
from letters.verification.model import Lost, Untraced
from letters.verification.wanted import Json, leaf, wanted

_SPARE: dict[str, tuple[tuple[str, str], ...]] = {
    "gap sheet": (
        *(("known", ""), ("known", "finding"), ("questions", "why")),
        *(("questions", "who"), ("questions", "criterion")),
    ),
    "not supported": (("known", "finding"),),
    "action sheet": (("codes", "note"),),
    "peer-to-peer brief": (),
}
"""By document: the fields of the rows of a list, or whole lists, that may be left out."""
_FEWEST_FACTS = 5
"""A brief tells this many facts however little room there is."""
_COUNTED = ("codes", "lines")
"""Lists of which the last rows may be left out if the sheet says how many."""
_ROW = re.compile(r"(\w+)\[(\d+)\]")


def closer(told: Json, ground: Ground) -> Json:
    """The rationale without what a sheet has left out: fields of which it tells nothing at all."""
    spare = _SPARE.get(str(told.get("document")))
    if spare is None:
        return told
    kept = dict(told)
    for name, field in spare:
        values = kept.get(name, [])
        below = [each[field] for each in values if field in each] if field else [values]
        if below and not _is_told(below, ground):
            # The numbers of references stand behind the reason and go with it.
            gone = (field, "citations") if field == "why" else (field,)
            kept[name] = [
                {key: value for key, value in each.items() if key not in gone} for each in values
            ]
            if not field:
                del kept[name]
    if told["document"] == "peer-to-peer brief":
        _briefly(kept, ground)
    if "questions" in kept:
        kept["questions"] = [_placed(each, ground) for each in kept["questions"]]
    kept["references"] = [
        each
        for each in kept.get("references", ())
        if linked(str(each["number"])) in ground.text.chars
        or _is_told([each["runs"][0][0]], ground)
    ]
    return kept


def _briefly(brief: Json, ground: Ground) -> None:
    """A brief tells what is kept before what is likely, and of both lists the last if it fits."""
    objections = sorted(brief.get("objections", ()), key=lambda each: not each.get("kept"))
    kept = sum(bool(each.get("kept")) for each in objections)
    brief["objections"] = _begun(objections, ground, kept)
    brief["facts"] = _begun(brief.get("facts", []), ground, _FEWEST_FACTS)


def _begun(values: Sequence[Json], ground: Ground, least: int) -> list[Json]:
    """A list up to the last part of which anything is told, but never less than its beginning."""
    begun = list(values)
    while len(begun) > least and not _is_told(begun[-1:], ground):
        begun.pop()
    return begun


def _is_told(values: Sequence[Any], ground: Ground) -> bool:
    """Whether anything of some values stands anywhere.

    Numbers and single signs tell only where there is nothing else: the number of a row may stand
    elsewhere as a count of something.
    """
    forms = [form for each in _leaves(values) for form in each.forms]
    worded = [form for form in forms if len(form.chars) > 1 and not form.chars.isnumeric()]
    return any(ground.find(form, ground.whole) for form in worded or forms)


def _leaves(values: Sequence[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, str | int):
            yield leaf(value, "")
        elif isinstance(value, dict):
            yield from wanted({"part": value}, "").leaves
        else:
            yield from _leaves(value)


def _placed(question: Json, ground: Ground) -> Json:
    """A question whose place is told in short: its sheet only, or without the word."""
    where = question.get("where", "")
    if any(ground.find(form, ground.whole) for form in leaf(where, "").forms):
        return question
    short = where.partition(",")[0] if question.get("attested") else where
    return question | {"where": short.replace("sheet ", "")}


def uncounted(
    told: Json, closed: Json, lost: Sequence[Lost], untraced: Sequence[Untraced]
) -> tuple[list[Lost], list[Untraced]]:
    """What stays lost and untraced when a page says how many of its last rows it leaves out.

    `closed` is the rationale without what was left out.
    """
    left, strange = list(lost), list(untraced)
    if told.get("document") == "peer-to-peer brief":
        gone = len(told.get("objections", ())) - len(closed.get("objections", ()))
        if gone and not _counted(gone, strange):
            left.append(Lost(place="objections", kind="row", text=""))
    elif told.get("document") == "action sheet":
        for name in _COUNTED:
            rows = [
                each
                for each in left
                if each.kind == "row" and (found := _ROW.fullmatch(each.place)) and found[1] == name
            ]
            total = len(told.get(name, ()))
            last = {f"{name}[{number}]" for number in range(total - len(rows), total)}
            if rows and {each.place for each in rows} == last and _counted(len(rows), strange):
                left = [each for each in left if each not in rows]
    return left, strange


def _counted(number: int, strange: list[Untraced]) -> bool:
    """Whether a page says this number by itself, which then is traced."""
    found = next((each for each in strange if each.text == str(number)), None)
    if found is not None:
        strange.remove(found)
    return found is not None

"""An edited letter: every change is listed where it is, and nothing that is none."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.twin import Names, Read, TwinError, compare
from letters.twin.belonging import belonging_of
from letters.twin.blocks import Block, Run
from letters.twin.page import page_of
from letters.twin.tracing import Ground, traced
from twin.changes import (
    BLOCKS,
    LETTER,
    again,
    at,
    behind,
    cell,
    edited,
    instead,
    paragraph,
    raised,
    row_of,
    same,
    without,
    without_row,
)

NAMES = Names(("Ostravimab", "Tarmolate", "Belcitinib", "Corvanide", "Ruxomilast"))


def retyped(blocks):
    """As an editor types it: straight quotes, plain spaces and hyphens."""
    plain = str.maketrans("“”‘’–−\N{NO-BREAK SPACE}", "\"\"''-- ")
    return [
        again(
            block,
            *(r.model_copy(update={"text": r.text.translate(plain)}) for r in block.runs),
        )
        for block in blocks
    ]


def split(blocks):
    """As an editor stores it: a run for each character."""
    return [
        again(
            block,
            *(r.model_copy(update={"text": c}) for r in block.runs for c in r.text if not r.raised)
            if not any(run.raised for run in block.runs)
            else block.runs,
        )
        for block in blocks
    ]


def swapped(blocks):
    """Two cells of a column in each other's row."""
    one, other = row_of("The diagnosis is")[2], row_of("stage B or stage C")[2]
    blocks[one], blocks[other] = (
        again(blocks[one], *blocks[other].runs),
        again(blocks[other], *blocks[one].runs),
    )
    return blocks


def moved(blocks):
    """A paragraph behind another of its section."""
    block = blocks.pop(at("Corvanide cannot be given again"))
    blocks.insert(at("Evidence against this treatment", blocks), block)
    return blocks


def sentence_moved(blocks):
    """A sentence at the end of another paragraph."""
    told = "Corvanide was stopped for neutropenia."
    blocks = instead(f" {told}", "")(blocks)
    return instead("while treatment waits.", f"while treatment waits. {told}")(blocks)


def against_moved(blocks):
    """The trial that did not meet its end point, where nobody looks for it."""
    block = blocks.pop(at("STILLWATER", blocks))
    blocks.insert(at("Serious infection or", blocks) + 1, block)
    return blocks


def references_swapped(blocks):
    number = next(n for n, block in enumerate(blocks) if block.kind == "reference")
    blocks[number : number + 2] = reversed(blocks[number : number + 2])
    return blocks


def row_moved(blocks):
    row = row_of("stage B or stage C")
    cells = [blocks[number] for number in row]
    del blocks[row[0] : row[-1] + 1]
    end = row_of("Tarmolate for 6 months", blocks)[-1] + 1
    return [*blocks[:end], *cells, *blocks[end:]]


def row_added(blocks):
    row = row_of("stage B or stage C")
    end = row[-1] + 1
    return [*blocks[:end], *(blocks[number] for number in row), *blocks[end:]]


def cells_merged(blocks):
    del blocks[row_of("stage B or stage C")[3]]
    return blocks


def figure(*runs):
    def edit(blocks):
        number = next(n for n, block in enumerate(blocks) if block.kind == "figure")
        blocks[number] = again(blocks[number], *runs)
        return blocks

    return edit


def numbers_alone(blocks):
    number = at("UPCR, creatinine and blood count", blocks)
    blocks[number] = again(blocks[number], *(run for run in blocks[number].runs if run.raised))
    return blocks


def chart_removed(blocks):
    number = next(n for n, block in enumerate(blocks) if block.kind == "figure")
    del blocks[number : number + 2]
    return blocks


WAYS = {
    "a digit": (instead("41 weeks", "14 weeks"), ["dose undo: 41 weeks -> 14 weeks"]),
    "a date": (
        instead("December 8, 2026", "December 9, 2026", 1),
        ["date reason: December 8, 2026 -> December 9, 2026"],
    ),
    "a dose": (instead("375", "357", 2), ["dose undo: 375 mg/m² -> 357 mg/m²"]),
    "a unit": (instead("2.41\xa0g/g", "2.41\xa0mg/g"), ["dose undo: 2.41 g/g -> 2.41 mg/g"]),
    "a code": (instead("J9999", "J9990", 1), ["code reason: J9999 -> J9990"]),
    "a drug": (
        instead("Tarmolate was given", "Ruxomilast was given"),
        ["name reason: Tarmolate -> Ruxomilast"],
    ),
    "a negation that came": (
        instead("is being lost", "is not being lost"),
        ["negation reason:  -> not"],
    ),
    "a negation that went": (
        instead("without an adequate", "with an adequate"),
        ["negation reason: without -> "],
    ),
    "a comparison": (
        instead("within 90 days", "after 90 days"),
        ["comparison reason: within -> after"],
    ),
    "a sign of comparison": (
        instead("at or above 1.0", "at or below 1.0"),
        ["comparison reason: above -> below"],
    ),
    "a verdict": (cell("stage B or stage C", 4, "NOT MET"), ["negation reason:  -> NOT"]),
    "a verdict that is none": (
        cell("stage B or stage C", 4, "PERHAPS"),
        ["verdict reason: MET -> ", "hedge reason:  -> PERHAPS", "unplaced undo"],
    ),
    "a citation": (raised("The Halden Society 2024", "1", "2"), ["citation reason: 1 -> 2"]),
    "a citation that went": (
        raised("The Halden Society 2024", "1", ""),
        ["citation reason: 1 -> "],
    ),
    "a citation that came": (
        raised("The Halden Society 2024", "", "3"),
        ["citation reason:  -> 3"],
    ),
    "a citation of nothing": (
        raised("The Halden Society 2024", "1", "1,77"),
        ["citation undo: 1 -> 1, 77"],
    ),
    "a row that went": (without_row("stage B or stage C"), ["dropped reason"]),
    "a row that came": (row_added, ["table undo"]),
    "a row in another place": (row_moved, ["moved name"]),
    "cells that were merged": (cells_merged, ["table undo"]),
    "two cells that were swapped": (
        swapped,
        [
            *("code undo: ICD-10-CM -> ", "code undo: N08.Z -> "),
            *("date undo:  -> July 21, 2024", "name undo:  -> C"),
            *("date undo: July 21, 2024 -> ", "name undo: C -> "),
            *("code undo:  -> ICD-10-CM", "code undo:  -> N08.Z"),
        ],
    ),
    "an emptied cell": (cell("stage B or stage C", 2), ["dropped undo"]),
    "an emptied result": (cell("Aug 20, 2024", 1), ["dropped undo"]),
    "an exhibit": (
        cell("stage B or stage C", 3, "Ex. Z, p. 9"),
        ["exhibit undo: Ex. C, p. 2 -> Ex. Z, p. 9"],
    ),
    "an exhibit of many": (
        cell("stage B or stage C", 3, "Ex. AAB, p. 9"),
        ["exhibit undo: Ex. C, p. 2 -> Ex. AAB, p. 9"],
    ),
    "a sentence that went": (
        instead(" Corvanide was stopped for neutropenia.", ""),
        ["dropped reason: Corvanide was stopped for neutropenia. -> "],
    ),
    "a sentence that came": (
        instead("while treatment waits.", "while treatment waits. She has lost 20 mL/min."),
        ["added reason:  -> She has lost 20 mL/min."],
    ),
    "a sentence in another place": (sentence_moved, ["moved name"]),
    "a sentence of the story that went": (without("A third oral agent has no"), ["cut name"]),
    "the request that went": (
        without("Request."),
        ["dropped reason", "dropped reason", "unplaced undo"],
    ),
    "the quotation that went": (without("The notice states"), ["dropped reason"]),
    "other words in the quotation": (
        instead("drug is not medically", "medicine is not medically"),
        ["quotation undo"],
    ),
    "the evidence against that went": (
        without("Evidence against"),
        ["adverse reason", "adverse reason", "uncited name", "uncited name"],
    ),
    "a heading": (
        instead("Why this treatment now", "Why now"),
        ["template name: Why this treatment now -> Why now"],
    ),
    "the head of a table": (instead("Criterion", "Requirement"), ["template name"]),
    "a label in the line": (instead("Medical necessity.", "Need."), ["template name"]),
    "the letterhead": (instead("1400 North", "1500 North"), ["identity undo"]),
    "the patient": (instead("Maria T. Alvarez", "Mario T. Alvarez"), ["identity undo"]),
    "the member": (instead("GPH884120017", "GPH884120018"), ["identity undo"]),
    "the signature": (instead("1987654329", "1987654320"), ["identity undo"]),
    "the day of the letter": (instead("November 22, 2026", "November 23, 2026"), ["date undo"]),
    "the address of the payer": (
        instead("P.O. Box 30412", "P.O. Box 30413"),
        ["number reason: 30412 -> 30413"],
    ),
    "a reference in use that went": (
        without("Halden Society Working Group"),
        ["dropped reason", "citation undo"],
    ),
    "references in another order": (references_swapped, ["moved name"]),
    "the year of a reference": (
        instead("Accessed November 20, 2026", "Accessed November 20, 2025"),
        ["date reason"],
    ),
    "a list item that went": (without("B-cell count at weeks"), ["dropped reason"]),
    "a list item that came": (
        behind("B-cell count at weeks", Block(kind="item", runs=(Run(text="Blood pressure."),))),
        ["added reason:  -> Blood pressure."],
    ),
    "a paragraph that came": (
        behind("A third oral agent", paragraph("My own view is that waiting harms.")),
        ["added reason:  -> My own view is that waiting harms."],
    ),
    "a list item that went, its numbers left behind": (
        numbers_alone,
        ["dropped reason", "added undo:  -> 1"],
    ),
    "a paragraph where none can be": (
        behind("Table 3. Laboratory results", paragraph("Doses were full.")),
        ["added undo:  -> Doses were full."],
    ),
    "a paragraph in another place": (moved, ["moved name"]),
    "the chart that went": (chart_removed, ["dropped reason", "dropped reason"]),
    "another alternative text": (
        figure("UPCR rises."),
        [
            *("comparison undo: falls -> rises", "dose undo: 3.62 to 2.41 g/g -> "),
            *("comparison undo: above -> ", "dose undo: 0.5 g/g -> "),
            *("comparison undo: falls -> ", "number undo: 72 -> ", "number undo: 52 -> "),
        ],
    ),
    "no alternative text": (figure(), ["dropped undo"]),
    "other words": (
        instead("The record meets", "The chart meets"),
        ["reworded name"],
    ),
    "a statement made weaker": (
        instead("The record meets", "The record appears to meet"),
        ["hedge reason:  -> appears"],
    ),
    "a verb in another form": (
        instead("The record meets", "The records meet"),
        ["reworded name"],
    ),
    "a result that another day has": (instead("2.41", "3.62", 3), ["dose undo"]),
    "the quotation marks taken away": (
        instead("“The requested drug", "The requested drug"),
        ["quotation undo"],
    ),
    "the lead to the quotation": (instead("The notice states", "It says"), ["reworded reason"]),
    "the stated reason": (
        instead("preferred alternatives not tried", "alternatives not tried"),
        ["identity undo"],
    ),
    "a request that went": (without("peer-to-peer call before"), ["dropped reason"]),
    "a word turned round": (
        instead("untreated disease", "treated disease"),
        ["negation reason: untreated -> treated"],
    ),
}
NONE = {
    "nothing": same,
    "straight quotes, plain spaces and hyphens": retyped,
    "runs that were split": split,
    "the marks of a draft taken out": lambda blocks: [
        block for block in blocks if "Draft for physician review" not in block.text
    ],
    "an empty paragraph": behind("Sincerely", paragraph(" ")),
}


def told(changes):
    return [f"{one.kind} {one.needs}: {one.before} -> {one.after}" for one in changes]


@cache
def compared(way):
    return compare(LETTER, edited(WAYS[way][0]), names=NAMES)


@pytest.mark.parametrize("way", WAYS)
def test_each_change_is_listed_and_nothing_else(way):
    """Each finding begins as expected; where the letter can have it all, it can be written."""
    listed, found = WAYS[way][1], compared(way)
    assert len(found.changes) == len(listed), told(found.changes)
    for one, wanted in zip(told(found.changes), listed, strict=True):
        assert one.startswith(wanted), told(found.changes)
    assert (found.letter is None) == any(one.needs == "undo" for one in found.changes)


@pytest.mark.parametrize("way", NONE)
def test_what_reads_the_same_is_no_change(way):
    """How a file is stored, and the marks of a draft, are nothing to accept."""
    found = compare(LETTER, edited(NONE[way]), names=NAMES)
    assert told(found.changes) == []
    assert found.letter == LETTER


def change_of(way, number=0):
    return compared(way).changes[number]


def test_a_value_of_another_place_is_not_at_home_in_this_one():
    """What the letter tells elsewhere is listed all the same, and said to stand elsewhere."""
    found = compare(LETTER, edited(instead("41 weeks", "38 weeks")), names=NAMES)
    assert [(one.after, one.elsewhere) for one in found.changes] == [("38 weeks", True)]
    assert not change_of("a digit").elsewhere


def test_a_place_tells_heading_and_row_and_column():
    """A person finds the change in the file."""
    assert change_of("a verdict").place.endswith("row 2, Finding")
    assert change_of("a drug").place == "The denial and the reply, paragraph 2"
    assert change_of("a digit").place == "Table 2. Treatment history, row 1, Dates"
    assert change_of("a list item that went").place == "Monitoring, list item 3"
    assert change_of("the address of the payer").place == "first page, paragraph 6"


def test_names_count_up_in_the_order_of_the_letter():
    """T1 is the first change of the letter, whatever kind it is."""

    def both(blocks):
        return instead("41 weeks", "14 weeks")(instead("Accessed November 20", "Accessed")(blocks))

    found = compare(LETTER, edited(both), names=NAMES).changes
    assert [one.name for one in found] == [f"T{n}" for n in range(1, len(found) + 1)]
    assert found[0].after == "14 weeks"


def test_only_changes_to_be_named_count_as_traced():
    """A changed heading leaves all traced; a changed number or a missing row does not."""
    assert compared("a heading").traced
    assert compared("a sentence in another place").traced
    assert not compared("a digit").traced
    assert not compared("a row that went").traced


def test_the_file_of_another_letter_is_refused():
    """Its mark tells so; without a mark, that too little of the letter stands in it."""
    other = belonging_of(LETTER).model_copy(update={"case_id": "c-other"})
    with pytest.raises(TwinError, match="another case"):
        compare(LETTER, Read(BLOCKS, belonging=other))
    with pytest.raises(TwinError, match="does not hold this letter"):
        compare(LETTER, Read((paragraph("Dear Sirs, nothing of the kind."),)))


def test_a_file_of_another_state_of_the_letter_is_told():
    """Else what changed since would look like the clinician's own edits."""
    older = belonging_of(LETTER).model_copy(update={"rationale": "0" * 64})
    assert compare(LETTER, Read(BLOCKS, belonging=older)).changes == ()
    file = edited(instead("41 weeks", "14 weeks"))._replace(belonging=older)
    assert [one.kind for one in compare(LETTER, file).changes] == ["older", "dose"]


def test_heads_and_feet_are_told_and_kept():
    """What the letter itself says there is no change."""
    own = (
        LETTER.running,
        f"Case {LETTER.case_id} · {LETTER.library} · {LETTER.tool}",
        "Page 1 of 4",
    )
    assert compare(LETTER, Read(BLOCKS, margins=own)).changes == ()
    (found,) = compare(LETTER, Read(BLOCKS, margins=("Another practice",))).changes
    assert (found.kind, found.needs, found.after) == ("margin", "name", "Another practice")


# One sentence.


def changed(before, after, *own):
    return [
        (one.kind, one.before, one.after)
        for one in traced(before, after, Ground(own=own, names=NAMES))
    ]


@pytest.mark.parametrize(
    ("before", "after", "listed"),
    [
        ("25 mg a day", "25 % a day", [("dose", "25 mg", "25 %")]),
        ("given on March 2, 2026", "given on Mar. 2, 2026", [(None, ..., ...)]),
        ("from 1.92 to 1.31 g/g", "from 1.31 to 1.92 g/g", [("dose", ..., ...)]),
        ("It isn’t safe", "It is safe", [("negation", "n't", "")]),
        ("a nonresponder", "a responder", [("negation", "nonresponder", "responder")]),
        ("It fell by −15.5%", "It fell by 15.5%", [("dose", "-15.5%", "15.5%")]),
        ("Exhibit C, pp. 1, 6", "Exhibit C, pp. 1, 7", [("exhibit", ..., ...)]),
        ("P=.03", "P<.03", [("comparison", "=", "<")]),
        (
            "It is agreed or is not needed",
            "It is not agreed or is needed",
            [("negation", "not needed", "not agreed")],
        ),
        ("It is not needed", "It was not discussed", [("negation", "not needed", "not discussed")]),
        ("It is not yet agreed", "It has not been agreed", [(None, ..., ...)]),
        ("It failed", "It was a failure", [(None, ..., ...)]),
        ("It harms", "It probably harms", [("hedge", "", "probably")]),
        ("It may harm", "It harms", [("hedge", "may", "")]),
        ("once daily", "twice daily", [("dosing", "once", "twice")]),
        ("of Tarmolate", "of Belcitinib", [("name", "Tarmolate", "Belcitinib")]),
        ("the Smith trial", "the Jones trial", [("name", "Smith", "Jones")]),
        ("it was teh drug", "it was the drug", [(None, "it was teh drug", "it was the drug")]),
        ("“said so”", '"said so"', []),
        ("a  b\nc", "a b c", []),
        ("½ tablet", "1/2 tablet", []),
    ],
)
def test_what_turns_a_meaning_is_listed_by_itself(before, after, listed):
    """Value with unit, sign and place; words of weight; else the wording as a whole."""
    found = changed(before, after)
    assert len(found) == len(listed), found
    for one, wanted in zip(found, listed, strict=True):
        assert all(w is ... or w == o for o, w in zip(one, wanted, strict=True)), found


def test_a_value_that_the_facts_of_the_sentence_tell_is_traced():
    """A clinician may tell more of the record that a sentence rests on; it is then other words."""
    fact = "UPCR 1.31 g/g (2026-11-03)"
    assert changed("It is high.", "It is high: 1.31 g/g on November 3, 2026.", fact) == [
        (None, "It is high.", "It is high: 1.31 g/g on November 3, 2026.")
    ]
    assert ("dose", "", "1.32 g/g") in changed("It is high.", "It is high: 1.32 g/g.", fact)


@given(st.text(max_size=40), st.integers(0, 9999), st.integers(0, 9999))
def test_no_other_number_goes_unlisted(words, one, other):
    """Whatever stands around it, a number that changed is never only other words."""
    found = traced(f"{words} {one} {words}", f"{words} {other} {words}", Ground())
    assert bool(found) == (one != other)
    assert one == other or any(change.kind is not None for change in found)


# What nobody may reword, and how a change is shown.

ATTESTED = "Also attested by Kwame Oduya, November 4, 2026: birth control is agreed or not needed."


def attested(edit):
    """The changes of a letter with an attestation in it, after an edit of its file."""
    safety = LETTER.safety
    claim = safety.claims[0].model_copy(update={"text": ATTESTED})
    told = safety.model_copy(update={"claims": (*safety.claims, claim)})
    letter = LETTER.model_copy(update={"safety": told})
    blocks = list(page_of(letter).blocks)
    return compare(letter, Read(tuple(edit(blocks))), names=NAMES)


@pytest.mark.parametrize(
    "now",
    [
        ATTESTED.replace("is agreed or not needed", "was not discussed"),
        ATTESTED.replace("November 4", "November 5"),
        ATTESTED.replace("birth control", "contraception"),
        ATTESTED.replace("attested by", "told by"),
    ],
)
def test_what_was_attested_on_a_day_is_not_to_be_reworded(now):
    """Whatever word it is: another attestation is another record."""
    found = attested(instead(ATTESTED, now))
    assert {(one.kind, one.needs) for one in found.changes} == {("attestation", "undo")}
    assert found.letter is None


def test_an_attestation_that_went_is_a_required_part():
    """The section in which it stands is one that a letter can do without."""
    (one,) = attested(instead(f" {ATTESTED}", "")).changes
    assert (one.kind, one.needs) == ("dropped", "reason")


def test_evidence_against_that_moved_needs_a_reason():
    """Behind another heading nobody reads it with its reply."""
    found = compare(LETTER, edited(against_moved), names=NAMES)
    assert ("adverse", "reason") in {(one.kind, one.needs) for one in found.changes}
    assert not found.traced


def test_an_attestation_cannot_be_added():
    found = compare(LETTER, edited(instead("treatment waits.", f"treatment waits. {ATTESTED}")))
    assert [(one.kind, one.needs) for one in found.changes] == [("attestation", "undo")]


def test_each_change_has_its_whole_sentence_before_and_after():
    """Nobody has to look for it in the file."""
    one = change_of("a negation that went")
    assert one.was.startswith("Tarmolate was given for 41")
    assert one.now == one.was.replace("without an", "with an")
    cites = change_of("a citation")
    assert (cites.was[-4:], cites.now[-4:]) == (". [1]", ". [2]") or cites.was[-3:] == "[1]"


def test_a_sentence_that_came_is_one_change_with_its_values():
    """One sentence, one reason."""
    new = "treatment waits. She had 3 flares since 2024 and 12 missed days."
    (one,) = compare(LETTER, edited(instead("treatment waits.", new)), names=NAMES).changes
    assert (one.kind, one.values) == ("added", ("3", "2024", "12"))


def test_a_changed_value_is_told_with_the_places_that_still_tell_the_old_one():
    """A letter that contradicts itself is worse than a wrong one."""
    (one,) = compare(LETTER, edited(instead("41 weeks", "40 weeks", 0)), names=NAMES).changes
    assert one.still == ()
    assert one.needs == "undo"
    (one,) = compare(
        LETTER, edited(instead("for 38\xa0weeks", "for 39\xa0weeks")), names=NAMES
    ).changes
    assert "Table 2. Treatment history, row 2, Dates" in one.still


def test_what_the_final_keeps_as_its_own_is_told_as_such():
    """To take such a change by name is to go on without it."""
    kept = {way: [one.kept for one in compared(way).changes] for way in WAYS}
    assert kept["a heading"] == kept["a row in another place"] == [True]
    assert kept["a sentence in another place"] == kept["other words"] == [False]


def test_a_bare_number_is_not_said_to_stand_elsewhere():
    """Any 3 of a letter is another 3."""
    (one,) = compare(LETTER, edited(instead("P.O. Box 30412", "P.O. Box 12")), names=NAMES).changes
    assert not one.elsewhere

"""The brief for a peer-to-peer call: what to say in 90 seconds, what will be said against it."""

from collections.abc import Iterator

from letters.determination.matter import Matter
from letters.rationale import at_hand, calling, fallbacks, heading, script
from letters.rationale.model import Brief, Claim, CriterionRow, Letter, Line, Reference, RouteLine
from letters.rationale.objections import Objections, again
from letters.rationale.route import deadline_block
from letters.rationale.writer import Scribe, Writer

_ABOUT = (
    *("born", "member", "claim", "authorization", "denied", "upheld", "reference"),
    *("level", "codes", "diagnosis", "code", "served", "prescriber"),
)
_LOG = ("when", "spoke", "reference", "outcome", "next", "logged")


def brief(writer: Writer, matter: Matter, letter: Letter) -> Brief:
    """What whoever calls the payer about `letter` has before them, on one page."""
    title = writer.phrase("brief/title", drugs=writer.requested())
    argued = [
        (service, writer.library.pathways[service.choice.pathway])
        for service in writer.determination.services
        if service.choice is not None
    ]
    return Brief(
        **heading.sheet_head(writer, title, _days(writer)) | {"warnings": ()},
        expedited=writer.routing.expedited,
        about=_about(writer, letter),
        before=calling.before(writer, letter),
        opening=script.script(writer, matter, letter, argued),
        facts=at_hand.facts(writer, matter, letter),
        criteria=tuple(_row(writer, row) for row in _rows(letter) if script.is_open(row)),
        standing=tuple(_standing(writer, letter)),
        objections=Objections(writer, matter, letter, argued).told(),
        fallbacks=tuple(fallbacks.fallbacks(writer, letter, argued)),
        cautions=tuple(calling.cautions(writer, _rows(letter), letter)),
        log=tuple(writer.phrase("brief/log", line=line) for line in _LOG),
        references=_new(writer, letter),
    )


def _days(writer: Writer) -> tuple[RouteLine, ...]:
    """By when to file. Written apart, so that the rule, which is not shown, gets no number.

    Why not the day to act by where it is urgent: it is weeks away, and the letter goes today.
    """
    deadline = writer.routing.deadline
    one_day = deadline is not None and deadline.act_by == deadline.due
    scribe = Scribe(writer.case, writer.library, writer.routing, writer.as_of)
    strong = [line for line in deadline_block(scribe) if line.strong]
    spared = ["window", *(["act"] if writer.routing.expedited or one_day else [])]
    labels = {scribe.phrase("route/label", label=label) for label in spared}
    dated = tuple(line for line in strong if line.label not in labels)
    return dated or tuple(strong)


def _new(writer: Writer, letter: Letter) -> tuple[Reference, ...]:
    """The references that the letter does not have."""
    known = {reference.source for reference in letter.references}
    return tuple(r for r in writer.numbering.references() if r.source not in known)


def _about(writer: Writer, letter: Letter) -> tuple[Line, ...]:
    """The lines of the letter's RE block by which the payer finds the case."""
    wanted = {writer.phrase("label", label=label) for label in _ABOUT}
    return tuple(line for line in letter.re if line.label in wanted)


def _rows(letter: Letter) -> tuple[CriterionRow, ...]:
    """The payer's own criteria first, then those of the letter."""
    return (*(letter.policy.rows if letter.policy else ()), *letter.criteria)


def _row(writer: Writer, row: CriterionRow) -> CriterionRow:
    return row.model_copy(update={"finding": again(writer, row.finding)})


def _standing(writer: Writer, letter: Letter) -> Iterator[Claim]:
    """Which criteria are met, by their numbers: first the payer's, then the letter's own."""
    if letter.policy:
        met = [row.number for row in letter.policy.rows if row.verdict == "met"]
        if met:
            yield writer.claim(writer.phrase("brief/theirs", met=met, title=letter.policy.title))
    told = [row for row in letter.criteria if row.depth == 0]
    met = [row.number for row in told if row.verdict == "met"]
    apart = [row.number for row in told if row.verdict == "not applicable"]
    yield writer.claim(writer.phrase("brief/ours", met=met, apart=apart, total=len(told)))

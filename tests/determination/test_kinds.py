"""What a kind of letter needs beyond the criteria, on an imaginary condition."""

import datetime as dt

import imaginary
import pytest

from letters.case.evidence import CourseStatus, Ending, Outcome, Record, Therapy
from letters.case.model import Decision, Level, PlanTrack, Point, Ruling, Urgency
from letters.case.provenance import Exhibit, Provenance
from letters.case.vocabulary import LetterKind
from letters.citations.pathway import Rebuttal
from letters.determination import determine
from letters.determination.kinds import authorization, notice_of, ungrounded

READ = Provenance(file="some.csv", sha256="0", row=2)
DAY = dt.date(2026, 6, 1)
DEW = "dewmoss"
DEWS = "dew"


def library():
    """The imaginary library, in which the guild's seal stands for the patient's authorization."""
    found = imaginary.library()
    words = found.vocabulary
    proves = {"notice-of-refusal": "decision", "guild-seal": "authorization"}
    seal = words.documents[0].model_copy(update={"id": "guild-seal", "name": "guild seal"})
    documents = tuple(
        term.model_copy(update={"proves": proves.get(term.id)}) for term in (*words.documents, seal)
    )
    changed = words.model_copy(update={"documents": documents})
    return found.model_copy(update={"vocabulary": changed})


def case(label="IM-1", **changes):
    return imaginary.case(label).model_copy(update=changes)


def denied(**changes):
    made = imaginary.case("IM-2")
    return made.model_copy(update={"denial": made.denial.model_copy(update=changes)})


def judged(made, kind, of=None):
    return determine(made, of or library(), imaginary.AS_OF, None, kind)


def asked(made, kind) -> list[tuple[str, str | None]]:
    own = ("lacking", "criterion", "billing units", "compendium")
    gaps = judged(made, kind).gaps
    return [(gap.kind, gap.word) for gap in gaps if gap.kind not in own]


def given(drug=DEW, status=CourseStatus.PAST, **changes) -> Therapy:
    return Therapy(drug=drug, status=status, read=READ, **changes)


def requiring(*required, courses=(), complete=True):
    """IM-1 with drugs required first, and no other courses of dews than these."""
    made = imaginary.case("IM-1")
    dews = imaginary.library().members((DEWS,))
    kept = [i for i in made.evidence if not (isinstance(i, Therapy) and i.drug in dews)]
    return made.model_copy(
        update={
            "required_drugs": required,
            "evidence": (*kept, *courses),
            "treatments_complete": complete,
        }
    )


def grounds(made) -> list[str]:
    return [step.ground for step in judged(made, LetterKind.EXCEPTION).steps]


def paper(document, on, file="x.pdf") -> Record:
    return Record(document=document, on=on, read=READ, exhibit=Exhibit(file=file))


@pytest.mark.parametrize(
    ("course", "ground"),
    [
        (given(ended_for=Ending.INADEQUATE_RESPONSE), "no adequate response"),
        (given(outcome=Outcome.NONE), "no adequate response"),
        (given(outcome=Outcome.RELAPSE), "no adequate response"),
        (given(outcome=Outcome.NONE, ended_for=Ending.INTOLERANCE), "not tolerated"),
        (given(status=CourseStatus.CONTRAINDICATED), "contraindicated"),
        (given(status=CourseStatus.CURRENT), "in use now"),
        (given(status=CourseStatus.CURRENT, outcome=Outcome.NONE), "no adequate response"),
        (given(ended_for=Ending.COMPLETED), "given"),
        (given(outcome=Outcome.COMPLETE), "given"),
        (given(status=CourseStatus.DECLINED), "declined"),
        (given(), "outcome unknown"),
        (given(outcome=Outcome.TOO_EARLY), "outcome unknown"),
    ],
)
def test_each_course_of_a_required_drug_has_its_own_ground(course, ground):
    """Failed, intolerant, contraindicated and untried are different facts."""
    assert grounds(requiring(DEW, courses=(course,))) == [ground]


def test_a_class_stands_for_its_members():
    """Each course of a member is a step towards the class that the plan names."""
    courses = (given("emberroot", outcome=Outcome.NONE), given(DEW, ended_for=Ending.INTOLERANCE))
    steps = judged(requiring(DEWS, courses=courses), LetterKind.EXCEPTION).steps
    assert {(step.required, step.course.drug) for step in steps} == {
        (DEWS, "emberroot"),
        (DEWS, DEW),
    }


def test_a_planned_course_is_no_step():
    assert grounds(requiring(DEW, courses=(given(status=CourseStatus.PLANNED),))) == ["not tried"]


def test_what_is_not_listed_is_untried_only_if_the_list_is_whole():
    """Silence is never no: without a whole list it is asked about."""
    assert grounds(requiring(DEW, complete=True)) == ["not tried"]
    assert grounds(requiring(DEW, complete=None)) == ["not recorded"]
    open_list = requiring(DEW, complete=None)
    assert ("required drug", DEW) in asked(open_list, LetterKind.EXCEPTION)


def test_a_blank_outcome_is_asked_about_and_not_taken_for_a_failure():
    made = requiring(DEW, courses=(given(),))
    assert asked(made, LetterKind.EXCEPTION) == [("required outcome", DEW)]


def test_one_ground_is_enough_for_a_class():
    """Where one member has failed, a blank beside it is not asked about."""
    courses = (given("emberroot", outcome=Outcome.NONE), given(DEW))
    assert asked(requiring(DEWS, courses=courses), LetterKind.EXCEPTION) == []


def untried(*rebuttals):
    """IM-1, which its pathway supports, with a drug required that was never given."""
    of = library()
    name = judged(case(), None).services[0].choice.pathway
    said = of.pathways[name].model_copy(update={"rebuttals": rebuttals})
    changed = of.model_copy(update={"pathways": {**of.pathways, name: said}})
    return judged(case(required_drugs=("stardew",)), LetterKind.EXCEPTION, changed)


def test_an_exception_without_any_ground_is_not_supported():
    """Never tried, the list whole, and no pathway speaks against the requirement."""
    assert judged(case(), LetterKind.NECESSITY).outcome == "supported"
    found = untried()
    assert found.outcome == "unsupported"
    assert ungrounded(found.steps) == ("stardew",)


def test_a_pathway_may_speak_against_a_requirement():
    """With a rebuttal that holds, an untried drug is argued and not hidden."""
    terms = library().vocabulary.denial_reasons
    reason = next(term.id for term in terms if term.answered_by == "alternatives")
    other = next(term.id for term in terms if term.answered_by == "dose")
    said = {"says": "No dew is asked for.", "cites": ("glassbone-guild-2024/lantern-needed",)}
    assert untried(Rebuttal(reason=other, **said)).outcome == "unsupported"
    found = untried(Rebuttal(reason=reason, **said))
    assert found.outcome == "supported"
    assert [(step.ground, step.argued) for step in found.steps] == [("not tried", True)]


def test_an_exception_names_the_drugs_required():
    assert asked(case(), LetterKind.EXCEPTION) == [("required drugs", None)]


def test_required_drugs_do_not_matter_where_nothing_turns_on_them():
    """A letter before any denial that is no exception says nothing of drugs required first."""
    assert judged(requiring(DEW, complete=None), LetterKind.NECESSITY).steps == ()


def test_an_expedited_appeal_needs_the_physicians_statement():
    made = imaginary.case("IM-2")
    assert ("urgency", None) in asked(made, LetterKind.EXPEDITED)
    stated = Urgency(statement="At once.", by="W", on=DAY, read=READ)
    late = stated.model_copy(update={"on": imaginary.AS_OF + dt.timedelta(days=1)})
    assert asked(made.model_copy(update={"urgency": stated}), LetterKind.EXPEDITED) == []
    assert ("urgency", None) in asked(
        made.model_copy(update={"urgency": late}), LetterKind.EXPEDITED
    )


def test_a_second_level_appeal_needs_the_points_that_it_answers():
    assert ("rationale", None) in asked(denied(level=Level.FIRST), LetterKind.SECOND)
    point = Point(quote="No need is seen.", about="no-need", read=READ)
    assert asked(denied(level=Level.FIRST, points=(point,)), LetterKind.SECOND) == []


@pytest.mark.parametrize("kind", [LetterKind.SECOND, LetterKind.EXTERNAL])
def test_a_point_that_nobody_has_read_as_a_reason_is_asked_about(kind):
    point = Point(quote="The moon was wrong.", read=READ)
    assert ("point", point.quote) in asked(denied(level=Level.FIRST, points=(point,)), kind)


def reviewed(evidence=(), decisions=(), **denial):
    made = denied(level=Level.SECOND, notice_on=DAY, **denial)
    update = {"decisions": decisions, "evidence": (*made.evidence, *evidence)}
    return made.model_copy(update=update)


def decision(level, on=DAY, exhibit=None) -> Decision:
    return Decision(level=level, ruling=Ruling.UPHELD, on=on, read=READ, exhibit=exhibit)


def test_an_external_review_needs_authorization_and_every_decision():
    """An independent reviewer sees only what is sent."""
    assert set(asked(reviewed(), LetterKind.EXTERNAL)) >= {
        ("authorization", None),
        ("earlier decision", "initial decision"),
        ("earlier decision", "first-level appeal"),
    }


def test_a_decision_without_its_notice_is_asked_for():
    seal = paper("guild-seal", DAY)
    decisions = (decision(Level.INITIAL), decision(Level.FIRST))
    found = asked(reviewed((seal,), decisions), LetterKind.EXTERNAL)
    assert found == [
        ("earlier notice", "initial decision"),
        ("earlier notice", "first-level appeal"),
    ]


def test_a_notice_is_known_by_its_file_or_by_its_day():
    first = dt.date(2026, 2, 1)
    papers = (
        paper("guild-seal", DAY),
        paper("visit-note", DAY, "one.pdf"),
        paper("notice-of-refusal", first, "two.pdf"),
    )
    decisions = (
        decision(Level.INITIAL, dt.date(2026, 1, 1), Exhibit(file="one.pdf")),
        decision(Level.FIRST, first),
    )
    assert asked(reviewed(papers, decisions), LetterKind.EXTERNAL) == []


def test_where_the_clinician_may_file_no_authorization_is_asked_for(library):
    """On some tracks the prescriber or the provider asks for the independent review."""
    for track, needed in ((PlanTrack.PART_D, False), (PlanTrack.ERISA, True)):
        made = reviewed()
        coverage = made.coverage.model_copy(update={"track": track})
        denial = made.denial.model_copy(update={"level": Level.FIRST})
        changed = made.model_copy(update={"coverage": coverage, "denial": denial})
        of = imaginary.library().model_copy(update={"appeals": library.appeals})
        gaps = determine(changed, of, imaginary.AS_OF, None, LetterKind.EXTERNAL).gaps
        assert ("authorization" in {gap.kind for gap in gaps}) is needed


def test_the_newest_authorization_of_its_day_counts():
    papers = (paper("guild-seal", DAY, "a.pdf"), paper("guild-seal", DAY, "b.pdf"))
    later = paper("guild-seal", imaginary.AS_OF + dt.timedelta(days=1))
    made = reviewed((*papers, later))
    assert authorization(made, library(), imaginary.AS_OF) == papers[0]
    assert authorization(reviewed(), library(), imaginary.AS_OF) is None


def test_a_notice_of_another_day_proves_no_decision():
    made = reviewed((paper("notice-of-refusal", DAY),))
    assert notice_of(made, library(), DAY) is not None
    assert notice_of(made, library(), DAY + dt.timedelta(days=1)) is None
    assert notice_of(made, library(), None) is None


@pytest.mark.parametrize("label", ["IM-1", "IM-2"])
def test_no_kind_given_asks_for_nothing_more(label):
    """A case that was not routed is judged by its criteria alone."""
    made = imaginary.case(label)
    assert judged(made, None).gaps == determine(made, imaginary.library(), imaginary.AS_OF).gaps

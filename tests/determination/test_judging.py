"""Properties of whole trees of criteria, over attested leaves with every kind of answer."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from letters.case.vocabulary import Question
from letters.citations.criteria import leaves
from letters.determination.judging import judge, pivotal
from letters.truth import Truth

from .matters import answer, criterion, matter

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
SHAPES = st.recursive(
    st.booleans(),  # a leaf, and the answer that it wants
    lambda below: st.tuples(
        st.sampled_from(["all", "any", "none", "at_least"]),
        st.integers(0, 4),
        st.lists(below, max_size=4),
    ),
    max_leaves=7,
)
ANSWERS = st.lists(st.sampled_from([True, False, None]), min_size=7, max_size=7)


def tree(shape):
    """A tree of criteria; each leaf asks a question of its own, numbered from the left."""
    count = iter(range(100))

    def grown(part):
        name = f"q{next(count)}"
        if isinstance(part, bool):
            return criterion("attested", id=name, question=name, answer=part)
        kind, n, parts = part
        below = [grown(each) for each in parts]
        return criterion(kind, id=name, of=below, **({"n": n} if kind == "at_least" else {}))

    return grown(shape)


def known(asked, answers):
    """The answers given, by question; a question without an answer is left out."""
    questions = [leaf.question for leaf in leaves(asked)]
    return {q: a for q, a in zip(questions, answers, strict=False) if a is not None}


def judged(library, asked, given_answers):
    return judge(asked, matter(library, *(answer(q, a) for q, a in given_answers.items())))


def truth(library, asked, given_answers):
    return judged(library, asked, given_answers).truth


def completions(asked, given_answers):
    """Every way in which the open questions can be answered."""
    open_ones = [x.question for x in leaves(asked) if x.question not in given_answers]
    for filled in product((True, False), repeat=len(open_ones)):
        yield {**given_answers, **dict(zip(open_ones, filled, strict=True))}


def fillings(asked, given_answers):
    """Every way in which some, all or none of the open questions can be answered."""
    open_ones = [x.question for x in leaves(asked) if x.question not in given_answers]
    for filled in product((True, False, None), repeat=len(open_ones)):
        chosen = zip(open_ones, filled, strict=True)
        yield {**given_answers, **{q: a for q, a in chosen if a is not None}}


def test_questions_of_the_trees_need_no_vocabulary(moonlit):
    """A leaf is judged by its own question alone."""
    assert "q0" not in {question.id for question in moonlit.vocabulary.questions}
    assert Question.model_fields.keys() >= {"says", "denies"}


@given(shape=SHAPES, answers=ANSWERS)
def test_a_verdict_is_what_every_completion_agrees_on(moonlit, shape, answers):
    """Met and not met are exactly what all ways of answering the open questions agree on."""
    asked = tree(shape)
    given_answers = known(asked, answers)
    truths = {truth(moonlit, asked, whole) for whole in completions(asked, given_answers)}
    wanted = truths.pop() if len(truths) == 1 else UNKNOWN
    assert truth(moonlit, asked, given_answers) is wanted


@settings(max_examples=60)
@given(shape=SHAPES, answers=ANSWERS)
def test_filling_an_unknown_never_reverses_a_verdict(moonlit, shape, answers):
    """Once met or not met, a tree stays so whatever else becomes known."""
    asked = tree(shape)
    given_answers = known(asked, answers)
    verdict = truth(moonlit, asked, given_answers)
    if verdict is not UNKNOWN:
        for fuller in fillings(asked, given_answers):
            assert truth(moonlit, asked, fuller) is verdict


@given(shape=SHAPES, answers=ANSWERS, replies=ANSWERS)
def test_answering_what_is_asked_always_decides(moonlit, shape, answers, replies):
    """Answering the pivotal leaves, round after round, ends with met or not met."""
    asked = tree(shape)
    given_answers = known(asked, answers)
    numbered = {leaf.question: i for i, leaf in enumerate(leaves(asked))}
    rounds = 0
    while (finding := judged(moonlit, asked, given_answers)).truth is UNKNOWN:
        wanted = pivotal(finding)
        assert wanted
        for leaf in wanted:
            assert leaf.criterion not in given_answers
            given_answers[leaf.criterion] = replies[numbered[leaf.criterion] % 7] is True
        rounds += 1
    assert rounds <= len(numbered)
    assert pivotal(judged(moonlit, asked, given_answers)) == ()


@settings(max_examples=60)
@given(shape=SHAPES, answers=ANSWERS)
def test_only_pivotal_leaves_can_change_the_result(moonlit, shape, answers):
    """A leaf is asked for exactly when, for some filling of the others, it makes the difference."""
    asked = tree(shape)
    given_answers = known(asked, answers)
    wanted = {leaf.criterion for leaf in pivotal(judged(moonlit, asked, given_answers))}
    for leaf in leaves(asked):
        if leaf.question in given_answers:
            assert leaf.question not in wanted
            continue
        matters = any(
            truth(moonlit, asked, {**others, leaf.question: True})
            is not truth(moonlit, asked, {**others, leaf.question: False})
            for others in fillings(asked, given_answers)
            if leaf.question not in others
        )
        assert matters == (leaf.question in wanted)


def test_groups_say_and_cite_what_they_are(moonlit):
    """The finding of a group follows from its parts and carries them in their order."""
    asked = criterion(
        "any",
        id="top",
        cites=["almagest/dose"],
        of=[
            criterion("attested", id="a", question="sky-clear"),
            criterion("none", id="b", of=[criterion("attested", id="c", question="owl-heard")]),
        ],
    )
    finding = judge(asked, matter(moonlit, answer("owl-heard", True)))
    assert (finding.truth, finding.reason, finding.cites) == (UNKNOWN, "group", ("almagest/dose",))
    assert [child.criterion for child in finding.children] == ["a", "b"]
    assert [leaf.criterion for leaf in finding.leaves()] == ["a", "c"]
    assert [leaf.criterion for leaf in pivotal(finding)] == ["a"]

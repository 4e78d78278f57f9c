"""A record is read once for all services of a case, and tells each of them the same."""

from letters.determination.judging import judge
from letters.determination.matter import Matter

from . import matters


def test_a_matter_asked_for_another_service_judges_as_one_made_for_it(moonlit):
    first = matters.matter(moonlit)
    other = first.service.model_copy(update={"continuing": not first.service.continuing})
    asked = first.asking(other, hypothetical=True)
    made = Matter(first.case, other, moonlit, first.pack, first.as_of, True)
    assert asked == made
    assert asked.courses == made.courses
    for pathway in moonlit.pathways_for(first.pack):
        assert judge(pathway.criteria, asked) == judge(pathway.criteria, made)


def test_what_one_service_read_of_the_record_is_not_read_again_for_another(moonlit):
    first = matters.matter(moonlit)
    asked = first.asking(first.service)
    measure = first.pack.response.measure
    assert asked.evidence is first.evidence
    assert asked.series(measure) is first.series(measure)
    assert asked.responses is first.responses

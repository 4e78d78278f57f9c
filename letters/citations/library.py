"""The library of citations as one object, and what is found in it."""

from functools import cached_property
from typing import NoReturn, TypeVar

from pydantic import BaseModel, Field

from letters.case.frozen import Frozen
from letters.case.vocabulary import Drug, Measure, Term, Vocabulary
from letters.citations.appeals import Appeals
from letters.citations.criteria import AnyCriterion, RequestLeaf, leaves
from letters.citations.pathway import Pack, Pathway
from letters.citations.policy import Policy, as_source
from letters.citations.source import Scale, Source, Statement
from letters.citations.worked import WorkedCases
from letters.errors import PackError

Value = TypeVar("Value")


class _Named(dict[str, Value]):
    """What the library has by id; to ask for what it lacks is an error of the library.

    Why here: to look for what is named and missing in all files would slow down every start.
    """

    def __missing__(self, _name: str) -> NoReturn:
        # Why unnamed: what is asked for may come from the record of a patient.
        raise PackError(
            "the library of citations names something that it does not hold; "
            "`letters packs check` tells the file and the line"
        )


def term_model(field: str) -> type[BaseModel] | None:
    """The model of the terms in one list of the vocabulary; None for what is no list of terms."""
    if field not in Vocabulary.model_fields:
        return None
    return listed(Vocabulary, field)


def listed(model: type[BaseModel], field: str) -> type[BaseModel] | None:
    """The model of the items of a field that is a tuple of models, else None."""
    item = next(iter(getattr(model.model_fields[field].annotation, "__args__", ())), None)
    return item if isinstance(item, type) and issubclass(item, BaseModel) else None


TERM_LISTS = tuple(field for field in Vocabulary.model_fields if term_model(field) is not None)
"""The fields of the vocabulary that list terms; its settled codes are none."""


class Library(Frozen):
    """Everything in `citations/`: sources, scales, terms, packs, pathways, worked cases, appeals.

    `policies` are the payers' own criteria, the practice's before the shipped ones. `sources` and
    `statements` are those that were published and read; a policy is cited like one of them.
    `digest` is a short hash of all files, printed with every document.
    """

    digest: str
    sources: dict[str, Source]
    scales: dict[str, Scale]
    vocabulary: Vocabulary
    packs: dict[str, Pack]
    pathways: dict[str, Pathway]
    worked: dict[str, WorkedCases]
    appeals: Appeals = Appeals()
    policies: dict[str, Policy] = Field(default_factory=dict)
    worked_policies: dict[str, WorkedCases] = Field(default_factory=dict)

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Every statement under its full id, `<source>/<statement>`."""
        return {
            f"{source.id}/{statement.id}": statement
            for source in self.sources.values()
            for statement in source.statements
        }

    def source(self, source: str) -> Source:
        """A source by its id, or the policy that is cited under it."""
        return self.sources[source] if source in self.sources else self._policies_cited[source]

    def source_of(self, statement: str) -> Source:
        """The source in which a statement (by full id) was read."""
        return self.source(statement.rpartition("/")[0])

    def statement(self, full_id: str) -> Statement:
        """A statement by its full id, those of policies included."""
        if full_id in self.statements:
            return self.statements[full_id]
        source, _, name = full_id.rpartition("/")
        found = {each.id: each for each in self._policies_cited[source].statements}
        return _Named(found)[name]

    def is_superseded(self, full_id: str) -> bool:
        """Whether the statement or its whole source has been replaced by a newer one."""
        source = self.source_of(full_id)
        return (self.statement(full_id).superseded_by or source.superseded_by) is not None

    def grade(self, full_id: str) -> str:
        """The statement's grade as its own source's scale prints it; empty when it has none.

        A grade in words prints alone, a code behind the scale's name (`SCALE 1B`), so that codes
        of two scales cannot be taken for each other.
        """
        source, grade = self.source_of(full_id), self.statement(full_id).grade
        if source.scale is None or (grade.strength is None and grade.value is None):
            return ""
        scale = _Named(self.scales)[source.scale]
        prints = {strength.id: strength.prints for strength in scale.strengths}
        strength = prints.get(grade.strength or "", "")
        joined = f"{strength}{grade.value or ''}"
        worded = joined[:1].islower()
        return joined if worded or not joined else f"{scale.name} {joined}"

    def drug(self, drug: str) -> Drug:
        """A drug term by its id."""
        return self._drugs[drug]

    def measure(self, measure: str) -> Measure:
        """A measure term by its id."""
        return self._measures[measure]

    def members(self, names: tuple[str, ...]) -> frozenset[str]:
        """The ids of the drugs meant by drug or class ids."""
        return frozenset[str]().union(*(self._members.get(name, ()) for name in names))

    def word(self, word: str) -> str:
        """The printed name of any term by its id."""
        return self._words[word].name

    def plain(self, word: str) -> str | None:
        """How a patient would say a term, by its id; None where the library does not tell."""
        return self._words[word].plain

    def pathways_for(self, pack: Pack) -> tuple[Pathway, ...]:
        """The pathways of a pack in its order of preference."""
        known = _Named(self.pathways)
        return tuple(known[pathway] for pathway in pack.pathways)

    def concerned(self, pathway: Pathway) -> frozenset[str]:
        """What touches a pathway when a statement concerns it: drugs, classes, regimens."""
        drugs = frozenset(pathway.applies_to.drugs)
        classes = {
            name for drug in drugs if drug in self._drugs for name in self.drug(drug).classes
        }
        return drugs | classes | frozenset(named_regimens(pathway.criteria))

    @cached_property
    def _policies_cited(self) -> dict[str, Source]:
        return _Named({policy.source_id: as_source(policy) for policy in self.policies.values()})

    @cached_property
    def _drugs(self) -> dict[str, Drug]:
        return _Named({drug.id: drug for drug in self.vocabulary.drugs})

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return _Named({measure.id: measure for measure in self.vocabulary.measures})

    @cached_property
    def _members(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for drug in self.vocabulary.drugs:
            for name in (drug.id, *drug.classes):
                found.setdefault(name, set()).add(drug.id)
        return found

    @cached_property
    def _words(self) -> dict[str, Term]:
        terms: list[Term] = [term for kind in TERM_LISTS for term in getattr(self.vocabulary, kind)]
        terms += [option for category in self.vocabulary.categories for option in category.options]
        terms += [product for drug in self.vocabulary.drugs for product in drug.products]
        return _Named({term.id: term for term in terms})


def named_regimens(criteria: AnyCriterion) -> tuple[str, ...]:
    """The regimens that the request leaves below a criterion allow."""
    return tuple(
        regimen
        for leaf in leaves(criteria)
        if isinstance(leaf, RequestLeaf)
        for regimen in leaf.regimens
    )

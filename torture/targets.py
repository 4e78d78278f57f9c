"""What can be tortured: each reader with its seeds, and the ways to break them."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from unittest.mock import patch

from letters.case.vocabulary import Vocabulary
from letters.errors import UsageError
from letters.intake import load_mapping
from letters.intake.joining.join import Join
from torture import kept as kept_files
from torture import mutations, packs, papers, seals
from torture.judge import Find, judge, raised
from torture.mutations import Mutation
from torture.proposal import judge_proposal
from torture.values import judge_values

ROOT = Path(__file__).parent.parent
OURS = ROOT / "tests" / "exports"
GIVEN = ROOT.parent / "shared" / "inputs"
REGRESSIONS = ROOT / "tests" / "regressions"
_LARGEST_SEED = 100_000
"""Larger given files are left out: they say little more and take long."""

_OURS_FIRST = 0.5
"""Why: only ours carry the planted patient, and are fewer than those given."""


@dataclass(frozen=True)
class Seed:
    """One input to begin from. Only what comes from our own files may be kept."""

    name: str
    content: bytes
    ours: bool


@dataclass(frozen=True)
class Target:
    """One reader. `companions` are read together with each input."""

    name: str
    endings: tuple[str, ...]
    folders: tuple[str, ...]
    breaks: tuple[Mutation, ...]
    companions: tuple[str, ...] = ()
    call: Callable[[Sequence[Path], Vocabulary], Find | None] | None = None
    made: Callable[[], list[tuple[str, bytes]]] | None = None
    others: Callable[[], list[tuple[str, bytes]]] | None = None
    share: int = 20
    """Its part of all inputs, beside those of the others: less where each takes long."""

    def seeds(self, given: bool = True) -> list[Seed]:
        """Its seeds, with those of others where `given` and they are there.

        They lie in `folders`, or are `made` of what the program ships and writes.
        """
        if self.made is not None:
            others = self.others() if given and self.others else []
            return [
                Seed(name, content, ours)
                for each, ours in ((self.made(), True), (others, False))
                for name, content in each
            ]
        return [
            Seed(path.name, path.read_bytes(), ours)
            for root, ours in ((OURS, True), (GIVEN, False))
            if ours or given
            for path in sorted(root.rglob("*"))
            if self._takes(path.relative_to(root), path)
        ]

    def _takes(self, inside: Path, path: Path) -> bool:
        return (
            path.is_file()
            and inside.parts[0] in self.folders
            and path.name.lower().endswith(self.endings)
            and path.stat().st_size <= _LARGEST_SEED
        )

    def judge(self, path: Path, vocabulary: Vocabulary) -> Find | None:
        """What is wrong with how it reads a file."""
        paths = [path, *(OURS / name for name in self.companions)]
        if self.call is not None:
            return self.call(paths, vocabulary)
        return judge(paths, vocabulary).find

    def broken(self, seeds: Sequence[Seed], random: Random) -> Seed:
        """A seed, broken at one to a few places, now and then joined with another."""
        mine = [seed for seed in seeds if seed.ours]
        seed = random.choice(mine if mine and random.random() < _OURS_FIRST else seeds)
        content = seed.content
        ours = seed.ours
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            content = mutations.broken(content, random, self.breaks)
        if random.random() < 0.03:
            other = random.choice(seeds)
            content += other.content
            ours = ours and other.ours
        name = seed.name if random.random() < 0.9 else random.choice(seeds).name
        return Seed(name, content, ours)


def judge_mapping(paths: Sequence[Path], vocabulary: Vocabulary) -> Find | None:
    """Reads the first file as a mapping and, with it, the others.

    An error of the mapping may repeat what stands in it: the user wrote it, it is no export.
    """
    try:
        mapping = load_mapping(paths[0])
    except UsageError:
        return None
    except Exception as error:
        return raised(error)
    return judge(paths[1:], vocabulary, mapping=mapping).find


def judge_chart(paths: Sequence[Path], vocabulary: Vocabulary) -> Find | None:
    """Reads a chart as if something were asked for each of its patients, so that all is read."""
    with patch.object(Join, "wants", lambda _join, _person: True):
        return judge(paths, vocabulary).find


_RAW = mutations.raw
_FILES = ("x12", "fhir", "ccda", "sheets", "other", "hostile", "hl7v2", "pm_csv")
TARGETS = (
    Target(
        "x12",
        (".835", ".837", ".277", ".277ca", ".278", ".999", ".271", ".edi", ".txt", ".x12", ".dat"),
        ("x12",),
        (mutations.segments, mutations.segments, mutations.segments, _RAW),
        companions=("x12/professional.837",),
    ),
    Target(
        "json",
        (".json",),
        ("fhir",),
        (mutations.document, mutations.document, mutations.document, _RAW),
        companions=("x12/denied.835",),
        call=judge_chart,
    ),
    Target(
        "lines",
        (".ndjson",),
        ("fhir",),
        (mutations.lines, mutations.lines, _RAW),
        companions=("x12/denied.835", "fhir/bulk/Patient.ndjson"),
        call=judge_chart,
    ),
    Target(
        "xml",
        (".xml",),
        ("fhir",),
        (mutations.markup, mutations.markup, _RAW),
        companions=("x12/denied.835",),
        call=judge_chart,
    ),
    Target(
        "ccda",
        (".xml", ".ccda"),
        ("ccda",),
        (mutations.markup, mutations.markup, _RAW),
        companions=("x12/denied.835",),
        call=judge_chart,
    ),
    Target(
        "table",
        (".csv", ".txt", ".tsv"),
        ("sheets", "pm_csv"),
        (mutations.table, mutations.table, _RAW),
        companions=("x12/denied.835",),
    ),
    Target(
        "xlsx",
        (".xlsx", ".xlsm"),
        ("sheets", "pm_csv"),
        (mutations.archive, mutations.workbook, mutations.workbook),
    ),
    Target("xls", (".xls",), ("sheets", "pm_csv"), (_RAW,)),
    Target(
        "mapping",
        (".yaml", ".yml"),
        ("mappings",),
        (mutations.mapping, mutations.mapping, mutations.mapping, mutations.aliases, _RAW),
        companions=("sheets/denials-by-line.csv", "x12/denied.835", "fhir/chart.json"),
        call=judge_mapping,
    ),
    Target(
        "proposal",
        (".csv", ".txt", ".tsv"),
        ("sheets", "pm_csv"),
        (mutations.table, mutations.table, _RAW),
        call=judge_proposal,
    ),
    Target("files", ("",), _FILES, (_RAW,)),
    Target(
        "citations",
        (),
        (),
        (mutations.mapping, mutations.mapping, mutations.mapping, mutations.aliases, _RAW),
        call=packs.judge_citations,
        share=5,
        made=packs.citations,
    ),
    Target(
        "policies",
        (),
        (),
        (mutations.mapping, mutations.mapping, mutations.mapping, mutations.aliases, _RAW),
        call=packs.judge_policies,
        share=5,
        made=packs.policies,
    ),
    Target(
        "templates",
        (),
        (),
        (mutations.template, mutations.template, _RAW),
        call=packs.judge_templates,
        share=3,
        made=packs.templates,
    ),
    Target(
        "kept",
        (),
        (),
        (mutations.lines, mutations.document, mutations.document, _RAW),
        call=kept_files.judge_kept,
        share=2,
        made=kept_files.of_case,
    ),
    Target(
        "finished",
        (),
        (),
        (mutations.document, papers.objects, papers.objects, _RAW),
        call=kept_files.judge_finished,
        share=5,
        made=kept_files.finished,
        others=papers.given,
    ),
    Target(
        "twin", (), (), kept_files.WORD, call=kept_files.judge_twin, made=kept_files.twins, share=2
    ),
    Target(
        "reasons",
        (),
        (),
        (mutations.table, _RAW),
        call=kept_files.judge_reasons,
        share=2,
        made=kept_files.reasons,
    ),
    Target(
        "exhibit",
        (),
        (),
        (papers.objects, papers.objects, _RAW),
        call=papers.judge_paper,
        share=8,
        made=papers.papers,
        others=papers.given,
    ),
    Target(
        "signed",
        (),
        (),
        (seals.digits, seals.digits, papers.objects, _RAW),
        call=seals.judge_signed,
        share=3,
        made=seals.signed,
    ),
    Target("keys", (), (), (_RAW,), call=seals.judge_keys, share=2, made=seals.keys),
    Target("values", ("",), (), (), call=judge_values),
)


def target(name: str) -> Target:
    """The target of that name.

    Raises:
        KeyError: there is none.
    """
    for each in TARGETS:
        if each.name == name:
            return each
    raise KeyError(name)


def put(seed: Seed, folder: Path) -> Path:
    """Writes an input to a file of its name, which tells some readers the kind."""
    path = folder / seed.name
    path.write_bytes(seed.content)
    return path


def judged(each: Target, seed: Seed, vocabulary: Vocabulary) -> Find | None:
    """What is wrong with how a target reads an input."""
    with tempfile.TemporaryDirectory(prefix="letters-torture-") as folder:
        return each.judge(put(seed, Path(folder)), vocabulary)


def kept(names: Iterable[str]) -> list[tuple[Target, Path]]:
    """The finds that were kept as regressions, each with its target."""
    return [
        (target(name), path)
        for name in names
        for path in sorted((REGRESSIONS / name).glob("*"))
        if path.is_file()
    ]

"""The same letter by others: how fast, how large, and what they do not do."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import NamedTemporaryFile

from benchmarks import prepare
from benchmarks.contest import Contestant, ContestError
from benchmarks.measures.likeness import Likeness, likeness
from benchmarks.measures.model import Section, Setting, Table, quartiles, table
from benchmarks.measures.warm import LIKE
from benchmarks.ours import WHOLE
from benchmarks.prepare import Material
from benchmarks.timing import ratios, spread

_WARMING = 3
_SELDOM = 4
_FEW, _MANY = 2, 12
"""Letters of a short and a long run of a peer that only takes lists: their difference is warm."""
_COLD_ROUNDS = 3


@dataclass(frozen=True)
class Peer:
    """One way to make the letter, what it is given, and what it leaves out by its nature."""

    name: str
    program: str
    given: Callable[[Material], Path]
    arguments: tuple[str, ...] = ()
    ours: bool = False
    listed: bool = False
    omits: str = ""


PEERS = (
    Peer("ours, fast path on", WHOLE, lambda each: each.export, ours=True),
    Peer(
        "WeasyPrint by itself",
        "benchmarks.contestants.bare",
        lambda each: each.page,
        ours=True,
        omits="case, determination, verification, embedded rationale",
    ),
    Peer(
        "Chromium",
        "benchmarks.peers.chromium",
        lambda each: each.styled,
        arguments=("1",),
        omits="running head (no named strings), PDF/A, embedded rationale",
    ),
    Peer(
        "Typst",
        "benchmarks.peers.typst_letter",
        lambda each: each.blocks,
        omits="our page design, draft mark, embedded rationale",
    ),
    Peer(
        "ReportLab",
        "benchmarks.peers.reportlab_letter",
        lambda each: each.blocks,
        omits="tags, PDF/A, number of pages, our page design, draft mark, embedded rationale",
    ),
    Peer(
        "LibreOffice",
        "benchmarks.peers.word_letter",
        lambda each: each.blocks,
        listed=True,
        omits="chart (its description instead), links (lost from the Word file), our page design, "
        "draft mark, embedded rationale",
    ),
)


@dataclass(frozen=True)
class Tried:
    """What one peer took: seconds a warm letter, seconds of a cold one, and what came of it."""

    warm: list[float]
    cold: list[float]
    likeness: Likeness


def measure(setting: Setting) -> Section:
    """All peers on the same letters in turn; of one that cannot be tried it is told why."""
    rounds = setting.sizes.blocks * 4
    letters = prepare.prepare(setting.scratch / "appeals", max(_WARMING + rounds, _MANY), LIKE)
    with ExitStack() as stack:
        running: dict[str, Contestant] = {}
        missing: dict[str, str] = {}
        for peer in PEERS:
            try:
                running[peer.name] = stack.enter_context(_contestant(peer, setting))
            except ContestError as error:
                missing[peer.name] = str(error).strip().splitlines()[-1]
        taking = [peer for peer in PEERS if peer.name in running]
        warm = _warm(taking, running, letters, _WARMING + rounds)
    tried = {
        peer.name: Tried(
            warm[peer.name],
            [_cold(peer, letters[at], setting) for at in range(_COLD_ROUNDS)],
            likeness(_kept(peer, setting) / f"{letters[1].folder.name}.pdf", letters[1].blocks),
        )
        for peer in taking
    }
    return Section(
        "Peers on an equivalent letter",
        told=(_TOLD,),
        tables=(_speed(tried, missing), _what(tried)),
    )


_TOLD = (
    "Each peer makes the same letters: Chromium our own page with its style; Typst, ReportLab and "
    "LibreOffice the blocks of it (headings, RE block, tables, lists, chart, references with links "
    "to them), laid out plainly in the way that each is meant to be used. Ours and WeasyPrint by "
    "itself are as in the section on a warm letter. All times are of the clock; what starts "
    "helpers of its own (Chromium, LibreOffice, Typst) uses more than one core. The second table "
    "is read from one PDF of each; conformance is judged by page-validation."
)


def _contestant(peer: Peer, setting: Setting) -> Contestant:
    keep = _kept(peer, setting)
    keep.mkdir(parents=True, exist_ok=True)
    arguments = (*peer.arguments, str(keep))
    if peer.ours:
        return Contestant(peer.program, *arguments)
    python = setting.python()
    if python is None:
        raise ContestError("not installed: `make bench-peers`")
    return Contestant(peer.program, *arguments, python=python)


def _kept(peer: Peer, setting: Setting) -> Path:
    return setting.scratch / "kept" / peer.program.rpartition(".")[2]


def _warm(
    peers: list[Peer], running: dict[str, Contestant], letters: list[Material], rounds: int
) -> dict[str, list[float]]:
    """Seconds a letter of each peer, in turn; one that takes lists has its turn every few."""
    random = Random(5)
    warm: dict[str, list[float]] = {peer.name: [] for peer in peers}
    for number, letter in enumerate(letters[:rounds]):
        for peer in random.sample(peers, len(peers)):
            if peer.listed and number % _SELDOM:
                continue
            one = running[peer.name]
            if peer.listed:
                seconds = _listed(one, [peer.given(each) for each in letters[:_MANY]])
            else:
                seconds = one.turn(peer.given(letter)).seconds
            if number >= _WARMING:
                warm[peer.name].append(seconds)
    return warm


def _listed(one: Contestant, files: list[Path]) -> float:
    """Seconds a letter: what a long list takes more than a short one."""
    took = []
    for count in (_FEW, len(files)):
        with NamedTemporaryFile("w", suffix=".txt") as listed:
            listed.write("\n".join(map(str, files[:count])))
            listed.flush()
            took.append(one.turn(Path(listed.name)).seconds)
    return (took[1] - took[0]) / (len(files) - _FEW)


def _cold(peer: Peer, letter: Material, setting: Setting) -> float:
    """Seconds from starting a process to its first letter."""
    started = time.perf_counter()
    with _contestant(peer, setting) as one:
        one.turn(peer.given(letter))
        return time.perf_counter() - started


def _speed(tried: dict[str, Tried], missing: dict[str, str]) -> Table:
    ours = next(iter(tried.values())).warm
    rows = []
    for peer in PEERS:
        if peer.name in missing:
            rows.append((peer.name, missing[peer.name], "", "", ""))
            continue
        done = tried[peer.name]
        over = ratios(ours, done.warm) if len(done.warm) == len(ours) else None
        rows.append(
            (
                peer.name,
                quartiles(spread([seconds * 1000 for seconds in done.warm]), 0),
                quartiles(over) if over else f"{median(ours) / median(done.warm):.2f}",
                f"{median(done.cold):.2f}",
                str(len(done.warm)),
            )
        )
    return table(("", "ms a warm letter", "ours over it", "s cold", "rounds"), rows)


def _what(tried: dict[str, Tried]) -> Table:
    rows = []
    for peer in PEERS:
        if peer.name not in tried:
            continue
        found = tried[peer.name].likeness
        marks = ["yes" if ok else "no" for ok in (found.tagged, *found.conforms.values())]
        size = (f"{found.pages}", f"{found.kilobytes:.0f}", str(found.links))
        rows.append((peer.name, f"{found.words * 100:.1f} %", *size, *marks, peer.omits or "–"))
    headings = ("", "words of the letter", "pages", "KB", "links", "tags", "PDF/A-3a", "PDF/UA-1")
    return table((*headings, "does not do"), rows)

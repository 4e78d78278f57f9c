"""Reads an input and tells what is wrong with how it was read."""

import json
import signal
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from letters.case.vocabulary import Vocabulary
from letters.errors import LettersError
from letters.intake import Mapping, Reading, read
from torture.planted import PLANTED

NOTHING = Mapping()
SECONDS = 10.0
"""What reading one small input may take on a busy machine."""


class TooLongError(BaseException):
    """Reading took too long. Why no Exception: a reader must not catch it."""


@dataclass(frozen=True)
class Find:
    """What is wrong. Two finds with one `mark` are taken for the same defect."""

    mark: str
    told: str


@dataclass(frozen=True)
class Judged:
    """What reading came to: what is wrong with it if anything, and what was read or why not."""

    find: Find | None = None
    reading: Reading | None = None
    refusal: str | None = None


def judge(
    paths: Sequence[Path],
    vocabulary: Vocabulary,
    seconds: float = SECONDS,
    mapping: Mapping = NOTHING,
) -> Judged:
    """Reads files together and tells the first thing that is wrong with it.

    An input may be refused, and anything in it. It may not raise anything but an error for a
    person, take too long, or let a patient's name or number stand in a remark.
    """
    started = time.monotonic()
    reading, refusal = None, None
    try:
        with limited(seconds):
            reading = read(paths, vocabulary, mapping)
        told = _remarks(reading)
    except LettersError as error:
        told = refusal = str(error)
    except TooLongError as error:
        return Judged(Find(f"too long in {_innermost(error)}", traceback.format_exc()))
    except Exception as error:
        return Judged(raised(error))
    if (spent := time.monotonic() - started) > seconds:
        return Judged(Find("too long", f"{spent:.1f} s"), reading)
    return Judged(leaked(told), reading, refusal)


def raised(error: Exception) -> Find:
    """The find that reading raised what is no error for a person."""
    told = "".join(traceback.format_exception(error))
    return Find(f"{type(error).__name__} in {_innermost(error)}", told)


def leaked(told: str) -> Find | None:
    """The find that a planted name or number stands in a text meant for people and logs."""
    lowered = told.casefold()
    for secret in PLANTED:
        if (at := lowered.find(secret.casefold())) >= 0:
            around = told[max(0, at - 200) : at + 100]
            return Find(f"leak: {_sentence(around)}", around)
    return None


def _remarks(reading: Reading) -> str:
    """All remarks; file and sheet names stand there as they are, so they are left out."""
    apart = {"file", "sheet"}
    parts = [*reading.notices, *reading.unused]
    return "\n".join(
        json.dumps(part.model_dump(mode="json", exclude=apart), ensure_ascii=False)
        for part in parts
    )


def _sentence(around: str) -> str:
    """The remark's words without what varies from one find of a defect to the next."""
    letters = "".join(c if c.isalpha() or c == " " else "#" for c in around.split("\n")[-1])
    return letters[:60]


def _innermost(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/letters/" in frame.filename]
    frame = (ours or frames)[-1]
    return f"{Path(frame.filename).name}:{frame.name}"


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stops what takes longer with a `TooLongError`."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

"""How far a run has come, for people and for programs."""

import json

import pytest

from letters.batch.progress import Course, Event, as_events, as_lines, as_one_line, span, told
from letters.pipeline import Finished

DONE = Finished(
    case_id="c-1",
    label="Nägeli",
    drug="moonwort",
    result="supported",
    document="gap sheet",
    file=None,
    next_action="Ask Nägeli",
)
FAILED = DONE.model_copy(update={"result": "failed", "error": "It cannot be."})


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def course(tell, total=10):
    clock = Time()
    return Course(total, tell, clock), clock


def after(tell, seconds, *, kept, written, total=10):
    """The course of a run in which some cases stood and some were written."""
    run, clock = course(tell, total)
    for _ in range(kept):
        run.finished(DONE, kept=True)
    clock.now += seconds
    for _ in range(written):
        run.finished(DONE)
    return run


def test_what_stood_before_promises_no_early_end():
    """Rate and time left count what this run wrote."""
    events: list[Event] = []
    after(events.append, 4, kept=5, written=2)
    last = events[-1]
    assert (last.done, last.kept, last.rate, last.left) == (7, 5, 0.5, 6.0)
    assert events[0].rate is events[0].left is None


def test_failures_are_counted():
    events: list[Event] = []
    run, _ = course(events.append)
    run.finished(FAILED)
    assert (events[-1].failed, events[-1].error) == (1, "It cannot be.")
    assert "1 failed" in told(events[-1])


def test_events_are_lines_of_json_without_a_patient():
    text: list[str] = []
    after(as_events(text.append), 2, kept=1, written=1).ended()
    assert all(line.endswith("\n") for line in text)
    events = [json.loads(line) for line in text]
    assert [event["event"] for event in events] == ["begun", "case", "case", "ended"]
    assert events[2]["case"] == "c-1"
    assert "Nägeli" not in "".join(text)
    assert [Event.model_validate(event) for event in events]


def test_what_is_piped_gets_a_line_now_and_then():
    text: list[str] = []
    run, clock = course(as_lines(text.append))
    for _ in range(8):
        clock.now += 3
        run.finished(DONE)
    run.ended()
    assert [line.partition(",")[0].strip() for line in text] == [
        *("writing 10 cases", "4 of 10 done", "8 of 10 done", "8 of 10 done")
    ]
    assert "about 18 s left" in text[1]
    assert "in 24 s" in text[-1]


def test_a_terminal_has_one_line_that_is_never_wider_than_it():
    text: list[str] = []
    run, clock = course(as_one_line(text.append, 30))
    for _ in range(10):
        clock.now += 1
        run.finished(DONE)
    run.ended()
    assert "".join(text).count("\n") == 1
    assert all(len(line.strip("\r\n").removesuffix("\x1b[K")) < 30 for line in text)
    assert text[-2].startswith("\r10 of 10 done")


def test_a_terminal_is_not_written_to_for_each_of_many_cases():
    text: list[str] = []
    run, clock = course(as_one_line(text.append, 80), total=10_000)
    for _ in range(1_000):
        clock.now += 0.001
        run.finished(DONE)
    assert len(text) < 15


def test_who_asks_to_stop_is_told_so():
    text: list[str] = []
    run, _ = course(as_lines(text.append))
    run.stopping()
    assert "stopping; once more stops at once" in text[-1]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59, "59 s"), (61, "1 min"), (1020, "17 min"), (7500, "2 h 5 min")],
)
def test_a_time_is_told_as_exactly_as_it_matters(seconds, words):
    assert span(seconds) == words

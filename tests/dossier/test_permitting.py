"""What a case allows in each state, and what is said where it does not."""

import pytest

from dossier import DECIDED, OPENED, PACKED, RETURNED, SENT, SIGNED, approved, drafted
from letters.dossier import Dossier, Log, permitting
from letters.dossier.events import Event
from letters.errors import UsageError

STORIES: dict[str, tuple[Event, ...]] = {
    "draft": (drafted(),),
    "in review": (drafted(), OPENED),
    "approved": (drafted(), approved(), SIGNED, PACKED),
    "sent": (drafted(), approved(), SENT),
    "decided": (drafted(), approved(), SENT, DECIDED),
}
ALLOWED = {
    permitting.draft: {"draft", "in review"},
    permitting.unsent: {"draft", "in review", "approved"},
    permitting.approved: {"approved"},
    permitting.sent: {"sent", "decided"},
}


def log_of(folder, *events: Event) -> Log:
    dossier = Dossier(folder)
    for event in events:
        dossier.append(event)
    return dossier.log()


@pytest.mark.parametrize("state", STORIES)
@pytest.mark.parametrize("asked", ALLOWED)
def test_a_state_allows_what_it_allows_and_says_of_the_rest_what_to_do(tmp_path, asked, state):
    """The event on which the next step rests, or the state and what comes first."""
    log = log_of(tmp_path, *STORIES[state])
    if state in ALLOWED[asked]:
        assert asked(log, "c-1") in log.events
        return
    with pytest.raises(UsageError, match=rf"^case c-1 is {state}: .{{20,}}"):
        asked(log, "c-1")


@pytest.mark.parametrize("asked", ALLOWED.keys() - {permitting.sent})
def test_of_a_case_that_was_won_nothing_is_to_be_written(tmp_path, asked):
    won = DECIDED.model_copy(update={"result": "overturned"})
    with pytest.raises(UsageError, match="it was won") as error:
        asked(log_of(tmp_path, drafted(), approved(), SENT, won), "c-1")
    assert "write the next letter" not in str(error.value)


@pytest.mark.parametrize("asked", [permitting.draft, permitting.unsent])
@pytest.mark.parametrize("events", [(), (drafted(), RETURNED)])
def test_a_case_without_a_draft_is_to_be_written_first(tmp_path, asked, events):
    """Also one whose draft was taken from it."""
    with pytest.raises(UsageError, match="has no draft"):
        asked(log_of(tmp_path, *events), "c-1")


def test_of_several_sendings_the_last_counts(tmp_path):
    """A decision is one on the letter that went out last."""
    again = SENT.model_copy(update={"via": "portal"})
    assert permitting.sent(log_of(tmp_path, drafted(), approved(), SENT, again), "c-1") == again

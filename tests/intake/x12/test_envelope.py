"""What the envelope counts and what stands in it may differ: that is remarked and goes on."""

import pytest

from .building import Style, denied, file_of, group, interchange, isa, read_all, remittance, written


def notices(text: str) -> list[str]:
    return [notice.what for notice in read_all(text)[1].notices]


def test_a_right_envelope_has_no_remarks():
    """Counts that agree are not remarked."""
    assert notices(file_of(denied())) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("SE*15*", "SE*13*", "A count does not agree"),
        ("SE*15*", "SE*x*", "A count does not agree"),
        ("SE*15*", "SE**", "A count does not agree"),
        ("GE*1*", "GE*2*", "A count does not agree"),
        ("IEA*1*", "IEA*7*", "A count does not agree"),
        ("*0001~\nGE", "*0002~\nGE", "A transaction's numbers differ"),
        ("SE*15*0001~\n", "", "A transaction has no end"),
    ],
)
def test_an_envelope_that_does_not_agree_is_a_warning(old, new, what):
    """The claims are used all the same."""
    text = file_of(denied())
    assert old in text
    rows, reading = read_all(text.replace(old, new))
    assert len(rows) == 1
    assert [(notice.what, notice.severity) for notice in reading.notices] == [(what, "warning")]
    assert reading.notices[0].part is not None


def test_a_transaction_without_its_head_is_known_by_its_group():
    """A remittance that lacks ST is read and remarked."""
    text = file_of(denied())
    rows, reading = read_all(text.replace("ST*835*0001~\n", ""))
    assert len(rows) == 1
    assert "A transaction has no beginning" in [notice.what for notice in reading.notices]


def test_all_transactions_groups_and_interchanges_are_read():
    """Each of them may stand several times."""
    one = [remittance(denied(account=f"A{n}", icn=f"I{n}")) for n in range(4)]
    groups = [group("HP", one[0], one[1]), group("HP", one[2])]
    text = interchange(*groups) + interchange(group("HP", one[3]))
    rows, reading = read_all(text)
    assert [row.cells["patient account"] for row in rows] == ["A0", "A1", "A2", "A3"]
    assert reading.notices == ()


def test_a_test_file_is_remarked_once():
    """A sender's mark for a test is shown, for its claims may be invented."""
    style = Style(usage="T")
    text = file_of(denied(), style=style) + file_of(denied(account="B", icn="J"), style=style)
    rows, reading = read_all(text)
    assert len(rows) == 2
    assert ["test" in notice.rule for notice in reading.notices] == [True]


def test_what_stands_outside_of_transactions_is_counted():
    """Rubbish behind the end and acknowledgments are listed, and rubbish is not repeated."""
    text = written([isa(), ("TA1", "1", "260110", "1200", "A", "000")]) + file_of(denied())
    rows, reading = read_all(text + "THE END~\nZAUBERNUSS*1~\n")
    assert len(rows) == 1
    told = {(unused.name, unused.count) for unused in reading.unused}
    assert ("TA1", 1) in told
    assert ("no segment that is known", 2) in told
    assert "ZAUBERNUSS" not in reading.model_dump_json()

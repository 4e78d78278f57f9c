"""Reads all X12 files of the input together and tells what became of every part of them."""

from collections.abc import Iterable, Iterator, Sequence

from letters.case.vocabulary import Vocabulary
from letters.intake.limits import Limits
from letters.intake.opening.files import File
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import Row
from letters.intake.x12 import authorisations, claims, decisions, statuses, tokens
from letters.intake.x12.envelope import Envelope, Transaction
from letters.intake.x12.netting import Netting
from letters.intake.x12.remarks import Remarks
from letters.intake.x12.tokens import CutError, Segment

_OTHER = {
    "204": "an offer of freight",
    "214": "the status of a shipment",
    "269": "a verification of benefits",
    "270": "a question about coverage",
    "271": "an answer about coverage",
    "274": "a list of providers",
    "275": "an attachment to a claim",
    "276": "a question about the status of a claim",
    "810": "an invoice",
    "820": "a payment of premiums",
    "824": "an answer about another transaction",
    "834": "an enrollment",
    "850": "a purchase order",
    "997": "an acknowledgment",
    "999": "an acknowledgment",
}


def read(
    files: Sequence[File], vocabulary: Vocabulary, limits: Limits, journal: Journal
) -> Iterator[Row]:
    """Rows of the cases table: claims sent, requests refused, and denials that stand at the end.

    Of remittances, rows come after all files are read, because a later decision may undo an earlier
    one. What cannot be used is noted or counted, and the others go on; nothing is raised.
    """
    settled = frozenset(vocabulary.settled_codes)
    netting = Netting()
    remarks = [Remarks(file, place, journal) for place, file in enumerate(files)]
    for each in remarks:
        yield from _file(each, limits, settled, netting)
    for decision in netting.standing(remarks):
        yield from decisions.rows(decision, settled, remarks[decision.position])
    for each in remarks:
        each.close()


def _file(
    remarks: Remarks, limits: Limits, settled: frozenset[str], netting: Netting
) -> Iterator[Row]:
    found, told, known = 0, False, len(netting)
    try:
        for transaction, body in Envelope(tokens.read(remarks.file.path, limits), remarks):
            found += 1
            for row in _transaction(transaction, body, settled, netting, remarks):
                told = True
                yield row
    except CutError as refusal:
        what = "The rest of the file was not read" if found else "The file was not read"
        remarks.note("error", what, refusal.number, refusal)
        remarks.leave_file(refusal.rule)
        return
    except OSError:
        rule, action = "the file cannot be read", "check that it may be read and is whole"
        remarks.note("error", "The file was not read", None, ReadingError(rule, action))
        remarks.leave_file(rule)
        return
    if not found:
        remarks.leave_file("it holds no transaction")
    elif not told and len(netting) == known and not remarks.has_left:
        remarks.leave_file("it tells of no claim")


def _transaction(
    transaction: Transaction,
    body: Iterable[Segment],
    settled: frozenset[str],
    netting: Netting,
    remarks: Remarks,
) -> Iterator[Row]:
    if transaction.code == "835":
        decisions.read(transaction, body, settled, netting, remarks)
    elif transaction.code == "837":
        yield from claims.read(body, remarks)
    elif transaction.code == "277":
        statuses.read(transaction, body, remarks)
    elif transaction.code == "278":
        yield from authorisations.read(transaction, body, remarks)
    else:
        what = _OTHER.get(transaction.code, "a transaction that no letter needs")
        name = transaction.code if transaction.code in _OTHER else "ST"
        remarks.leave(name, transaction.number, f"it is {what}: nothing in it is a denial")

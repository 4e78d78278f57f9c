"""The tables of an intake workbook and their columns, as data.

Writing the workbook, reading it and its help all come from here.
"""

from enum import StrEnum
from functools import cached_property

from letters.case.evidence import CourseStatus, Ending, Outcome
from letters.case.frozen import Frozen
from letters.case.model import Level, PlanTrack, Ruling, Sex

NOTE = "note:"
"""How the first cell of a row of notes begins; such a row is never read."""
EXAMPLE = "EXAMPLE"
"""The first cell of an example row; such a row is never read."""
STEPS = "drugs and classes"
"""The words of a column that takes a drug or a class of drugs."""


class Kind(StrEnum):
    """What a cell of a column holds."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    DATE = "date"
    NUMBER = "number"
    COUNT = "whole number"
    YES_NO = "yes or no"
    WORD = "one of a few words"
    TERM = "a word of the vocabulary"


class Column(Frozen):
    """One column. `terms` names the vocabulary list of a term column, `words` a word column's.

    `several` values are separated by semicolons. `note` helps who fills it in, `advice` who wrote
    letters beside a number. One that is not `asked` stands in exports alone, not in our workbook.
    """

    heading: str
    kind: Kind
    note: str
    required: bool = False
    several: bool = False
    words: tuple[str, ...] = ()
    terms: str | None = None
    example: str = ""
    advice: str | None = None
    asked: bool = True


class Table(Frozen):
    """One table: a sheet of the workbook or a CSV file of its name. The first column is its key."""

    name: str
    note: str
    columns: tuple[Column, ...]

    @cached_property
    def headings(self) -> frozenset[str]:
        """The headings of all columns."""
        return frozenset(column.heading for column in self.columns)

    @property
    def asked(self) -> tuple[Column, ...]:
        """The columns of our own workbook."""
        return tuple(column for column in self.columns if column.asked)

    def column(self, heading: str) -> Column:
        """The column of that heading.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.heading == heading:
                return column
        raise KeyError(heading)


_DIGITS = "write digits only"
_NO_UNIT = "write digits only; the unit has its own column"


def _text(heading: str, note: str, example: str = "", required: bool = False) -> Column:
    return Column(heading=heading, kind=Kind.TEXT, note=note, required=required, example=example)


def _identifier(
    heading: str, note: str, example: str, required: bool = False, several: bool = False
) -> Column:
    return Column(
        heading=heading,
        kind=Kind.IDENTIFIER,
        note=note,
        required=required,
        several=several,
        example=example,
    )


def _date(heading: str, note: str, example: str = "2026-01-15", required: bool = False) -> Column:
    return Column(heading=heading, kind=Kind.DATE, note=note, required=required, example=example)


def _number(
    heading: str, note: str, example: str, required: bool = False, advice: str = _DIGITS
) -> Column:
    return Column(
        heading=heading,
        kind=Kind.NUMBER,
        note=note,
        required=required,
        example=example,
        advice=advice,
    )


def _count(heading: str, note: str, example: str, advice: str = _DIGITS) -> Column:
    return Column(heading=heading, kind=Kind.COUNT, note=note, example=example, advice=advice)


def _yes_no(heading: str, note: str, required: bool = False) -> Column:
    return Column(
        heading=heading, kind=Kind.YES_NO, note=note, required=required, words=("yes", "no")
    )


def _word(heading: str, note: str, words: type[StrEnum], required: bool = False) -> Column:
    choices = tuple(str(word) for word in words)
    return Column(heading=heading, kind=Kind.WORD, note=note, required=required, words=choices)


def _term(
    heading: str, note: str, terms: str, required: bool = False, several: bool = False
) -> Column:
    return Column(
        heading=heading,
        kind=Kind.TERM,
        note=note,
        required=required,
        several=several,
        terms=terms,
    )


class KnownFrom(StrEnum):
    """What shows that a treatment was given: an order alone does not."""

    ORDER = "order"
    FILL = "fill"
    ADMINISTRATION = "administration"
    STATEMENT = "statement"


class Course(StrEnum):
    """Whether a request starts a treatment or renews one."""

    NEW = "new"
    CONTINUING = "continuing"


_LABEL = "Your own label, the same on every sheet; not the patient's name"
_CASE = _text("case", _LABEL, EXAMPLE, True)
_FILE = _text(
    "file", "File that proves it, as in your export; avoid patient names in file names", "chart.pdf"
)
_PAGE = _count("page", "Page of that file", "1", "write only the page number")

PRACTICE = Table(
    name="practice",
    note="One row for each clinician who signs. Cells left empty repeat the practice's first row.",
    columns=(
        _text("practice", "Name on the letterhead", EXAMPLE, True),
        _text("address", "Lines separated by ;", "1 Main Street; Springfield, IL 62701", True),
        _text("phone", "Practice telephone", "217-555-0100", True),
        _text("fax", "Practice fax", "217-555-0101"),
        _identifier("practice npi", "Group NPI, ten digits", "1234567893"),
        _text("clinician", "Name as it is signed", "Jane Roe", True),
        _text("credentials", "As MD, DO, NP", "MD", True),
        _text("specialty", "As nephrology", "nephrology", True),
        _identifier("npi", "The clinician's own NPI, ten digits", "1234567893", True),
        _text("direct line", "For a peer-to-peer call", "217-555-0102"),
    ),
)

_REMITTED = tuple(
    column.model_copy(update={"asked": False})
    for column in (
        _identifier("procedure", "Procedure code as billed, CPT or HCPCS", "99213"),
        _identifier("modifiers", "As billed", "JZ", several=True),
        _identifier("ndc", "National drug code as billed", ""),
        _number("line units", "Units billed", "10"),
        _number("charged", "US dollars", "100"),
        _number("paid", "US dollars", "0"),
        _identifier("group code", "CO, PR, OA or PI", "CO"),
        _identifier("remark codes", "RARC", "N115", several=True),
        _identifier("claim status", "CLP02 of a remittance", "4"),
        _identifier("rendering npi", "Who gave the service", "1234567893"),
        _identifier("billing npi", "Who was to be paid", "1234567893"),
        _identifier("payer id", "The payer's own identifier", ""),
    )
)
"""What a remittance, a claim or a denial report tells of a service line."""

CASES = Table(
    name="cases",
    note="One row for each requested service. Services of one plan share the name of the case.",
    columns=(
        _CASE,
        _text("patient name", "As the plan knows the patient", "Pat Sample", True),
        _date("birth date", "YYYY-MM-DD", "1990-05-01", True),
        _word("sex", "As equations for kidney function need it", Sex),
        _text("payer", "Who answers, as on the card or notice", "Example Health Plan", True),
        _text("department", "As Appeals Department", "Appeals Department"),
        _text("payer address", "Lines separated by ;", "PO Box 1; Springfield, IL 62701"),
        _text("payer fax", "Fax for appeals", "217-555-0103"),
        _text("plan", "Name of the product", "Example PPO"),
        _word("plan track", "Which appeal law applies", PlanTrack),
        _text("state", "State of the plan, as OH", "OH"),
        _identifier("member id", "As on the card", "ABC123456789", True),
        _identifier("group", "Group number", "00012345"),
        _text("clinician", "Name or NPI from the practice sheet", "Jane Roe", True),
        _identifier("diagnosis codes", "ICD-10-CM, separated by ;", "M00.0", several=True),
        _term("drug", "What is requested", "drugs", True),
        _term("product", "Brand or biosimilar, where it matters", "products"),
        _term("route", "How it is given", "routes"),
        _number("dose", "Amount of one administration", "", advice=_NO_UNIT),
        _term("dose unit", "Unit of the dose", "dose_units"),
        _term("frequency", "How often", "frequencies"),
        _count("number of doses", "Administrations in this request", "6"),
        _count(
            "months requested",
            "Duration of the approval asked for",
            "12",
            "write digits only; the column already means months",
        ),
        _date("start date", "Planned or actual start of the request"),
        _word("new or continuing", "First request or renewal", Course),
        _identifier("hcpcs", "A letter and four digits", "J0000"),
        _number("billing units", "Units of one administration", "10"),
        _yes_no("treatments complete", "Does the treatments sheet list every relevant treatment?"),
        _word("denial level", "Whose decision the notice tells", Level),
        _date("denial date", "Date on the notice"),
        _date("denial received", "Day it arrived"),
        _date("appeal deadline", "Last day to appeal, if the notice states it"),
        _date("peer to peer until", "Last day for a call, if the notice states it"),
        _term("denial reasons", "Separated by ;", "denial_reasons", several=True),
        _identifier("denial codes", "As printed, separated by ;", "CO-50", several=True),
        _text("denial quote", "The notice's own words, copied exactly"),
        _text("policy", "Name or number of the policy that it names", "Policy 123"),
        _date("policy date", "Effective date of that policy"),
        _identifier("claim number", "As on the notice", "CLM0001234567"),
        _identifier("authorization number", "As on the notice", "PA0001234567"),
        _identifier("patient account", "Your number for the patient or the claim", "000123"),
        _date("service date", "Day of service, if it was given"),
        _text("override reason", "A clinician's reason to go on although a criterion is not met"),
        _text("urgency statement", "The physician's own words why the standard time would do harm"),
        _text("urgency stated by", "The clinician who stated it"),
        _date("urgency stated on", "Day of that statement", ""),
        _term(
            "required drugs",
            "Drugs or classes that the plan wants tried first, separated by ;",
            STEPS,
            several=True,
        ),
        _text("plan definition", "The plan document's definition of medical necessity, copied"),
        *_REMITTED,
    ),
)

LABS = Table(
    name="labs",
    note="One row for each result, weights and heights included. Older results show the course.",
    columns=(
        _CASE,
        _term("test", "Name or LOINC code", "measures", True),
        _number(
            "value",
            "A number; < or > may stand before it",
            "1.2",
            True,
            "write digits only, with < or > where the result says so; the unit has its own column",
        ),
        _term("unit", "As the laboratory prints it", "units", True),
        _date("date", "Day of the specimen", required=True),
        _FILE,
        _PAGE,
    ),
)

_CHARTED = (
    _term("route", "How it is given", "routes").model_copy(update={"asked": False}),
    _word("known from", "What shows that it was given", KnownFrom).model_copy(
        update={"asked": False}
    ),
    _date("last known", "Last day on record, whether or not it ended then").model_copy(
        update={"asked": False}
    ),
)
"""What a chart tells of a treatment."""

TREATMENTS = Table(
    name="treatments",
    note="One row for each course of a drug: past, current, planned, contraindicated or declined.",
    columns=(
        _CASE,
        _term("drug", "Name of the drug", "drugs", True),
        _word("status", "Where it stands", CourseStatus, True),
        _number("dose", "Amount of one administration", "", advice=_NO_UNIT),
        _term("dose unit", "Unit of the dose", "dose_units"),
        _term("frequency", "How often", "frequencies"),
        _date("start", "First day; leave empty if unknown"),
        _date("stop", "Last day; leave empty if it goes on"),
        _word("outcome", "The response that was recorded", Outcome),
        _word("ended for", "Why it was stopped", Ending),
        _text("reason", "The intolerance or contraindication in your own words"),
        _FILE,
        _PAGE,
        *_CHARTED,
    ),
)

DOCUMENTS = Table(
    name="documents",
    note="One row for each document, or for each finding that a document reports.",
    columns=(
        _CASE,
        _term("document", "Kind of document", "documents", True),
        _date("date", "Date of the document", required=True),
        _term("finding", "What it reports, if anything", "categories"),
        _term("value", "The reported value of that finding", "options"),
        _FILE,
        _PAGE,
        _text("pages", "Which pages of that file to enclose; empty for all", "1-3; 7"),
        _yes_no("report unseen", "The procedure is on record, its report is not").model_copy(
            update={"asked": False}
        ),
    ),
)

ATTESTATIONS = Table(
    name="attestations",
    note="One row for each question that only a clinician can answer.",
    columns=(
        _CASE,
        _term("question", "Choose the question", "questions", True),
        _yes_no("answer", "yes or no", True),
        _text("answered by", "The clinician who answered", "Jane Roe", True),
        _date("date", "Day of the answer", required=True),
        _text("note", "In the clinician's own words"),
    ),
)

DECISIONS = Table(
    name="decisions",
    note="After a first appeal: one row for each decision so far, the one under appeal included.",
    columns=(
        _CASE,
        _word("level", "Whose decision it is", Level, True),
        _word("ruling", "How it was decided", Ruling, True),
        _date("decision date", "Date on its notice"),
        _date("appeal filed on", "Day the appeal that it answers was sent", ""),
        _identifier("reference number", "As on its notice", "APL0001234567"),
        _text("reviewer", "Who decided: the specialty, as on the notice", "internal medicine"),
        _FILE,
        _PAGE,
    ),
)

POINTS = Table(
    name="points",
    note="One row for each point of a reviewer's reasons, to be answered one by one.",
    columns=(
        _CASE,
        _word("level", "Whose decision says so; leave empty for the one under appeal", Level),
        _text("point", "The reviewer's own words, short, exact", "Too soon to tell.", True),
        _term("about", "Which reason of denial it amounts to", "denial_reasons"),
        _FILE,
        _PAGE,
    ),
)

TABLES = (PRACTICE, CASES, LABS, TREATMENTS, DOCUMENTS, ATTESTATIONS, DECISIONS, POINTS)

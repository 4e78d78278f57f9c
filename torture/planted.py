"""The invented patient of whom no trace may stand in a remark, and what mutations put in."""

FAMILY = "Zyxwick"
GIVEN = "Quandelby"
MEMBER = "ZQX44817762"
ACCOUNT = "ZQA908171"
CLAIM = "ZQC5531908"
BORN = "1987-03-29"

PLANTED = (FAMILY, GIVEN, MEMBER, ACCOUNT, CLAIM)
"""No remark may hold any of these. The birth date is not among them: other dates may equal it."""

ODD = (
    "",
    " ",
    "0",
    "-1",
    "007",
    "1E+12",
    "1e400",
    "NaN",
    "Infinity",
    "-0",
    "99999999999999999999999999",
    "0.1.2",
    "(12.00)",
    "1,234",
    "1.234,5",
    "<5",
    ">=",
    "20261332",
    "00000000",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-11",
    "2026-11-03T25:61:61Z",
    "2026-11-03T08:00:00+99:00",
    "45000",
    "-45000",
    "=1+1",
    "#REF!",
    "null",
    "true",
    "yes",
    "CO-50; N115",
    "²",
    "٣",
    "İ",
    "ß",
    "\u0000",
    "\u001b[31m",
    "\u202e",
    "\ufeff",
    "\u2028",
    "\x85",
    "e\u0301",
    "\U0001f9ec",
    "a" * 5000,
    "9" * 5000,
    "A" * 200 + "1",
    FAMILY,
    f"{FAMILY.upper()}, {GIVEN.upper()}",
    MEMBER,
    ACCOUNT,
    BORN,
)
"""Words at which readers stumble, the planted ones among them."""

import datetime as dt, sys
from letters.paths import CITATIONS
from letters.commands.packs import problems_of
def main() -> None:
    for p in problems_of(CITATIONS, dt.date.today()): print(p)

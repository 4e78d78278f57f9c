"""What is wrong with a practice's templates, and where."""

from typing import Literal

from letters.case.frozen import Frozen


class Problem(Frozen):
    """Something wrong: file (relative to the folder), 1-based line, what, the rule, what to do.

    An error keeps the folder from being used; a warning is for the practice to look at.
    """

    file: str
    line: int = 1
    what: str
    rule: str
    action: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}: {self.rule}. {self.action}"


def errors(problems: list[Problem]) -> list[Problem]:
    """Those that keep the folder from being used."""
    return [problem for problem in problems if problem.severity == "error"]

"""The whole story: exports in; for each case a letter or a sheet out; a worklist of all.

intake → routing → determination → rationale → rendering → verification, one call an arrow.
"""

from letters.pipeline.arguing import Argued, answered, argue, judge, remark, routed
from letters.pipeline.finished import Finished, brought_up, finished
from letters.pipeline.pressing import press
from letters.pipeline.saving import FILE_OF, OURS, Render, files_of
from letters.pipeline.standing import HeldBackError, Standing, hold, reopened, standing
from letters.pipeline.wanted import AS_PROPOSED, KINDS, CompanionKind, Wanted, wanted_of
from letters.pipeline.writing import (
    Begun,
    Failure,
    Make,
    Writing,
    by_case,
    chosen,
    failure,
    making,
    refused,
)

__all__ = [
    "AS_PROPOSED",
    "FILE_OF",
    "KINDS",
    "OURS",
    "Argued",
    "Begun",
    "CompanionKind",
    "Failure",
    "Finished",
    "HeldBackError",
    "Make",
    "Render",
    "Standing",
    "Wanted",
    "Writing",
    "answered",
    "argue",
    "brought_up",
    "by_case",
    "chosen",
    "failure",
    "files_of",
    "finished",
    "hold",
    "judge",
    "making",
    "press",
    "refused",
    "remark",
    "reopened",
    "routed",
    "standing",
    "wanted_of",
]

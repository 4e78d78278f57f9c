"""The whole story: exports in; for each case a letter or a sheet out; a worklist of all.

intake → routing → determination → rationale → rendering → verification, one call an arrow.
"""

from letters.pipeline.arguing import Argued, argue, judge, remark
from letters.pipeline.finished import Finished, finished
from letters.pipeline.pressing import press
from letters.pipeline.saving import FILE_OF, Render, clear, save, store
from letters.pipeline.wanted import AS_PROPOSED, CompanionKind, Wanted
from letters.pipeline.writing import chosen, refused, write

__all__ = [
    "AS_PROPOSED",
    "FILE_OF",
    "Argued",
    "CompanionKind",
    "Finished",
    "Render",
    "Wanted",
    "argue",
    "chosen",
    "clear",
    "finished",
    "judge",
    "press",
    "refused",
    "remark",
    "save",
    "store",
    "write",
]

"""Ways to edit a letter's Word file, as a person would: on its blocks, or on the file itself."""

import io
import zipfile
from collections.abc import Callable, Sequence

from letters.twin import Read
from letters.twin.blocks import Block, Run
from letters.twin.page import page_of
from twin.pages import LETTERS

LETTER = LETTERS[0]
BLOCKS = page_of(LETTER).blocks
Blocks = list[Block]
Edit = Callable[[Blocks], Blocks]


def edited(edit: Edit) -> Read:
    """What is read of the file after an edit."""
    return Read(tuple(edit(list(BLOCKS))))


def at(text: str, blocks: Sequence[Block] = BLOCKS) -> int:
    """Where the first block stands that holds a text."""
    return next(number for number, block in enumerate(blocks) if text in block.text)


def again(block: Block, *runs: Run | str) -> Block:
    told = tuple(run if isinstance(run, Run) else Run(text=run) for run in runs)
    return block.model_copy(update={"runs": told})


def instead(old: str, new: str, number: int = 0) -> Edit:
    """Another text in place of one, where it stands for the so manieth time."""

    def edit(blocks: Blocks) -> Blocks:
        seen = 0
        for place, block in enumerate(blocks):
            for index, run in enumerate(block.runs):
                if old in run.text:
                    if seen == number:
                        changed = run.model_copy(update={"text": run.text.replace(old, new, 1)})
                        runs = (*block.runs[:index], changed, *block.runs[index + 1 :])
                        blocks[place] = again(block, *runs)
                        return blocks
                    seen += 1
        raise AssertionError(old)

    return edit


def without(text: str, more: int = 0) -> Edit:
    """Without the first block that holds a text, and so many behind it."""

    def edit(blocks: Blocks) -> Blocks:
        number = at(text, blocks)
        return blocks[:number] + blocks[number + 1 + more :]

    return edit


def behind(text: str, *new: Block) -> Edit:
    """With new blocks behind the first that holds a text."""

    def edit(blocks: Blocks) -> Blocks:
        number = at(text, blocks) + 1
        return [*blocks[:number], *new, *blocks[number:]]

    return edit


def paragraph(text: str) -> Block:
    return Block(kind="paragraph", runs=(Run(text=text),))


def row_of(text: str, blocks: Sequence[Block] = BLOCKS) -> list[int]:
    """Where the cells of a row stand, by a text in it."""
    cell = next(block.cell for block in blocks if block.cell and text in block.text)
    return [
        number
        for number, block in enumerate(blocks)
        if block.cell and (block.cell.table, block.cell.row) == (cell.table, cell.row)
    ]


def without_row(text: str) -> Edit:
    def edit(blocks: Blocks) -> Blocks:
        row = row_of(text, blocks)
        return [block for number, block in enumerate(blocks) if number not in row]

    return edit


def cell(text: str, column: int, *runs: Run | str) -> Edit:
    """Another content of one cell of a row, by a text in the row."""

    def edit(blocks: Blocks) -> Blocks:
        number = row_of(text, blocks)[column]
        blocks[number] = again(blocks[number], *runs)
        return blocks

    return edit


def raised(text: str, old: str, new: str) -> Edit:
    """Other numbers of references in the first block that holds a text; `old` may be empty."""

    def edit(blocks: Blocks) -> Blocks:
        number = at(text, blocks)
        runs = list(blocks[number].runs)
        if not old:
            runs.append(Run(text=new, raised=True))
        else:
            place = next(n for n, run in enumerate(runs) if run.raised and run.text == old)
            runs[place : place + 1] = [Run(text=new, raised=True)] if new else []
        blocks[number] = again(blocks[number], *runs)
        return blocks

    return edit


def same(blocks: Blocks) -> Blocks:
    return blocks


Parts = dict[str, bytes]


def repacked(content: bytes, change: Callable[[Parts], None]) -> bytes:
    """A Word file after its parts were changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def in_body(old: str, new: str) -> Callable[[Parts], None]:
    """Other markup in the main part of a Word file, in the first place where it stands."""

    def change(parts: Parts) -> None:
        text = parts["word/document.xml"].decode()
        assert old in text, old
        parts["word/document.xml"] = text.replace(old, new, 1).encode()

    return change

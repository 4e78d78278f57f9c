"""Many small and different documents, and each of them as WeasyPrint makes it by itself."""

import random
from functools import cache

from rendering.samples import DOCUMENTS, LETTER, letter

from letters import shortcuts
from letters.rendering import pdf as press
from letters.rendering import to_html

NAMES = (
    "Maria T. Alvarez-Núñez",
    "Nguyễn Thị Hương",
    "Ελένη Παπαδοπούλου",
    "Олександра Ґжицька",
    "محمد عبد الرحمن",
    "יעל בן־דוד",
    "王小明 陳美玲",
    "प्रियंका क्षत्रिय",
    "3 µg, 4 μg, 5 \u00a0 fi ffl",
    "‘quoted’ & <odd> – 5 ± 1 %",
)
_HEAD = '<!DOCTYPE html>\n<html lang="en">\n<head>\n  <title>{}</title>\n</head>\n<body>\n'
_SIZES = (7, 8.5, 9.4, 9.5, 10, 12.5, 14, 17)


def _picture(chosen: random.Random) -> str:
    points = " ".join(f"{x},{chosen.randint(0, 60)}" for x in range(0, 200, 25))
    marks = "".join(
        f'<circle cx="{chosen.randint(5, 190)}" cy="{chosen.randint(5, 60)}" r="2"/>'
        f'<text x="{chosen.randint(5, 150)}" y="{chosen.randint(10, 60)}" font-size="8" '
        f'text-anchor="{chosen.choice(("start", "middle", "end"))}">'
        f"{chosen.randint(0, 999)} g/g</text>"
        for _ in range(4)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 70" width="200pt" height="70pt" '
        'font-family="Source Serif 4"><title>A course</title>'
        f'<path fill="none" stroke="#000" d="M5 5h190v60H5zM9 9q3 3 {chosen.randint(1, 9)} 8"/>'
        f'<polyline fill="none" stroke="#000" points="{points}"/>{marks}</svg>'
    )


def _small(seed: int) -> str:
    """A page of every kind of element that ours have, in sizes and words that differ."""
    chosen = random.Random(seed)
    words = LETTER.model_dump_json().replace("<", " ").replace("&", " ").replace('"', " ").split()

    def said(count: int) -> str:
        return " ".join(chosen.choice(words) for _ in range(count))

    rows = "".join(
        f'<tr><th scope="row">{chosen.randint(1, 99)}</th><td>{said(6)}</td>'
        f'<td class="number">{chosen.uniform(0, 9):.2f}</td></tr>\n'
        for _ in range(chosen.randint(2, 6))
    )
    items = "".join(f"<li>{said(9)}<br>{said(3)}</li>" for _ in range(3))
    name = NAMES[seed % len(NAMES)].replace("&", "&amp;").replace("<", "&lt;")
    size = chosen.choice(_SIZES)
    class_ = chosen.choice(("letter", "sheet", "plain", "brief dense", "sheet terse"))
    return (
        _HEAD.format(f"Page {seed}").replace("<body>", f'<body class="{class_}">')
        + f'<h1>{said(3)}</h1>\n<p>{said(40)} <a href="#r{seed}">{seed}</a> <b>{name}</b></p>\n'
        + f'<div class="re"><p style="font-size: {size}pt">{said(25)} <i>{name}</i></p></div>\n'
        + "<table><colgroup><col><col><col></colgroup><thead><tr>"
        + "".join(f'<th scope="col">{said(2)}</th>' for _ in range(3))
        + f"</tr></thead><tbody>\n{rows}</tbody></table>\n"
        + f"<figure>{_picture(chosen)}<figcaption>{said(8)}</figcaption></figure>\n"
        + f'<div class="references"><ol>{items}</ol></div>'
        + f'<ul class="established"><li id="r{seed}">{said(30)}</li></ul>\n'
        + "<!-- not for expat -->\n" * (seed % 7 == 0)
        + "</body>\n</html>\n"
    )


@cache
def pages() -> tuple[str, ...]:
    """Fifty documents and more: our own samples, then small ones."""
    samples = [to_html(document) for document in DOCUMENTS]
    samples.append(to_html(letter(draft=False, patient=NAMES[1])))
    return (*samples, *(_small(seed) for seed in range(40)))


def printed(page: str) -> bytes:
    """A page as finished PDF."""
    return press.paint(press.set_pages(page)).pdf


@cache
def stock(place: int) -> bytes:
    """A document as WeasyPrint makes it by itself. The shortcuts must be off."""
    assert not shortcuts.in_use()
    return printed(pages()[place])

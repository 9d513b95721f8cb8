"""A law with a printed list of its contents, page numbers and all, is read whole."""

from __future__ import annotations

import pytest

from ingest.outline import build_outline
from ingest.read import read
from kb.model import SectionRole

TITLES = {
    "en": ("Arrangement of sections", "Scope of Act 7|Members|Capital|Meetings|Board|Accounts|Closing|Act 502", "{n}."),
    "es": ("Índice", "Objeto|Socios|Capital|Asamblea|Consejo|Cuentas|Disolución|Ley 5", "Artículo {n}."),
}
#: What stands before the page; "" where no page is printed.
LEADERS = ("", " ..... ", "\t", "    ", " … ", " . . . . ")
SHORT = "It is kept as the members decide"
LONG = "It is kept in writing, and told to all who ask for it within a month. " * 4


def law(language: str, leader: str, body: str, form: str) -> bytes:
    head, titles, number = TITLES[language]
    named = [f"{number.format(n=n)} {title}" for n, title in enumerate(titles.split("|"), 1)]
    entries = [f"{name}{leader}{page if leader else ''}" for page, name in enumerate(named, 1)]
    text = [(name, f"(1) {body} of {name}.", "(2) Nothing else.") for name in named]
    if form == "html":
        lines = [f"<h1>Act</h1><h2>{head}</h2>", *(f"<p>{entry}</p>" for entry in entries)]
        lines += [f"<h3>{name}</h3>" + "".join(f"<p>{each}</p>" for each in rest) for name, *rest in text]
        return "\n".join(lines).encode()
    mark = "#" * 2 + " " if form == "md" else ""
    parts = [f"{mark[1:]}Act", f"{mark}{head}", *entries]
    parts += [each for name, *rest in text for each in (f"{mark}{name}", *rest)]
    return ("\n\n".join(parts) + "\n").encode()


@pytest.mark.parametrize("form", ["md", "txt", "html"])
@pytest.mark.parametrize("body", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("leader", LEADERS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_law_is_no_part_of_its_contents(language: str, leader: str, body: str, form: str) -> None:
    reading = read(law(language, leader, body, form), name=f"act.{form}", language=language, ocr="off")
    outline = build_outline(reading, language, is_law=True)
    sort = "s." if language == "en" else "art."
    found = [s.locator for s in outline.sections if s.locator.startswith(sort) and s.role is SectionRole.BODY]
    provisions = [locator for locator in found if locator.removeprefix(sort).strip().isdigit()]
    assert provisions == [f"{sort} {n}" for n in range(1, 9)]
    assert sum(locator.endswith(("(1)", ".1")) for locator in found) == 8
    contents = "".join(s.span.of(outline.text) for s in outline.sections if s.role is SectionRole.CONTENTS)
    assert "Nothing else" not in contents


def test_contents_at_the_end_are_contents() -> None:
    named = [f"## {n}. Title {n}\n\n{LONG}" for n in range(1, 7)]
    listed = "\n\n".join(f"{n}. Title {n} ..... {n}" for n in range(1, 7))
    text = "# Act\n\n" + "\n\n".join(named) + "\n\n## Contents\n\n" + listed + "\n"
    outline = build_outline(read(text.encode(), name="act.md", language="en", ocr="off"), "en", is_law=True)
    contents = "".join(s.span.of(outline.text) for s in outline.sections if s.role is SectionRole.CONTENTS)
    assert "6. Title 6 ..... 6" in contents and LONG[:40] not in contents

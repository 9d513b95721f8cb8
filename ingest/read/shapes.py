"""What a line of a legal text looks like: the head of a division or article, an item of a list, a note.

These are shapes, not meanings: they tell a reader of a format without structure (text, Markdown, HTML) where a block
begins. The outline gives blocks their locators.
"""

from __future__ import annotations

import re

__all__ = [
    "division_level",
    "is_article",
    "is_bare_division",
    "is_note",
    "is_unfinished",
    "item_level",
    "opens_block",
    "starts_lowercase",
]

_NUMERAL = (
    r"(?:[IVXLCDM]{1,7}|[ivxlc]{1,5}|\d{1,3}(?:[.-]\d{1,2})?|[A-Z])(?:[ -]?(?:bis|ter|quater|[A-Z]))?[ºª°]?"
    r"|PRELIMINAR|Preliminar|preliminar|ÚNIC[OA]|Únic[oa]|UNIC[OA]|Unic[oa]|UNIQUE|unique|PRÉLIMINAIRE|préliminaire"
    r"|PRIMER[OA]?|SEGUND[OA]|TERCER[OA]?|CUART[OA]|QUINT[OA]|SEXT[OA]|S[ÉE]PTIM[OA]|OCTAV[OA]|NOVEN[OA]|D[ÉE]CIM[OA]"
    r"|Primer[oa]?|Segund[oa]|Tercer[oa]?|Cuart[oa]|Quint[oa]|Sext[oa]|S[ée]ptim[oa]|Octav[oa]|Noven[oa]|D[ée]cim[oa]"
    r"|PRIM[OA]|Prim[oa]|SECOND[OA]|Second[oa]|TERZ[OA]|Terz[oa]|QUART[OA]|Quart[oa]|SETTIM[OA]|Settim[oa]|OTTAV[OA]"
    r"|ПЪРВ[АИ]|[Пп]ърв[аи]|ВТОР[АИ]|[Вв]тор[аи]|ТРЕТ[АИ]|[Тт]рет[аи]|ЧЕТВЪРТ[АИ]|[Чч]етвърт[аи]|ПЕТ[АИ]|[Пп]ет[аи]"
    r"|ШЕСТ[АИ]|[Шш]еста|СЕДМ[АИ]|[Сс]едма|ОСМ[АИ]|[Оо]сма|ДЕВЕТ[АИ]|[Дд]евета|ДЕСЕТ[АИ]|[Дд]есета"
    r"|\w+(?:надесет[аи]|НАДЕСЕТ[АИ])"
    r"|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|[Ii]er|[Pp]remière?|FIRST|SECOND|THIRD"
)
# The more general the division, the lower its level; the ranks are those of the Akoma Ntoso hierarchy.
_DIVISIONS = {
    1: r"LIBRO|Libro|LLIBRE|Llibre|LIVRE|Livre|LIVRO|Livro|BOOK|Book|BUCH|Buch",
    2: (
        r"PARTE|Parte|PARTIE|Partie|PART|Part|TEIL|Teil|BAHAGIAN|Bahagian|SCHEDULE|Schedule|JADUAL|Jadual"
        r"|ANEXO|Anexo|ANNEXE?|Annexe?|ANLAGE|Anlage|ALLEGATO|Allegato|APPENDIX|Appendix|ЧАСТ|Част|ПРИЛОЖЕНИЕ|Приложение"
    ),
    3: r"T[ÍI]TULO|T[íi]tulo|T[ÍI]TOL|T[íi]tol|TITRE|Titre|TITOLO|Titolo|TITLE|Title|TITEL|Titel|ДЯЛ|Дял",
    4: (
        r"CAP[ÍI]TULO|Cap[íi]tulo|CAP[ÍI]TOL|Cap[íi]tol|CHAPITRE|Chapitre|CHAPTER|Chapter|KAPITEL|Kapitel|CAPO|Capo"
        r"|BAB|Bab|PENGGAL|Penggal|ГЛАВА|Глава"
    ),
    5: (
        r"SECCI[ÓO]N?|Secci[óo]n?|SEÇÃO|Seção|SEZIONE|Sezione|ABSCHNITT|Abschnitt|DIVISION|Division|SECTION|Section"
        r"|SUBCHAPTER|Subchapter|РАЗДЕЛ|Раздел"
    ),
    6: r"SUBSECCI[ÓO]N?|Subsecci[óo]n?|SUBSEÇÃO|Subseção|SOUS-SECTION|Sous-section|UNTERABSCHNITT|Unterabschnitt",
}
_DIVISION = {
    level: re.compile(rf"(?:{words})\s+(?:{_NUMERAL})(?=$|[\s.:\-–—,)(/])(?P<rest>.*)$")
    for level, words in _DIVISIONS.items()
}
_GERMAN = re.compile(
    r"(?:Erster|Zweiter|Dritter|Vierter|F[üu]nfter|Sechster|Siebe?n?ter|Achter|Neunter|Zehnter|\d+\.)\s"
)
_EAST = re.compile(r"第[〇一二三四五六七八九十百\d]+(?P<unit>編|章|節|款|目)(?:の[一二三四五六七八九十]+)?(?:\s|$|　)")
_KOREAN = re.compile(r"제\s*\d+\s*(?P<unit>편|장|절|관)(?:의\s*\d+)?(?:\s|$)")
_EAST_LEVEL = {"編": 2, "章": 4, "節": 5, "款": 6, "目": 6, "편": 2, "장": 4, "절": 5, "관": 6}

_ARTICLE = re.compile(
    r"(?:\*\*)?(?:"
    r"(?:ART[ÍI]CULO|Art[íi]culo|ARTIGO|Artigo|ARTICOLO|Articolo|ARTIKEL|Artikel|ARTICLE|Article|Fasal|Fracción)"
    r"\s+(?:[LRDA]\.?\s?)?(?:\d+|[IVXLC]+\b|[ÚU]nic[oa]|[ÚU]NIC[OA]|[Pp]rimer|unique|premier)"
    r"|A(?:rt|RT)s?\.\s*\d+"
    r"|Section\s+\d+[A-Z]*(?:\.\s|\s[-–]\s)\S"  # English; a French division is "Section 1 : …"
    r"|(?:§|Чл\.|ЧЛ\.|Член)\s*\d+"
    r"|\[?§+\s*\d+"
    r"|제\s*\d+\s*조"
    r"|第[〇一二三四五六七八九十百千\d]+条"
    r")"
)
_BULLET = re.compile(r"[•·●▪◦‣–—*-]\s+\S")
_ITEMS = (
    (2, re.compile(r"\(?(?:[ivx]{2,6}|[ivx])\)\s")),
    (1, re.compile(r"\(?[а-я]\)\s")),
    (1, re.compile(r"\(?\d?[a-zñ](?:[-.]?\d{1,2}|[a-z]|-[a-z]+)?\)\s|\([A-Z]{1,2}\)\s|[a-z]\.\s|[a-z]\)[.-]")),
    (1, re.compile(r"[IVXLCDM]{1,7}(?:\s?\.\s?[-–—]\s?|[.)]\s|\s[-–—]\s)\S")),
    (1, re.compile(r"[가나다라마바사아자차카타파하]\.\s")),
)
_NUMBERED = re.compile(r"\(?\d{1,3}(?:[a-z]|bis|ter)?(?:\.[ºª°]|[.)]|[ºª°]\.?\)?)[-.)]?\s|\d{1,3}\.-")
_CLAUSE = re.compile(r"\(\d{1,3}[A-Za-z]?\)\s|[①-⑳]|\d+(?:\.\d+)+\.?\s")
_CHANGED = r"(?:reformad|adicionad|derogad|recorrid|reubicad|modificad|sustituid|incorporad|vetad|observad)\w*"
_PIECE = (
    r"(?:Art[íi]culo|P[áa]rrafo|Fracci[óo]n|Inciso|Apartado|Denominaci[óo]n|Cap[íi]tulo|T[íi]tulo|Secci[óo]n|Numeral"
    r"|Punto|Expresi[óo]n)s?"
)
_NOTE = re.compile(
    "|".join(
        (
            # Mexican official texts, Argentine Infoleg
            rf"{_PIECE}(?:\s[\w\s,()]{{0,60}}?)?\s(?:{_CHANGED}|fe de erratas)[^.]{{0,80}}?DOF",
            rf"\(\s*{_PIECE}\s.{{0,60}}?{_CHANGED}\s+por\b.*B\.\s?O\.",
            r"\(?Nota Infoleg",
            r"-?\s*Antecedentes Normativos",
            r"Reformad[oa] DOF|Fe de erratas|R[ée]forma DOF|[ÚU]ltima reforma publicada DOF",
            r",?\s*\d\d-\d\d-\d{4}(?:,\s*\d\d-\d\d-\d{4})*$",
            # Peruvian SPIJ, Colombian SUIN
            r"\(\*+\)\s*(?:De conformidad|NOTA|Art[íi]culo|Confrontar|Mediante|Rectificad|Incluid|Derogad|Modificad)",
            r"\(\d+\)\s*De conformidad con .{5,80}publicad",
            r"CONCORDANCIAS?:|(?:JURISPRUDENCIA|CONCORDANCIAS?)(?:\s*\[.*\])?$",
            # codes of the states of America: acts that made a section, what refers to it, how a site cites it
            r"\[[CRS]\d\d,\s.*\]$|(?:\d\d|(?:19|20)\d\d) (?:\w+ )?Acts, ch\.? \d+, ",
            r"Referred to in §|(?:Citation|Cite as|Source|Credits?|(?:Legislative )?History)\s?:\s.*?(?:§|\d{4})",
            # Italian Normattiva, India Code
            r"AGGIORNAMENTO\s*\(\d",
            r"\[\s*(?:Am\.|Subs\.|Ins\.)",
        )
    ),
    re.IGNORECASE,
)
_TERMINAL = ".;:!?。」）…"
_CLOSING = "\"'”’»)]】）」*_"


def division_level(text: str) -> int | None:
    """Level (1 the most general) of the division whose head ``text`` is; None if it is none.

    >>> division_level("TÍTULO I"), division_level("Chapter 2 Registration"), division_level("Part of the fund is")
    (3, 4, None)
    """
    if len(text) > 200:
        return None
    for level, pattern in _DIVISION.items():
        if found := pattern.match(text):
            rest = found["rest"].lstrip(" .:-–—")
            # "Título Tercero de la Ley" and "Section 3, as amended" are references within a sentence
            if rest[:1].islower() or found["rest"].startswith((",", ")")) or rest.endswith((";", ",")):
                return None
            if rest.endswith((".", ":")) and not rest.isupper() and (len(rest) > 80 or text.startswith("Section")):
                return None  # a provision with its text
            return level
    if found := _EAST.match(text) or _KOREAN.match(text):
        return _EAST_LEVEL[found["unit"]]
    if (found := _GERMAN.match(text)) and (inner := re.match(r"(Teil|Titel|Kapitel|Abschnitt)\b", text[found.end() :])):
        return {"Teil": 2, "Titel": 3, "Kapitel": 4, "Abschnitt": 5}[inner[1]]
    return None


def is_bare_division(text: str) -> bool:
    """Whether ``text`` is the label of a division and no more: "CAPÍTULO I", "Part 2."."""
    return division_level(text) is not None and any(
        (found := pattern.match(text)) is not None and not found["rest"].strip(" .:-–—")
        for pattern in _DIVISION.values()
    )


def is_article(text: str) -> bool:
    """Whether ``text`` opens an article or section: "Artículo 5.-", "§ 5", "제5조"."""
    return bool(_ARTICLE.match(text))


def is_note(text: str) -> bool:
    """Whether ``text`` is an editor's note on an amendment, as gazettes print them between provisions."""
    return len(text) < 1000 and bool(_NOTE.match(text))


def item_level(text: str, *, language: str | None = None) -> int:
    """Depth of the list item that ``text`` is by its label; 0 if it is none.

    Numbers are items only where they are below lettered or unnumbered paragraphs (Korean 호).
    """
    if _BULLET.match(text):
        return 1
    for level, pattern in _ITEMS:
        if pattern.match(text):
            return 2 if language == "ko" else level
    return 1 if language == "ko" and _NUMBERED.match(text) else 0


def opens_block(text: str) -> bool:
    """Whether a line that begins like ``text`` begins a block of its own, wherever the line before ends."""
    return bool(
        item_level(text)
        or _NUMBERED.match(text)
        or _CLAUSE.match(text)
        or is_article(text)
        or is_note(text)
        or division_level(text)
    )


def is_unfinished(text: str) -> bool:
    """Whether a sentence goes on after ``text``: it does not end with a full stop, colon or semicolon."""
    bare = text.rstrip(_CLOSING + " ")
    return bool(bare) and bare[-1] not in _TERMINAL and text[-1] not in _TERMINAL


def starts_lowercase(text: str) -> bool:
    bare = text.lstrip(_CLOSING + "([ «“‘")
    return bool(bare) and bare[0].islower()

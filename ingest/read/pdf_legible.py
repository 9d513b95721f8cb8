"""Every page of a PDF can be read, or the document is refused: no document is indexed by halves without a word.

Pages whose text layer cannot be quoted are read by OCR where tesseract and the data of the document's language are
installed. What is then still unreadable is refused in one line, or left out with a warning where OCR is switched off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.read.blocks import Ocr
from ingest.read.pdf_lines import PageText
from ingest.read.pdf_ocr import confidence_of, read_by_ocr
from ingest.read.pdf_quality import Flaw, broken_share, flaw_of, is_poor, letters
from ingest.read.tesseract import installed_languages, pack
from kb.errors import NoTextError

__all__ = ["legible_pages"]

_SURE = 0.65  # mean confidence of a page; the wrong language gives under 0.6, a bad scan of the right one over 0.8
_FEWEST_LETTERS = 40  # sure ones, on a page that is all picture; photographs give a few by chance
_ANEW = 40  # poor pages of a document, which can be used as they are, that are read anew: a page takes up to 10 s
_MORE = 1.25  # times as many letters as the text layer has, where a picture may hold more


@dataclass(frozen=True, slots=True)
class _Outcome:
    page: PageText
    left: str = ""  # why it still cannot be read
    by_ocr: bool = False


def legible_pages(
    pages: Sequence[PageText], data: bytes, *, name: str, language: str | None, recognised: bool, ocr: Ocr
) -> tuple[list[PageText], list[str]]:
    """``pages`` of the PDF in ``data``, those that cannot be quoted as OCR reads them, and warnings.

    Args:
        language: ISO 639-1 code, for OCR.
        recognised: OCR made the text layer.

    Raises:
        NoTextError: pages cannot be read: which, why, and what to do.
    """
    flaws = {page.number: flaw for page in pages if (flaw := flaw_of(page, recognised=recognised))}
    if recognised and is_poor(pages):
        flaws = {page.number: Flaw.POOR for page in pages if page.lines} | flaws
    language_pack = pack(language)
    worst = sorted((page for page in pages if flaws.get(page.number) is Flaw.POOR), key=lambda p: -broken_share([p]))
    spared = {page.number for page in worst[_ANEW:]} if ocr == "auto" else set()
    wanted = [
        page.number for page in pages if page.number not in spared and _is_wanted(page, flaws.get(page.number), ocr)
    ]
    can = ocr != "off" and bool(wanted) and language_pack in installed_languages()
    read = read_by_ocr(data, wanted, pack=language_pack) if can else {}
    outcomes = [_judged(page, flaws.get(page.number), read.get(page.number), can=can) for page in pages]
    left = {outcome.page.number: outcome.left for outcome in outcomes if outcome.left}
    said = f"{name}: {_listed(left, len(pages))}"
    if left and ocr == "off":
        if len(left) == len(pages) or not any(outcome.page.lines for outcome in outcomes if not outcome.left):
            raise NoTextError(f'{said}: needs OCR; set ingest.ocr to "auto" and ingest it again')
    elif left:
        raise NoTextError(f"{said}: {_remedy(left.values(), language_pack, can=can, all_left=len(left) == len(pages))}")
    warnings = _warnings(outcomes, flaws, name=name, recognised=recognised, can=can)
    if left:
        warnings.append(f"{said}; left out, because ingest.ocr is off")
    return [replace(outcome.page, lines=()) if outcome.left else outcome.page for outcome in outcomes], warnings


def _is_wanted(page: PageText, flaw: Flaw | None, ocr: Ocr) -> bool:
    if flaw is Flaw.DAMAGED:
        return False
    return flaw is not None or (ocr == "force" and bool(page.lines or page.images or page.outlines))


def _judged(page: PageText, flaw: Flaw | None, read: PageText | str | None, *, can: bool) -> _Outcome:
    """What becomes of a page, given what is wrong with it and what OCR reads on it."""
    keeps = flaw in (None, Flaw.NOISE, Flaw.POOR, Flaw.PICTURE)  # its text layer can be used all the same
    if not isinstance(read, PageText):
        return _Outcome(page, "" if keeps else read or str(flaw))
    confidence = confidence_of(read)
    sure = sum(len(word.text) for line in read.lines for word in line.words if (word.confidence or 0) >= _SURE)
    match flaw:
        case Flaw.NO_TEXT if sure < _FEWEST_LETTERS:
            return _Outcome(page)  # a picture without words
        case Flaw.PICTURE if letters(read) < _MORE * letters(page):
            return _Outcome(page)
        case Flaw.NOISE | Flaw.POOR if broken_share([read]) >= broken_share([page]):
            return _Outcome(page)
    if confidence < _SURE:
        return _Outcome(page, "" if keeps else f"{flaw}, unclear to OCR too (confidence {confidence:.2f})")
    return _Outcome(read, by_ocr=True)


def _remedy(reasons: Iterable[str], language_pack: str, *, can: bool, all_left: bool) -> str:
    rest = "" if all_left else ', or set ingest.ocr to "off" to index the other pages'
    if all(reason == Flaw.DAMAGED for reason in reasons):
        return f"download it again{rest}"
    if can:
        return f"get a better copy, or correct the document's language{rest}"
    packages = f"tesseract-ocr and tesseract-ocr-{language_pack.replace('_', '-')}"
    return f"needs OCR; install {packages} and ingest it again{rest}"


def _warnings(
    outcomes: Sequence[_Outcome], flaws: Mapping[int, Flaw], *, name: str, recognised: bool, can: bool
) -> list[str]:
    by_ocr = [outcome.page for outcome in outcomes if outcome.by_ocr]
    noisy = [o.page.number for o in outcomes if flaws.get(o.page.number) is Flaw.NOISE and not o.by_ocr]
    poor = [o.page.number for o in outcomes if flaws.get(o.page.number) is Flaw.POOR and not o.by_ocr]
    pictures = [o.page.number for o in outcomes if flaws.get(o.page.number) is Flaw.PICTURE and not can]
    warnings = []
    if by_ocr:
        confidence = sum(map(confidence_of, by_ocr)) / len(by_ocr)
        warnings.append(
            f"{name}: {_pages([page.number for page in by_ocr])} read by OCR, confidence {confidence:.2f};"
            " check quotations"
        )
    if recognised and len(by_ocr) < len(outcomes):
        warnings.append(
            f"{name}: its text was recognised from page images (OCR) and may hold errors; check quotations"
            + ("" if by_ocr else ', or set ingest.ocr to "force" to read them anew')
        )
    if noisy:
        warnings.append(f"{name}: {_pages(noisy)}: much of the recognised text is noise; get a better copy")
    if poor:
        warnings.append(f"{name}: {_pages(poor)}: words of the recognised text are wrong; get a better copy")
    if pictures:
        warnings.append(f"{name}: {_pages(pictures)}: pictures take much of the page, and text in them is not read")
    return warnings


def _listed(left: Mapping[int, str], count: int) -> str:
    """Pages by what is wrong with them."""
    by_reason: dict[str, list[int]] = {}
    for number, reason in left.items():
        by_reason.setdefault(reason, []).append(number)
    if len(by_reason) == 1 and len(left) == count:
        where = f"any of its {count} pages" if count > 1 else "its only page"
        reason = next(iter(by_reason))
        return f"{reason} on {where}" if reason == Flaw.NO_TEXT else f"{reason} on {where.replace('any', 'all')}"
    return ", ".join(f"{reason} on {_pages(numbers)}" for reason, numbers in by_reason.items())


def _pages(numbers: Sequence[int]) -> str:
    """``[1, 2, 3, 7]`` as "pages 1–3, 7"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    listed = ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}–{part[-1]}" for part in parts)
    return f"page {listed}" if len(numbers) == 1 else f"pages {listed}"

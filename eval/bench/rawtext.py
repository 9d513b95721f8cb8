"""The words of a source file by other means than this project's readers, for benchmarks that check these.

PDF by poppler's `pdftotext`; HTML and XML by lxml; the rest taken apart here, crudely. What a page repeats at its edges
and the marks of Markdown are taken off, and text that is struck out; notes, menus and contents pages are not told apart
from the law.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from lxml import etree, html

from kb.errors import UnreadableSource

__all__ = ["elements", "has_poppler", "page_text", "raw_text", "words"]

_BLOCKS = (
    "p",
    "div",
    "br",
    "tr",
    "li",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "blockquote",
)
_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_HYPHEN = re.compile(r"(?<=\w)[-\u00ad]\n\s*(?=[^\W\d_A-Z])")
#: How often a line must stand at the edge of pages to be furniture.
_FURNITURE = 5
#: How `pdftotext` ends when it is asked for a page after the last (its manual: "Other error").
_NO_PAGE = 99


def words(text: str) -> list[str]:
    """Runs of letters and digits, case folded, in one form of Unicode; Han and kana by the character."""
    return re.findall(rf"[{_HAN}]|[^\W_{_HAN}]+", unicodedata.normalize("NFKC", text).casefold())


def has_poppler() -> bool:
    return shutil.which("pdftotext") is not None


def page_text(path: Path, page: int, *options: str) -> str:
    """The text of one physical page of a PDF (from 1); "" where it has no such page."""
    return _pdftotext(path, "-f", str(page), "-l", str(page), *options)


def raw_text(path: Path) -> str:
    """The text of a file, a line for each paragraph or printed line."""
    return _FORMATS.get(path.suffix.lower(), _plain)(path)


def elements(path: Path) -> dict[str, list[str]]:
    """For XML that numbers its provisions itself: the texts of the elements that have a number.

    Empty for other files. LIMS has `Section/Label`, Akoma Ntoso `article/num`, e-Gov `Article/@Num`.
    """
    found: dict[str, list[str]] = {}
    if path.suffix.lower() != ".xml":
        return found
    for element in etree.parse(str(path), etree.XMLParser(resolve_entities=False)).getroot().iter("{*}*"):
        name = etree.QName(element).localname
        number = None
        if name == "Section":
            number = element.find("Label")
        elif name == "article":
            number = element.find("{*}num")
        text = "".join(number.itertext()) if number is not None else ""
        if name == "Article":
            text = element.get("Num", "").replace("_", "の")
        key = re.sub(r"^\W*(?:art[a-zí]*\.?|§)\s*|[\s.\-–]+$|^\*", "", text, flags=re.IGNORECASE)
        if key:
            found.setdefault(key.casefold(), []).append(" ".join(element.itertext()))
    return found


def _plain(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _markdown(path: Path) -> str:
    text = _plain(path)
    text = re.sub(r"^---\n(?:[\w-]+:.*\n|[ \t]+.*\n|\n)+---$", "", text, flags=re.MULTILINE)  # also of joined pages
    text = re.sub(r"!?\[([^\]\[]*)\]\((?:[^()\s]|\([^()]*\))*\)", r"\1", text)
    text = re.sub(r"<br\s*/?>", "\n", text)
    return re.sub(r"</?[a-zA-Z][^<>]*>|[*_\\]", "", text)


def _markup(data: bytes) -> str:
    root = html.fromstring(data)
    for struck in root.xpath("//script|//style|//strike|//s|//del|//head"):
        struck.drop_tree()
    for element in root.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return str(root.text_content())


def _html(path: Path) -> str:
    return _markup(path.read_bytes())


def _xml(path: Path) -> str:
    root = etree.parse(str(path), etree.XMLParser(resolve_entities=False)).getroot()
    return "\n".join(text.strip() for text in root.itertext() if text.strip())


def _epub(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith((".html", ".xhtml", ".htm")))
        return "\n".join(_markup(archive.read(name)) for name in names)


def _rtf(path: Path) -> str:
    text = path.read_bytes().decode("cp1252", "replace")
    text = re.sub(r"\{\\\*[^{}]*\}", "", text)
    text = re.sub(r"\\\*\\?\w+", "", text)
    text = re.sub(r"\\'([0-9a-f]{2})", lambda m: bytes([int(m[1], 16)]).decode("cp1252", "replace"), text)
    text = re.sub(r"\\u(-?\d+) ?\??", lambda m: chr(int(m[1]) % 65536), text)
    text = re.sub(r"\\(?:par|line|sect|page)\b ?", "\n", text)
    return re.sub(r"\\~|\\tab\b ?", " ", re.sub(r"\\(?!~|tab\b)[a-zA-Z]+-?\d* ?", "", text)).translate(
        {123: None, 125: None}
    )


def _pdf(path: Path) -> str:
    pages = [page.strip("\n").split("\n") for page in _pdftotext(path).split("\f")]
    edges = Counter(form for page in pages for form in {_form(line) for line in _edge(page)})
    # "Art. 12." is short, and stands at the edge of many pages.
    often = {form for form, count in edges.items() if (count >= _FURNITURE and len(form) > 7) or not form}
    kept = []
    for page in pages:
        edge = _edge(page)
        kept += [line for line in page if not (any(line is each for each in edge) and _form(line) in often)]
    return _HYPHEN.sub("", "\n".join(kept))


def _edge(page: list[str]) -> list[str]:
    lines = [line for line in page if line.strip()]
    return lines[:4] + lines[4:][-4:]


def _form(line: str) -> str:
    """A line without what changes from page to page."""
    return re.sub(r"[\W\d_]+", "", line).casefold()


def _pdftotext(path: Path, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=False)
    if done.returncode not in (0, _NO_PAGE):
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise UnreadableSource(f"{path.name}: pdftotext ended with {done.returncode}: {''.join(reason)}")
    return done.stdout.decode("utf-8", "replace")


_FORMATS: dict[str, Callable[[Path], str]] = {
    ".md": _markdown,
    ".html": _html,
    ".htm": _html,
    ".xml": _xml,
    ".epub": _epub,
    ".rtf": _rtf,
    ".pdf": _pdf,
}

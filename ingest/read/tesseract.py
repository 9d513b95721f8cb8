"""The OCR program tesseract, where it is installed: a grey picture → words with their place and confidence.

It is called as a program, not through a library: nothing to install for those who do not need it, a time limit that
holds, and a crash that stays outside. https://tesseract-ocr.github.io/tessdoc/Command-Line-Usage.html
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Recognised", "TesseractError", "installed_languages", "pack", "recognise"]

MAX_SECONDS = 120.0  # for one page; a newspaper page takes 20
_PROGRAM = "tesseract"
# ISO 639-1 → name of tesseract's data, where it is not the code's ISO 639-2/T equivalent that ``_ISO3`` gives.
_PACKS = {"zh": "chi_sim", "az": "aze", "sr": "srp", "ku": "kmr", "no": "nor", "nb": "nor", "nn": "nor"}
_ISO3 = dict(
    pair.split(":")
    for pair in """
    af:afr am:amh ar:ara be:bel bg:bul bn:ben bs:bos ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng eo:epo
    es:spa et:est eu:eus fa:fas fi:fin fr:fra ga:gle gl:glg gu:guj he:heb hi:hin hr:hrv ht:hat hu:hun hy:hye
    id:ind is:isl it:ita ja:jpn ka:kat kk:kaz km:khm kn:kan ko:kor ky:kir la:lat lb:ltz lo:lao lt:lit lv:lav
    mk:mkd ml:mal mn:mon mr:mar ms:msa mt:mlt my:mya ne:nep nl:nld or:ori pa:pan pl:pol ps:pus pt:por ro:ron
    ru:rus sa:san si:sin sk:slk sl:slv sq:sqi sv:swe sw:swa ta:tam te:tel tg:tgk th:tha ti:tir tr:tur uk:ukr
    ur:urd uz:uzb vi:vie yi:yid
    """.split()
)


class TesseractError(Exception):
    """The program failed or took too long; the message says which in a few words."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word of a picture; its box in pixels, origin at the top left."""

    text: str
    confidence: float  # 0 to 1
    left: int
    top: int
    width: int
    height: int
    line: tuple[int, int, int]  # numbers of block, paragraph and line: equal for words of one line


def pack(language: str | None) -> str:
    """Name of tesseract's data for an ISO 639-1 code, English where none is known.

    >>> pack("de"), pack("zh")
    ('deu', 'chi_sim')
    """
    return _PACKS.get(language or "", _ISO3.get(language or "", "eng"))


def installed_languages() -> frozenset[str]:
    """Names of the data that the installed program has; empty where it is not installed."""
    program = shutil.which(_PROGRAM)
    return _languages(program, os.environ.get("TESSDATA_PREFIX", "")) if program else frozenset()


@lru_cache(maxsize=8)
def _languages(program: str, data: str) -> frozenset[str]:
    """``data``: the folder that the environment names, so that another one is looked at again."""
    try:
        said = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset((said.stdout or said.stderr).split("\n")[1:]) - {"", "osd"}


def recognise(
    pixels: bytes, size: tuple[int, int], *, pack: str, dpi: int, seconds: float = MAX_SECONDS
) -> list[Recognised]:
    """Words of a picture in reading order.

    Args:
        pixels: one byte a pixel, 0 black, row by row.
        size: width and height.
        pack: name of the language data.
        dpi: pixels an inch.
        seconds: after which it is given up.

    Raises:
        TesseractError: it is not installed, failed, or took too long.
    """
    picture = b"P5 %d %d 255\n" % size + pixels
    command = [
        shutil.which(_PROGRAM) or _PROGRAM,
        "stdin",
        "stdout",
        "-l",
        pack,
        "--dpi",
        str(dpi),
        "--psm",
        "3",
        "tsv",
    ]
    # one thread is as fast as four for one page (the manual says so), and other pages need the cores
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    try:
        said = subprocess.run(
            command, input=picture, capture_output=True, timeout=min(seconds, MAX_SECONDS), check=True, env=environment
        )
    except subprocess.TimeoutExpired:
        raise TesseractError("took too long") from None
    except subprocess.CalledProcessError as error:
        reason = " ".join(error.stderr.decode("utf-8", "replace").split())[:120]
        raise TesseractError(f"failed: {reason or error.returncode}") from None
    except OSError as error:
        raise TesseractError(f"does not start: {error.strerror}") from None
    return _parsed(said.stdout.decode("utf-8", "replace"))


def _parsed(table: str) -> list[Recognised]:
    """The words of tesseract's TSV, in which other rows are blocks, paragraphs and lines."""
    rows = csv.DictReader(table.split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = []
    for row in rows:
        if row["level"] != "5" or not (row["text"] or "").strip():
            continue
        left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
        line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
        confidence = min(max(float(row["conf"]) / 100, 0.0), 1.0)
        words.append(Recognised(row["text"].strip(), confidence, left, top, width, height, line))
    return words

"""Jurisdictions that a question names: countries, subdivisions and bodies, by name, adjective or abbreviation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kb.interpret.demonyms import demonyms
from kb.interpret.names import Found, Name, NameIndex
from kb.jurisdiction import parent
from kb.vocabulary import table
from kb.words import fold

__all__ = ["Mention", "find_jurisdictions", "find_mentions", "only_about"]

#: A demonym of another language than the question's counts from this length on; shorter ones are often other words.
_LONG = 6
#: "ES-CT", as in the catalogue and in ISO 3166-2.
_CODE = re.compile(r"(?<![\w-])[A-Z]{2}-[A-Z0-9]{1,3}(?![\w-])")
#: What may stand between a subdivision and its country: "Catalonia, Spain", "Cataluña (España)", "Iowa in the US".
_APPOSITION = re.compile(r"[\s,(]*(?:(?:in|en|a|à|em|de|of)\s+)?(?:(?:the|los|las|les|el|la)\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A jurisdiction named at ``[start, end)``. A weak one (a capital, "European") may well mean something else."""

    code: str
    start: int
    end: int
    weak: bool = False


def find_jurisdictions(text: str, language: str) -> tuple[str, ...]:
    """Codes of the jurisdictions that ``text`` (NFC) names, in order, each once.

    Weak mentions count only where there is no other. A country that only completes the name of its subdivision
    ("Iowa, USA") does not count.

    >>> find_jurisdictions("Compare Catalonia, Spain with the Brazilian act", "en")
    ('ES-CT', 'BR')
    """
    mentions = sorted(find_mentions(text, language), key=lambda mention: mention.start)
    strong = [mention for mention in mentions if not mention.weak]
    kept = [
        mention
        for previous, mention in zip([None, *strong], strong, strict=False)
        if previous is None or not _completes(text, previous, mention)
    ]
    return tuple(dict.fromkeys(mention.code for mention in (kept or mentions)))


def only_about(text: str, language: str, code: str) -> str:
    """``text`` without the names of other jurisdictions than ``code``, its country and its subdivisions.

    >>> only_about("Compare the quorum in Spain and Italy.", "en", "IT")
    'Compare the quorum in and Italy.'
    """
    kept = text
    for mention in sorted(find_mentions(text, language), key=lambda mention: -mention.start):
        if not mention.weak and code not in (mention.code, parent(mention.code)) and mention.code != parent(code):
            kept = f"{kept[: mention.start]}{kept[mention.end :]}"
    return " ".join(kept.split())


def _completes(text: str, subdivision: Mention, country: Mention) -> bool:
    between = text[subdivision.end : country.start]
    return parent(subdivision.code) == country.code and _APPOSITION.fullmatch(between) is not None


def find_mentions(text: str, language: str) -> Iterator[Mention]:
    """Everything in ``text`` (NFC) that names a jurisdiction, weakly or not."""
    taken: list[tuple[int, int]] = []
    for match in _CODE.finditer(text):
        if match[0] in table("subdivisions")["names"]:
            taken.append(match.span())
            yield Mention(match[0], *match.span())
    for found in _names().find(text, language):
        if _is_free((found.start, found.end), taken) and _is_jurisdiction(found, text, language):
            taken.append((found.start, found.end))
            yield Mention(found.name.code, found.start, found.end, found.name.weak)
    shouting = text.upper() == text and text.count(" ") > 2  # then "US" and "UN" may be any word
    for pattern, codes, weak in _abbreviations():
        for match in pattern.finditer(text):
            ordinary = (shouting and len(match[0]) <= 3) or _is_manner(text, match.end())
            if _is_free(match.span(), taken) and not ordinary:
                taken.append(match.span())
                yield Mention(codes[match[0]], *match.span(), weak)


def _is_free(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in taken)


def _is_jurisdiction(found: Found, text: str, language: str) -> bool:
    if not found.name.code or _is_manner(text, found.end) or text[max(found.start - 1, 0)] in ".@":
        return False  # an expression, a manner ("German-style"), a part of an address (".co.uk")
    written = text[found.start : found.end]
    folded = fold(written)
    demonym = found.name.language
    if demonym and demonym not in (language, "en") and len(written) < _LONG:
        return False
    cased = table("jurisdictions")["other"]["cased"]
    if not written[0].isupper() and (folded in _set(cased, "*") or folded in _set(cased, language)):
        return False
    return not _is_language(found, folded, text)


def _is_language(found: Found, folded: str, text: str) -> bool:
    """Whether the adjective names a language: "answer in Spanish.", "the Spanish version".

    The name of a country names none, though "Italia" and "Italien" look like "italià" and "italien".
    """
    languages = table("jurisdictions")["other"]["languages"]
    is_country = not found.name.language and parent(found.name.code) is None
    if folded not in languages["names"] or is_country:
        return False
    before, after = _word_before(text, found.start), _word_after(text, found.end)
    if before in languages["nouns_before"] or after in languages["nouns_after"]:
        return True
    rest = text[found.end :].lstrip()
    return (not rest or rest[0] in ".,;:?!)") and before in languages["prepositions"]


def _word_before(text: str, position: int) -> str:
    match = re.search(r"([^\W_]+)[\s(-]*$", text[:position])
    return fold(match[1]) if match else ""


def _word_after(text: str, position: int) -> str:
    match = re.compile(r"[\s-]*([^\W_]+)").match(text, position)
    return fold(match[1]) if match else ""


def _is_manner(text: str, end: int) -> bool:
    return text[end : end + 1] == "-" and _word_after(text, end) in table("jurisdictions")["manner"]["after"]


def _set(cased: dict[str, list[str]], language: str) -> list[str]:
    return cased.get(language, [])


@cache
def _abbreviations() -> list[tuple[re.Pattern[str], dict[str, str], bool]]:
    tables = []
    for key, weak in (("abbreviations", False), ("weak_abbreviations", True)):
        codes = {short: code for code, shorts in table("jurisdictions")[key].items() for short in shorts}
        alternatives = "|".join(re.escape(short) for short in sorted(codes, key=len, reverse=True))
        tables.append((re.compile(rf"(?<![\w-])(?:{alternatives})(?!\w|-[A-Z0-9])"), codes, weak))
    return tables


@cache
def _names() -> NameIndex:
    """All names of the vocabulary. Built in about 30 ms, once a process."""
    jurisdictions = table("jurisdictions")
    dropped = set(jurisdictions["dropped"]["words"])
    names = [Name(text, "") for text in jurisdictions["other"]["not_jurisdictions"]]
    own = [jurisdictions["names"], table("subdivisions")["names"]]
    own.append({code: body["names"] for code, body in jurisdictions["bodies"].items()})
    names += [Name(text, code) for rows in own for code, texts in rows.items() for text in texts]
    names += [Name(text, code) for code, texts in table("countries").items() for text in texts if text not in dropped]
    names += [Name(text, code, weak=True) for code, texts in jurisdictions["weak"].items() for text in texts]
    names += [Name(form, code, language) for form, code, language in demonyms()]
    return NameIndex(names)

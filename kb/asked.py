"""What is looked for: each thing that a question asks, about each place it names, as vectors and as words of laws."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from kb.embed.base import ReadsQuestions, embed_questions
from kb.interpret.clauses import clauses
from kb.interpret.glossary import concepts, implied, translated
from kb.interpret.jurisdictions import only_about
from kb.interpret.rephrase import in_legal_words
from kb.model import Interpretation
from kb.store.base import Wording

if TYPE_CHECKING:
    from kb.embed.base import Embedder, Vectors

__all__ = ["Asked", "Place", "asked_about"]

#: How much of the vector of a part of a question is its own; the rest is that of the whole question.
_PART = 0.6
_WORD = re.compile(r"\w+")
#: Languages, at most, in whose words one place is asked about.
_LANGUAGES = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """The whole question, or the part of it that asks one thing, about one place."""

    text: str  # without the other places
    vector: Vectors  # (dim,)
    plain: Vectors  # (dim,), of the text alone, read as any query and not as a question of law
    topic: str  # the text without the names of laws and provisions
    label: str = ""  # the part as the question has it, where it has several
    concepts: tuple[str, ...] = ()  # what it asks about, by the names of the glossary
    wordings: tuple[Wording, ...] = ()  # those that it names in the words of the languages of the laws that may answer


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction that is asked about, "" for any, and the languages of its laws."""

    code: str
    languages: tuple[str, ...]


def asked_about(
    embedder: Embedder, question: str, meant: Interpretation, places: Sequence[Place], *, whole: bool = False
) -> list[tuple[Asked, ...]]:
    """For each of ``places`` the parts of the question; each part keeps some of the meaning of the whole.

    Args:
        whole: do not take the question apart.
    """
    parts = (question,) if whole else clauses(question)
    texts = {place.code: _texts(question, parts, meant, place, alone=len(places) == 1) for place in places}
    named = {part: concepts(part, meant.language) or concepts(question, meant.language) for part in parts}
    worded = {
        (part, language): words
        for part, names in named.items()
        for place in places
        for language in _spoken(place, meant.language)
        if (words := translated(names, language))
    }
    of_texts = [in_legal_words(text) for each in texts.values() for text in each]
    vectors = _vectors(partial(embed_questions, embedder), [*of_texts, *worded.values()])
    answered = [text for each in texts.values() for text in each[1:] or each]
    plain = _vectors(embedder.embed_queries, answered) if isinstance(embedder, ReadsQuestions) else {}
    found = []
    for place in places:
        entire, *single = [vectors[in_legal_words(text)] for text in texts[place.code]]
        mixed = [_unit(_PART * vector + (1 - _PART) * entire) for vector in single] or [entire]
        of_parts = texts[place.code][1:] or texts[place.code]
        topic = meant.topic if len(places) == 1 else only_about(meant.topic, meant.language, place.code)
        topics = [_within(text, topic) for text in of_parts] if single else [topic]
        found.append(
            tuple(
                Asked(
                    text,
                    vector,
                    plain[text] if plain else vector,
                    topic,
                    part if single else "",
                    implied(named[part]),
                    tuple(
                        Wording(language, worded[part, language], vectors[worded[part, language]])
                        for language in _spoken(place, meant.language)
                        if (part, language) in worded
                    ),
                )
                for part, text, vector, topic in zip(parts, of_parts, mixed, topics, strict=True)
            )
        )
    return found


def _texts(question: str, parts: Sequence[str], meant: Interpretation, place: Place, *, alone: bool) -> list[str]:
    """The question and, where there are several, its parts, without the other places."""
    every = [question, *(parts if len(parts) > 1 else ())]
    return every if alone else [only_about(each, meant.language, place.code) for each in every]


def _within(part: str, topic: str) -> str:
    """A part of the question without the words that are not in the topic of the whole: the names of laws."""
    kept = set(_WORD.findall(topic))
    return " ".join(word for word in part.split() if kept.issuperset(_WORD.findall(word)))


def _spoken(place: Place, language: str) -> tuple[str, ...]:
    """The language of the question, then those of the place: too many where it is any place."""
    others = sorted(set(place.languages) - {language}) if place.code else ()
    return (language, *others)[:_LANGUAGES]


def _vectors(embed: Callable[[Sequence[str]], Vectors], texts: Iterable[str]) -> dict[str, Vectors]:
    unique = list(dict.fromkeys(texts))
    return dict(zip(unique, embed(unique), strict=True))


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

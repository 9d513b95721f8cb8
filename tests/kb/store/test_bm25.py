"""What counts as the same word."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kb.store.bm25 import encode_document, encode_query


def finds(query: str, document: str, language: str) -> bool:
    """Whether a query and a document have a term in common."""
    return bool(set(encode_query(query, language)[0]) & set(encode_document(document, language)[0]))


@pytest.mark.parametrize(
    ("language", "query", "document"),
    [
        ("en", "meeting", "Members meet; meetings are called by the board."),
        ("en", "cooperative", "a co-operative registered under this Act"),
        ("en", "CO-OPERATIVES", "the cooperative"),
        ("en", "co‑op", "a housing coop"),
        ("es", "numero minimo de socios", "número mínimo"),
        ("es", "asociacion", "La asociación se constituye"),
        ("es", "asociaciones", "La asociación se constituye"),
        ("es", "asociación", "Las asociaciones se constituyen"),
        ("fr", "societe cooperative", "la société"),
        ("fr", "economique", "l’activité économique"),
        ("fr", "activités", "une activite"),
        ("pt", "associacao", "A associação rege-se"),
        ("pt", "associações", "A associação rege-se"),
        ("pt", "fundacao", "A fundação"),
        ("it", "societa", "le società mutualistiche"),
        ("ca", "associacio", "L’associació es regeix"),
        ("ca", "numero minim", "nombre mínim"),
        ("de", "Genossenschaften", "Die Genossenschaft bedarf"),
        ("de", "Satzungsanderung", "die Satzungsänderung"),
        ("ko", "협동조합", "협동조합은 다섯 명 이상이 설립한다"),
        ("ja", "組合員", "協同組合の組合員は総会に出席する"),
        ("ja", "5人", "発起人は５人以上とする"),
        ("zh", "成员", "合作社成员不得少于五人"),
        ("hi", "सदस्य", "समिति के सदस्य, जो मतदान करते हैं।"),
        ("gu", "મંડળી", "સહકારી મંડળી, જે નોંધાયેલ છે."),
        ("bg", "член-кооператор", "Всеки член има право на глас"),
        ("ms", "koperasi", "Sesuatu koperasi hendaklah didaftarkan."),
        ("sw", "ushirika", "Chama cha ushirika kitasajiliwa."),
        ("", "koperasi", "Sesuatu koperasi."),
        ("en", "협동조합", "The Korean term is 협동조합은"),  # script decides, whatever the language said
        ("xx", "組合員", "協同組合の組合員"),
    ],
)
def test_a_word_finds_its_document(language: str, query: str, document: str) -> None:
    assert finds(query, document, language)


@pytest.mark.parametrize(
    ("language", "query", "document"),
    [
        ("en", "the of and", "the cooperative of the members and the board"),  # stop words
        ("es", "de la", "la cooperativa de la comarca"),
        ("hi", "समत", "समिति"),  # vowel signs are part of the word
        ("hi", "सदन", "सदस्य"),  # and the virama does not cut it
        ("ko", "조세", "협동조합은 설립한다"),
        ("en", "bank", "cooperative"),
    ],
)
def test_another_word_does_not(language: str, query: str, document: str) -> None:
    assert not finds(query, document, language)


@pytest.mark.parametrize("text", ["", " ", "—", "?!", "\u00ad\u200b", "the"])
def test_text_without_words_has_no_terms(text: str) -> None:
    assert encode_query(text, "en") == ([], [])
    assert encode_document(text, "en") == ([], [])


def test_a_repeated_word_weighs_more_and_a_longer_text_less() -> None:
    ((term,), (weight,)) = encode_query("quorum", "en")
    assert weight == 1.0

    def weight_in(text: str) -> float:
        return dict(zip(*encode_document(text, "en"), strict=True))[term]

    assert (
        weight_in("quorum quorum board") > weight_in("quorum board board") > weight_in("quorum board " * 1 + "x " * 200)
    )


def test_an_accented_word_weighs_as_much_as_a_plain_one() -> None:
    """Two terms at half weight, so that accents do not decide the ranking."""
    assert sum(encode_query("número", "pt")[1]) == sum(encode_query("livro", "pt")[1]) == 1.0


def test_terms_are_unique_and_paired_with_weights() -> None:
    for text, language in [
        ("La asociación y las asociaciones, número a número", "es"),
        ("協同組合の組合員と組合", "ja"),
    ]:
        for encode in (encode_document, encode_query):
            indices, values = encode(text, language)
            assert len(indices) == len(set(indices)) == len(values) > 0
            assert all(value > 0 for value in values)


def test_importing_the_package_loads_no_engine() -> None:
    code = (
        "import sys, kb.store, kb.store.bm25, kb.store.filters;"
        "print([name for name in ('qdrant_client', 'qdrant_edge', 'pydantic', 'filelock') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

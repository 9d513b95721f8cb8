"""The language of questions, short and colloquial ones too, and of documents."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.interpret import detect_language

QUESTIONS = """
en | How many founders must sign the articles of a co-op?
en | board size?
en | what's a mutual
en | co-op kenya members
en | Indian co-operative
en | What does the German word Genossenschaft mean?
en | Does the Ley 27/1999 allow proxies?
es | ¿Cuántos socios hacen falta?
es | socios minimos coop colombia
es | hola, me podeis decir cuanta gente hace falta
es | ¿qué dice el Canada Cooperatives Act sobre los nombres?
fr | combien d'associés ?
fr | c'est quoi une mutuelle ?
fr | Que dit le Canada Cooperatives Act ?
it | quanti soci come minimo?
it | cos'è una cooperativa sociale
pt | quantos sócios no mínimo?
pt | posso criar uma associação sozinho?
de | Wie viele Mitglieder?
de | Was sagt die Ley 27/1999 zur Vertretung?
de | Mindestkapital eG
ca | quants socis calen?
ca | què és una fundació?
ca | com es constitueix una associació
gl | Cantas persoas socias son precisas para unha cooperativa e cales son as súas obrigas?
eu | Zenbat bazkide behar dira kooperatiba bat sortzeko?
ko | 협동조합 최소 인원은?
ko | ABC 협동조합의 조합원은 몇 명?
ja | 協同組合の設立に必要な人数は？
zh | 成立合作社需要多少人？
hi | सहकारी समिति के लिए कितने सदस्य चाहिए?
ms | Berapa ramai ahli diperlukan untuk menubuhkan koperasi?
id | Berapa jumlah anggota minimum koperasi di Indonesia?
bg | Колко членове са нужни за кооперация?
ru | Сколько членов нужно для кооператива?
uk | Скільки членів потрібно для кооперативу?
ar | كم عدد الأعضاء اللازم لتأسيس تعاونية؟
el | Πόσα μέλη χρειάζεται ένας συνεταιρισμός;
th | สหกรณ์ต้องมีสมาชิกกี่คน
nl | Hoeveel leden heeft een coöperatie nodig?
pl | Ilu członków potrzebuje spółdzielnia?
sv | Hur många medlemmar behöver en kooperativ förening?
ro | Câți membri sunt necesari pentru o cooperativă?
tr | Kooperatif kurmak için kaç ortak gerekir?
"""


@pytest.mark.parametrize(
    ("language", "question"), [tuple(map(str.strip, row.split("|"))) for row in QUESTIONS.strip().splitlines()]
)
def test_language_of_a_question(language: str, question: str) -> None:
    assert detect_language(question) == language


def test_what_tells_nothing_gets_the_default() -> None:
    assert detect_language("§ 15?!", default="de") == "de"
    assert detect_language("", default="fr") == "fr"
    assert detect_language("OK", default="pt") == "pt"


@given(st.text(max_size=60))
def test_any_text_has_a_language(text: str) -> None:
    assert 2 <= len(detect_language(text)) <= 3


@pytest.mark.corpus
def test_language_of_real_documents(shared: Path) -> None:
    wrong = []
    for document in tomllib.loads((shared / "corpus" / "corpus.toml").read_text(encoding="utf-8"))["document"]:
        path = shared / "corpus" / (document.get("file") or document["files"][0])
        if path.suffix not in (".md", ".txt"):
            continue
        body = path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        if detect_language(body) != document["language"]:
            wrong.append((document["id"], detect_language(body)))
    assert wrong == []

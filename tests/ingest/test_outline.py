"""From blocks to provisions: what begins one, in which part of the law it stands, and what is no law at all."""

from __future__ import annotations

import pytest

from ingest.outline import Outline, build_outline
from ingest.read import read
from ingest.read.blocks import Block, BlockKind, Reading
from ingest.sequence import inserted, longest_run
from kb.model import Section, SectionRole

H, P, ITEM, N = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.NOTE


def outline(text: str, language: str, *, is_law: bool = True) -> Outline:
    """An outline of lines: "# Heading", "- item", "> note", else a paragraph."""
    blocks = []
    for line in text.strip().splitlines():
        mark, _, rest = line.strip().partition(" ")
        if set(mark) == {"#"}:
            blocks.append(Block(rest, H, level=len(mark)))
        elif mark == "-":
            blocks.append(Block(rest, ITEM, level=1))
        elif mark == ">":
            blocks.append(Block(rest, N))
        else:
            blocks.append(Block(line.strip()))
    return build_outline(Reading(tuple(blocks)), language, is_law=is_law)


def law(made: Outline) -> list[str]:
    return [s.locator for s in made.sections if s.locator and s.role not in (SectionRole.NOTE, SectionRole.CONTENTS)]


def at(made: Outline, locator: str) -> Section:
    return next(s for s in made.sections if s.locator == locator)


def said(made: Outline, locator: str) -> str:
    return at(made, locator).span.of(made.text)


# -- where the numbers begin again


def test_transitional_articles_are_not_those_of_the_law() -> None:
    made = outline(
        """
        # Ley de huertos
        ## Artículo 1. Objeto
        Esta ley trata de huertos.
        ## Artículo 2. Riego
        Se riega de noche.
        ## Artículo 3. Llaves
        La llave la guarda el hortelano.
        ## Artículo 4. Cercas
        Las cercas son de madera.
        ## TRANSITORIOS
        PRIMERO.- Este decreto entra en vigor mañana.
        SEGUNDO.- Se derogan las normas anteriores.
        """,
        "es",
    )
    assert law(made) == ["art. 1", "art. 2", "art. 3", "art. 4", "transitorio 1", "transitorio 2"]
    assert said(made, "art. 1").endswith("Esta ley trata de huertos.")


def test_decrees_that_amended_a_law_are_told_apart_by_their_day() -> None:
    made = outline(
        """
        ## Artículo 1
        Uno.
        ## Artículo 2
        Dos.
        ## Artículo 3
        Tres.
        ## Artículo 4
        Cuatro.
        ## TRANSITORIOS
        PRIMERO.- Entra en vigor.
        ## DECRETO por el que se reforma la ley, publicado el 4 de junio de 2001
        ## TRANSITORIOS
        PRIMERO.- Entra en vigor al día siguiente.
        """,
        "es",
    )
    assert law(made)[-2:] == ["transitorio 1", "decreto 2001-06-04, transitorio 1"]


def test_supplementary_provisions_carry_the_name_of_their_part() -> None:
    made = outline(
        """
        제1조(목적) 이 법은 텃밭에 관한 것이다.
        제2조(물) 밤에 물을 준다.
        제3조(열쇠) 열쇠는 관리인이 보관한다.
        제4조(울타리) 울타리는 나무로 한다.
        부칙 <제1234호,2001.2.3>
        제1조(시행일) 이 법은 공포한 날부터 시행한다.
        제2조(경과조치) 종전의 텃밭은 그대로 둔다.
        부칙 <제2345호,2004.5.6>
        제1조(시행일) 이 법은 내일부터 시행한다.
        """,
        "ko",
    )
    assert law(made) == [
        "제1조", "제2조", "제3조", "제4조", "부칙 <제1234호,2001.2.3> 제1조", "부칙 <제1234호,2001.2.3> 제2조",
        "부칙 <제2345호,2004.5.6> 제1조",
    ]  # fmt: skip


def test_a_chapter_of_transitional_provisions_whose_numbers_go_on_is_the_law() -> None:
    made = outline(
        """
        ## § 1 Gärten
        Dieses Gesetz gilt für Gärten.
        ## § 2 Wasser
        Gegossen wird nachts.
        # Übergangsvorschriften
        ## § 3 Alte Gärten
        Für alte Gärten gilt das bisherige Recht.
        """,
        "de",
    )
    assert law(made) == ["§ 1", "§ 2", "§ 3"]


def test_the_law_goes_on_after_an_annex_within_it() -> None:
    made = outline(
        """
        # Annex: Loi sur les jardins
        ## Article 1
        Un.
        ## Article 2
        Deux.
        """,
        "fr",
    )
    assert at(made, "art. 2").role is SectionRole.BODY
    assert SectionRole.ANNEX not in {s.role for s in made.sections}


def test_a_preliminary_part_does_not_take_the_name_of_the_law() -> None:
    preliminary = "\n".join(f"## Art. {n}\nTesto preliminare {n}." for n in range(1, 4))
    code = "\n".join(f"## Art. {n}\nTesto del codice {n}." for n in range(1, 12))
    made = outline(f"# DISPOSIZIONI SULLA LEGGE IN GENERALE\n# CAPO I\n{preliminary}\n# LIBRO PRIMO\n{code}", "it")
    assert said(made, "art. 2").endswith("Testo del codice 2.")
    assert "preleggi, art. 2" in law(made)


def test_additional_and_final_provisions_have_locators_of_their_own() -> None:
    made = outline(
        """
        ## Artículo 1. Objeto
        Huertos.
        ## Disposición adicional primera. Registro
        Se crea un registro.
        1. Es público.
        ## Disposición final única. Vigor
        Entra en vigor mañana.
        """,
        "es",
    )
    assert law(made) == ["art. 1", "disp. adicional 1", "disp. adicional 1.1", "disp. final única"]


def test_ordinal_words_number_the_provisions_under_a_heading_of_several() -> None:
    made = outline(
        """
        ## Article 1
        Horts.
        # Disposicions addicionals
        Primera Registre Es crea un registre.
        Segona Les claus es guarden.
        # Disposició derogatòria
        Es deroga la llei anterior.
        """,
        "ca",
    )
    assert law(made) == ["art. 1", "disp. addicional 1", "disp. addicional 2", "disp. derogatòria"]


def test_a_supplementary_provision_of_one_paragraph_is_cited_by_its_name() -> None:
    made = outline("제1조(목적) 텃밭.\n제2조(물) 물.\n부칙 <제1호,2001.2.3>\n이 법은 내일부터 시행한다.", "ko")
    assert law(made) == ["제1조", "제2조", "부칙"]


# -- what is no provision of this law


def test_a_quoted_article_of_another_law_is_text() -> None:
    articles = "\n".join(f"## Artículo {n}\nTexto {n}." for n in range(1, 6))
    made = outline(
        f"{articles}\nSe modifica el artículo 44 del Código de jardines:\n## Artículo 44\nEl jardín es verde.\n"
        "## Artículo 6\nFin.",
        "es",
    )
    assert law(made) == [f"art. {n}" for n in range(1, 7)]
    assert "El jardín es verde." in said(made, "art. 5")


def test_a_heading_and_the_number_that_its_text_repeats_are_one_article() -> None:
    made = outline("## Artículo 5 BIS\nArtículo 5º bis.- La llave se guarda.\n## Artículo 6\nArtículo 6º.- Fin.", "es")
    assert law(made) == ["art. 5 BIS", "art. 6"]


def test_wording_that_no_longer_applies_is_a_note() -> None:
    made = outline(
        """
        Artículo 1. Los socios son tres.
        ## LEGISLACIÓN ANTERIOR
        Vigente hasta: 30/12/2020
        Artículo 1. Los socios son veinte.
        Artículo 2. La llave se guarda.
        """,
        "es",
    )
    assert law(made) == ["art. 1", "art. 2"]
    old = next(s for s in made.sections if "veinte" in s.span.of(made.text) and s.role is SectionRole.NOTE)
    assert "tres" not in old.span.of(made.text)


def test_a_heading_that_recurs_is_a_note_unless_it_is_the_title_of_a_part() -> None:
    parts = "\n".join(
        f"# Capítulo {n}\n# Disposições gerais\n## Art. {n}\nTexto.\n# JURISPRUDÊNCIA\nUm caso." for n in range(1, 6)
    )
    made = outline(parts, "pt")
    assert {s.span.of(made.text) for s in made.sections if s.role is SectionRole.NOTE} == {"JURISPRUDÊNCIA"}


def test_headings_that_structured_sources_repeat_stay_headings() -> None:
    blocks = []
    for n in range(1, 6):
        blocks += [Block("Introductory", H, 1), Block(f"{n} Rule", H, 2, f"s. {n}"), Block("Text.", P, 0, f"s. {n}")]
    made = build_outline(Reading(tuple(blocks)), "en")
    assert not [s for s in made.sections if s.role is SectionRole.NOTE]


def test_text_after_the_items_of_a_located_provision_belongs_to_it() -> None:
    made = build_outline(
        Reading(
            (
                Block("1 Keys", H, 1, "s. 1"),
                Block("The keeper keeps", P, 0, "s. 1"),
                Block("(a) the key,", ITEM, 1, "s. 1(a)"),
                Block("(b) the spade,", ITEM, 1, "s. 1(b)"),
                Block("unless it rains.", P, 0, "s. 1"),
            )
        ),
        "en",
    )
    assert law(made) == ["s. 1", "s. 1(a)", "s. 1(b)"]
    assert said(made, "s. 1").endswith("unless it rains.")
    assert said(made, "s. 1(b)") == "(b) the spade,"


def test_a_subsection_with_a_heading_of_its_own_is_in_its_section() -> None:
    blocks = [Block("PART I", H, 1), Block("1 Keys", H, 2, "s. 1"), Block("The keeper keeps them.", P, 0, "s. 1(1)")]
    blocks += [
        Block("Spades", H, 2, "s. 1(2)"),
        Block("And the spade.", P, 0, "s. 1(2)"),
        Block("2 Water", H, 2, "s. 2"),
    ]
    blocks += [Block("At night.", P, 0, "s. 2"), Block("PART II", H, 2), Block("3 End", H, 2, "s. 3")]
    made = build_outline(Reading(tuple(blocks)), "en")
    assert said(made, "s. 1").endswith("And the spade.")
    assert law(made) == ["s. 1", "s. 1(1)", "s. 1(2)", "s. 2", "s. 3"]


def test_recitals_are_numbered_and_are_no_law() -> None:
    made = outline(
        """
        # Regulation on gardens
        Whereas:
        (1) Gardens are useful.
        (2) Water is scarce.
        HAVE ADOPTED THIS REGULATION:
        ## Article 1 Subject matter
        Gardens are watered at night.
        """,
        "en",
    )
    assert law(made) == ["recital 1", "recital 2", "art. 1"]
    assert at(made, "recital 2").role is SectionRole.PREAMBLE
    assert at(made, "art. 1").role is SectionRole.BODY


def test_contents_are_told_from_the_sections_they_list() -> None:
    titles = ["Short title", "Interpretation", "Registrar", "Registration", "Members", "Votes"]
    listed = "\n".join(f"{n}. {title}." for n, title in enumerate(titles, 1))
    text = "\n".join(
        f"{n}. (1) The text on {title.lower()} of this Act is so long that it fills more than one line of a "
        f"printed page, as the text of a section does.\n(2) More."
        for n, title in enumerate(titles, 1)
    )
    made = outline(f"# Garden Act\nARRANGEMENT OF SECTIONS\n{listed}\n{text}", "en")
    assert [each for each in law(made) if "(" not in each] == [f"s. {n}" for n in range(1, 7)]
    assert sum(s.role is SectionRole.CONTENTS for s in made.sections) == 1


def test_the_explanation_of_a_bill_has_none_of_its_sections() -> None:
    bill = "\n".join(f"{n}. (1) The text of clause {n}.\n(2) More." for n in range(1, 8))
    explained = "\n".join(f"{n}. Clause {n} seeks to provide for keys." for n in range(1, 8))
    made = outline(f"# Garden Bill\n{bill}\nEXPLANATORY STATEMENT\n{explained}", "en")
    assert [each for each in law(made) if "(" not in each] == [f"s. {n}" for n in range(1, 8)]
    assert said(made, "s. 3").startswith("3. (1) The text of clause 3.")


def test_a_guide_has_headings_only() -> None:
    assert law(outline("# Guide\n## Article 1\n1. Ask.\n2. Wait.", "en", is_law=False)) == []


def test_a_cell_of_a_comparison_is_cited_by_its_row_and_column() -> None:
    rows = [Block("Three", BlockKind.ROW, 0, "Members / Society"), Block("Ten", BlockKind.ROW, 0, "Members / Club")]
    made = build_outline(Reading((Block("Comparison", H, 1), *rows)), "en", is_law=False)
    assert [s.locator for s in made.sections] == ["", "Members / Society", "Members / Club"]
    assert said(made, "Members / Club") == "Ten"


# -- numbers that run through a text


@pytest.mark.parametrize(
    ("numbers", "chosen"),
    [
        ([1, 2, 3, 4], [0, 1, 2, 3]),
        ([1, 2, 3, 1, 2, 4, 5], [0, 1, 2, 5, 6]),  # a list within section 3
        ([1, 2, 3, 44, 4, 5], [0, 1, 2, 4, 5]),
        ([1, 2, 5, 6, 11, 12], [0, 1, 2, 3, 4, 5]),  # numbers that could not be read
        ([], []),
    ],
)
def test_the_run_of_sections(numbers: list[int], chosen: list[int]) -> None:
    assert sorted(longest_run([(i, number, 0) for i, number in enumerate(numbers)])) == chosen


def test_of_contents_and_text_the_text_wins() -> None:
    assert longest_run([(i, number, 0) for i, number in enumerate([1, 2, 3, 4, 1, 2, 3, 4])]) == {4, 5, 6, 7}


@pytest.mark.parametrize(
    ("numbers", "chosen"),
    [
        (["7", "8", "8A", "8B", "9"], [0, 1, 2, 3, 4]),
        (["7", "8", "8 bis", "8 ter", "9"], [0, 1, 2, 3, 4]),
        (["1", "2", "2A", "3", "1", "2", "2A", "3"], [4, 5, 6, 7]),  # the text, not its contents
    ],
)
def test_inserted_sections_do_not_take_the_place_of_the_one_before(numbers: list[str], chosen: list[int]) -> None:
    run = longest_run([(i, int(number[0]), inserted(number)) for i, number in enumerate(numbers)])
    assert sorted(run) == chosen


def test_an_inserted_article_is_none_of_the_one_before() -> None:
    blocks = [
        Block("1", H, 2, "art. 1"), Block("Le jardin est ouvert.", P, 0, "art. 1"),
        Block("1.1", H, 2, "art. 1.1"), Block("(1) La clé est au mur.", P, 0, "art. 1.1(1)"),
        Block("2", H, 2, "art. 2"), Block("(1) Le puits est profond.", P, 0, "art. 2(1)"),
    ]  # fmt: skip
    made = build_outline(Reading(tuple(blocks)), "fr")
    assert said(made, "art. 1") == "1\n\nLe jardin est ouvert."
    assert said(made, "art. 1.1") == "1.1\n\n(1) La clé est au mur."


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("bg",
         "Чл. 3. (Изм. - ДВ, бр. 1 от 1992) (1) (Доп.) Ключът се пази:\n1. от пазача;\n2. от съседа.\n(2) Тя е наша.",
         ["чл. 3", "чл. 3, ал. 1", "чл. 3, ал. 1, т. 1", "чл. 3, ал. 1, т. 2", "чл. 3, ал. 2"]),
        ("en", "Section 8. (1) The keeper keeps\n(a) the key;\n(b) the spade.\n(2) He may rest.",
         ["s. 8", "s. 8(1)", "s. 8(1)(a)", "s. 8(1)(b)", "s. 8(2)"]),
        ("en",
         "Section 8. Keys\n3. a. Unless it rains:\n(1) the gate is open;\n(2) the well is shut.\nb. All is shut.",
         ["s. 8", "s. 8(3)", "s. 8(3)(a)", "s. 8(3)(a)(1)", "s. 8(3)(a)(2)", "s. 8(3)(b)"]),
        ("en", "Section 8. Keys and spades; care.—(1) The keeper keeps them.\n(2) He may rest.",
         ["s. 8", "s. 8(1)", "s. 8(2)"]),
        ("en", "[§12C-8] Keys, etc. (a) The keeper keeps:\n(1) The key; and\n(2) The spade.\n(b) He may rest.",
         ["§ 12C-8", "§ 12C-8(a)", "§ 12C-8(a)(1)", "§ 12C-8(a)(2)", "§ 12C-8(b)"]),
        ("es", "Artículo 5. 1. Hay una llave.\n2. La guarda el hortelano.", ["art. 5", "art. 5.1", "art. 5.2"]),
        ("es", "Disposición final primera. 1. Hay una llave.\n2. La guarda el hortelano.",
         ["disp. final 1", "disp. final 1.1", "disp. final 1.2"]),
        ("ko", "제5조(열쇠) ① 열쇠는 하나이다.\n② 관리인이 보관한다.", ["제5조", "제5조제1항", "제5조제2항"]),
        ("it", "Art. 5. (1) La chiave è una sola.\nLa tiene l'ortolano.", ["art. 5"]),  # the mark of a footnote
    ],
)  # fmt: skip
def test_the_first_subdivision_may_stand_in_the_line_of_what_holds_it(
    language: str, text: str, found: list[str]
) -> None:
    made = outline(text, language)
    assert law(made) == found
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert made.text.split("\n\n") == lines, "the text is as it was"


def test_a_first_subdivision_after_a_marginal_note_is_one() -> None:
    sections = "\n".join(f"{n}. Section {n} is a section of this Act and says so." for n in (1, 2, 3, 5, 6))
    text = sections.replace(
        "5. S", "Proof of 4. (1) A copy of a key proves that there is one.\n(2) So does a lock.\n5. S"
    )
    made = outline(text, "en")
    assert law(made) == ["s. 1", "s. 2", "s. 3", "s. 4", "s. 4(1)", "s. 4(2)", "s. 5", "s. 6"]


def test_a_first_subdivision_in_the_line_is_quoted_by_itself() -> None:
    made = outline("Section 8. (1) The keeper keeps\n(a) the key;\n(b) the spade.\n(2) He may rest.", "en")
    assert said(made, "s. 8(1)") == "(1) The keeper keeps\n\n(a) the key;\n\n(b) the spade."
    assert said(made, "s. 8").startswith("Section 8. (1) The keeper keeps")
    assert [made.text[p.span.start : p.span.end] for p in made.pieces][:2] == ["Section 8.", "(1) The keeper keeps"]


def test_a_heading_that_the_text_repeats_leaves_its_first_subdivision() -> None:
    made = outline("# §12C-8 Keys.\n[§12C-8] Keys. (a) The keeper keeps them.\n(b) He may rest.", "en")
    assert law(made) == ["§ 12C-8", "§ 12C-8(a)", "§ 12C-8(b)"]
    assert said(made, "§ 12C-8(a)") == "(a) The keeper keeps them."


def test_a_heading_that_holds_the_first_subdivision_is_its_number_alone() -> None:
    made = outline("# Section 8. (1) The keeper keeps them.\n(2) He may rest.", "en")
    assert at(made, "s. 8").heading == "Section 8."
    assert said(made, "s. 8(1)") == "(1) The keeper keeps them."


def test_an_article_in_brackets_is_none_of_the_article_before_it() -> None:
    made = outline(
        """
        # CAPO I
        ## Art. 1.
        #### Orti.
        Gli orti sono comuni.
        [Art. 2. Siepi.
        Le siepi sono alte.]
        [Art. 3.
        Pozzi. (1)
        I pozzi sono chiusi.]
        (1) Articolo abrogato dalla legge 1 gennaio 1999, n. 1. Il testo era:
        «I pozzi sono aperti.
        L'acqua è di tutti.»
        ## Art. 4.
        #### Chiavi.
        La chiave è una sola.
        """,
        "it",
    )
    assert law(made) == ["art. 1", "art. 2", "art. 3", "art. 4"]
    assert said(made, "art. 1") == "Art. 1. Orti.\n\nGli orti sono comuni."
    (note,) = (s for s in made.sections if s.role is SectionRole.NOTE)
    assert note.span.of(made.text).startswith("(1) Articolo")
    assert note.span.of(made.text).endswith("di tutti.»")


def test_articles_that_an_act_inserts_into_another_stand_in_its_own() -> None:
    made = outline(
        """
        ## Article unique.
        La loi est complétée comme suit:
        «Art. 137-11.
        Le jardin est ouvert.
        Art. 137-12.
        Le puits est profond.»
        """,
        "fr",
    )
    assert said(made, "art. unique").endswith("Le puits est profond.»")
    assert said(made, "art. 137-11") == "«Art. 137-11.\n\nLe jardin est ouvert."
    assert said(made, "art. 137-12").endswith("Le puits est profond.»")


# -- a number above its title


def test_a_number_and_the_title_below_it_are_one_heading() -> None:
    made = outline(
        """
        # LIBRO I
        ##### Art. 1.
        #### Orti comuni.
        Gli orti sono comuni.
        ##### Art. 1-bis.
        #### Chiavi.
        La chiave è una sola.
        ##### Art. 2.
        Senza titolo.
        ##### Art. 3.
        ## CAPO II Delle siepi
        ##### Art. 4.
        #### Siepi.
        Le siepi sono alte.
        """,
        "it",
    )
    assert law(made) == ["art. 1", "art. 1-bis", "art. 2", "art. 3", "art. 4"]
    assert said(made, "art. 1") == "Art. 1. Orti comuni.\n\nGli orti sono comuni."
    assert at(made, "art. 4").heading == "Art. 4. Siepi."
    assert [s.heading for s in made.sections if not s.locator] == ["LIBRO I", "CAPO II Delle siepi"]


def test_a_title_and_the_first_paragraph_on_one_line_below_the_number_of_an_article() -> None:
    source = (
        "# Llei\n\n## Article 4\n\nTitulars i requisits 1. Poden constituir una associació:\n\na) les persones.\n\n"
        "b) les altres.\n\n2. Les altres poden ser membres.\n\n3. Cal ser major.\n\n## Article 5\n\n"
        "Cada fundador aporta 1. Ningú no aporta més.\n"
    )
    outline = build_outline(read(source.encode(), name="llei.md", language="ca"), "ca")
    assert [section.locator for section in outline.sections if section.locator] == [
        *("art. 4", "art. 4.1", "art. 4.1 a)", "art. 4.1 b)", "art. 4.2", "art. 4.3", "art. 5"),
    ]  # fmt: skip
    first = next(section for section in outline.sections if section.locator == "art. 4.1")
    assert first.span.of(outline.text).startswith("1. Poden constituir")

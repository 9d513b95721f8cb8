"""Every usual way in which a lawyer writes a provision, and the locator that it is.

Each is read by itself and in a sentence.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from kb.locator import find, parse

# as written | locator
USUAL = """
DA 1ª                                               | disp. adicional 1
D.A. 1.ª                                            | disp. adicional 1
D. A. 1ª                                            | disp. adicional 1
disposición adicional primera                       | disp. adicional 1
Disp. Ad. 1ª                                        | disp. adicional 1
disp. adic. 1.ª                                     | disp. adicional 1
disposición adicional 1                             | disp. adicional 1
disposición adicional 1ª, apartado 2                | disp. adicional 1.2
D.T. 2ª                                             | disp. transitoria 2
DT 2.ª                                              | disp. transitoria 2
disposición transitoria segunda                     | disp. transitoria 2
disp. trans. 2ª                                     | disp. transitoria 2
DF 3ª                                               | disp. final 3
D.F. 3.ª                                            | disp. final 3
disposición final tercera                           | disp. final 3
DD única                                            | disp. derogatoria única
D.D. única                                          | disp. derogatoria única
disposición derogatoria única                       | disp. derogatoria única
disp. derog. única                                  | disp. derogatoria única
artículo 12, apartado 3, letra b)                   | art. 12.3 b)
artículo 12, apartado 3, letra b                    | art. 12.3 b)
art. 12.3.b)                                        | art. 12.3 b)
art. 12.3.b                                         | art. 12.3 b)
art. 12.3 b)                                        | art. 12.3 b)
art 27 apdo. 2                                      | art. 27.2
art. 123, apartado B, fracción IV                   | art. 123 B) fracc. IV
artículo 123, apartado A                            | art. 123 A)
artículo 123, B, IV                                 | art. 123 B), IV
art. 27 aptdo. 2                                    | art. 27.2
art. 27 ap. 2                                       | art. 27.2
apartado 2 del artículo 27                          | art. 27.2
letra b) del apartado 3 del artículo 12             | art. 12.3 b)
el apartado 3.b) del artículo 12                    | art. 12.3 b)
párrafo segundo del artículo 12                     | art. 12 para. 2
segundo párrafo del artículo 12                     | art. 12 para. 2
artículo 12, párrafo segundo                        | art. 12 para. 2
artículo 12, segundo párrafo                        | art. 12 para. 2
art. 12 párr. 2                                     | art. 12 para. 2
art. 12 pfo. 2º                                     | art. 12 para. 2
art. 5 inc. a)                                      | art. 5 inc. a
artículo 5, inciso segundo                          | art. 5 inc. 2
inciso 2º del artículo 5                            | art. 5 inc. 2
artículo 5º, numeral 3                              | art. 5.3
artículo 5, fracción IV                             | art. 5 fracc. IV
fracción IV del artículo 5                          | art. 5 fracc. IV
art. 149 bis                                        | art. 149 bis
art. 12 preleggi                                    | preleggi, art. 12
art. 12 disp. prel.                                 | preleggi, art. 12
art. 12 disp. prel. c.c.                            | preleggi, art. 12
art. 12 delle preleggi                              | preleggi, art. 12
preleggi art. 12                                    | preleggi, art. 12
disp. att. c.c. art. 223-duodecies                  | disp. att., art. 223-duodecies
art. 223-duodecies disp. att. c.c.                  | disp. att., art. 223-duodecies
art. 223-duodecies disp. att.                       | disp. att., art. 223-duodecies
art. 223 duodecies delle disposizioni di attuazione | disp. att., art. 223 duodecies
art. 2513, comma 1, lett. a)                        | art. 2513, co. 1, lett. a)
art. 2513, primo comma, lettera a                   | art. 2513, co. 1, lett. a)
art. 2513, primo comma, lettera a)                  | art. 2513, co. 1, lett. a)
art. 2513 co. 1 lett. a                             | art. 2513, co. 1, lett. a)
art. 2513, c. 1, lett. a                            | art. 2513, co. 1, lett. a)
art. 2513, 1° comma                                 | art. 2513, co. 1
art. 2513, 1º co.                                   | art. 2513, co. 1
art. 2522 co. 2                                     | art. 2522, co. 2
art. 2522, 2 comma                                  | art. 2522, co. 2
art. 2522, comma secondo                            | art. 2522, co. 2
secondo comma dell'art. 2522                        | art. 2522, co. 2
il comma 2 dell'articolo 2522                       | art. 2522, co. 2
art. 2522 c.c.                                      | art. 2522
art. 2522 cod. civ.                                 | art. 2522
articolo 2522 del codice civile                     | art. 2522
art. 2522, comma 2, c.c.                            | art. 2522, co. 2
art. 2519, comma 2, n. 1                            | art. 2519, co. 2, n. 1
art. 1, comma 1-bis                                 | art. 1, co. 1-bis
al. 7(1)b)                                          | art. 7(1) b)
alinéa 7(1)b)                                       | art. 7(1) b)
par. 7(1)                                           | art. 7(1)
paragraphe 7(1)                                     | art. 7(1)
paragraphe (1) de l'article 7                       | art. 7(1)
paragraphe 1 de l'article 7                         | art. 7 para. 1
l'alinéa 7(1)b)                                     | art. 7(1) b)
sous-al. 7(1)b)(ii)                                 | art. 7(1) b)(ii)
sous-alinéa 7(1)b)(ii)                              | art. 7(1) b)(ii)
art. 7(1)b)                                         | art. 7(1) b)
article 7, paragraphe (1), alinéa b)                | art. 7(1) b)
article 7, alinéa 2                                 | art. 7 al. 2
article 7 alinéa 2                                  | art. 7 al. 2
alinéa 2 de l'article 7                             | art. 7 al. 2
deuxième alinéa de l'article 7                      | art. 7 al. 2
le second alinéa de l'article 7                     | art. 7 al. 2
article 7, deuxième alinéa                          | art. 7 al. 2
article 7, 2e alinéa                                | art. 7 al. 2
art. 7, 1er al.                                     | art. 7 al. 1
art. 7, al. 1er                                     | art. 7 al. 1
art. L521-1                                         | art. L521-1
art. L.521-1                                        | art. L521-1
art. R. 521-3                                       | art. R521-3
art. R*521-3                                        | art. R521-3
art. D. 521-3                                       | art. D521-3
article A. 521-3                                    | art. A521-3
L. 521-1 al. 2                                      | art. L521-1 al. 2
L521-1, al. 2                                       | art. L521-1 al. 2
article 19-1 bis                                    | art. 19-1 bis
art. 1er                                            | art. 1er
article 1er                                         | art. 1er
article premier                                     | art. 1
article 7, 2°                                       | art. 7.2
2° de l'article 7                                   | art. 7.2
a) du 2° de l'article 7                             | art. 7.2 a)
article L. 114-1, II                                | art. L114-1, II
II de l'article L. 114-1                            | art. L114-1, II
I de l'art. 19                                      | art. 19, I
annexe 1                                            | ann. 1
article 19 ter                                      | art. 19 ter
article 19 septies                                  | art. 19 septies
article 1843-4                                      | art. 1843-4
Perkara 10                                          | art. 10
perkara 10(1)(c)                                    | art. 10(1)(c)
Fasal (1) Perkara 10                                | art. 10(1)
Fasal (2) dalam Perkara 10                          | art. 10(2)
seksyen 5(1)(a)                                     | s. 5(1)(a)
subseksyen 5(1)                                     | s. 5(1)
subseksyen (1) seksyen 5                            | s. 5(1)
perenggan 5(1)(a)                                   | s. 5(1)(a)
Jadual Kedua                                        | Jadual 2
Jadual Pertama                                      | Jadual 1
Jadual Kesebelas                                    | Jadual 11
Jadual 2                                            | Jadual 2
Jadual Kedua, perenggan 3                           | Jadual 2 para. 3
Jadual 2 perenggan 3                                | Jadual 2 para. 3
perenggan 3 Jadual Kedua                            | Jadual 2 para. 3
perenggan 3                                         | para. 3
peraturan 5                                         | reg. 5
§ 43a Abs. 4 S. 2                                   | § 43a Abs. 4 Satz 2
§43a Abs.4 S.2                                      | § 43a Abs. 4 Satz 2
§ 43a Abs 4 S 2                                     | § 43a Abs. 4 Satz 2
§ 5 Absatz 2 Satz 1 Nummer 3                        | § 5 Abs. 2 Satz 1 Nr. 3
§ 5 Abs. 2 Nr. 3 lit. a                             | § 5 Abs. 2 Nr. 3 Buchst. a
§ 5 Abs. 2 Nr. 3 lit. a)                            | § 5 Abs. 2 Nr. 3 Buchst. a
§ 5 Abs. 2 Buchst. a)                               | § 5 Abs. 2 Buchst. a
§ 5 Abs. 2 Nr. 3a                                   | § 5 Abs. 2 Nr. 3a
§ 5 (2)                                             | § 5(2)
§ 5 Abs. 2 Ziff. 3                                  | § 5 Abs. 2 Nr. 3
Art. 14 Abs. 1 GG                                   | art. 14 Abs. 1
Art. 14 Abs. 1 S. 2 GG                              | art. 14 Abs. 1 Satz 2
§§ 5-7                                              | § 5
§§ 5 ff.                                            | § 5
§ 5 ff. GenG                                        | § 5
§ 5 f.                                              | § 5
Artikel 3                                           | art. 3
Artikel 3 Absatz 1                                  | art. 3 Abs. 1
Paragraf 5                                          | § 5
§ 5 GenG                                            | § 5
§ 5 Abs. 2 des Genossenschaftsgesetzes              | § 5 Abs. 2
Absatz 2 des § 5                                    | § 5 Abs. 2
Anlage 2                                            | Anlage 2
§ 15 Abs. 1 Satz 1 Halbsatz 2                       | § 15 Abs. 1 Satz 1 Halbsatz 2
art. 3º, § 1º, inciso II, alínea a                  | art. 3, § 1, II a)
art. 3º, § 1º, II, "a"                              | art. 3, § 1, II a)
art. 3º, inc. II                                    | art. 3, II
art. 5, inciso XXVIII, alínea "a"                   | art. 5, XXVIII a)
artigo 3.º, n.º 2, al. b)                           | art. 3.2 b)
artigo 3.º, n.º 2, alínea b)                        | art. 3.2 b)
art. 3.º, nº 2, al. b)                              | art. 3.2 b)
artigo 3.º, número 2                                | art. 3.2
n.º 2 do artigo 3.º                                 | art. 3.2
alínea b) do n.º 2 do artigo 3.º                    | art. 3.2 b)
parágrafo único do art. 4                           | art. 4, parágrafo único
art. 4º, parágrafo único                            | art. 4, parágrafo único
art. 4º, par. único                                 | art. 4, parágrafo único
art. 4º, p. único                                   | art. 4, parágrafo único
§ 1º do art. 3º                                     | art. 3, § 1
§ 1º do artigo 3º                                   | art. 3, § 1
inciso II do § 1º do art. 3º                        | art. 3, § 1, II
inciso II do art. 3º                                | art. 3, II
alínea a do inciso II do art. 3º                    | art. 3, II a)
art. 3º, parágrafo 1º                               | art. 3, parágrafo 1
art. 3º, parágrafo primeiro                         | art. 3, parágrafo 1
art. 3º, caput                                      | art. 3
caput do art. 3º                                    | art. 3
art. 64, I)                                          | art. 64, I
DF 1a                                                | disp. final 1
art. 12 preleggi, comma 2                            | preleggi, art. 12, co. 2
art. 1.094, I                                       | art. 1.094, I
s 7(1)(b)                                           | s. 7(1)(b)
s.7(1)(b)                                           | s. 7(1)(b)
s. 7 (1) (b)                                        | s. 7(1)(b)
sec. 7(1)                                           | s. 7(1)
Sec 7                                               | s. 7
sect. 7(1)                                          | s. 7(1)
section 7, subsection (1), paragraph (b)            | s. 7(1)(b)
section 7 subsection 1 paragraph b                  | s. 7(1)(b)
subsection (1) of section 7                         | s. 7(1)
subsection 1 of section 7                           | s. 7(1)
paragraph (b) of subsection (1) of section 7        | s. 7(1)(b)
paragraph (b) of section 7(1)                       | s. 7(1)(b)
para (b) of s 7(1)                                  | s. 7(1)(b)
clause (b) of section 7                             | s. 7(b)
clause (b) of sub-section (1) of section 7          | s. 7(1)(b)
sub-clause (ii) of clause (b) of section 7          | s. 7(b)(ii)
para 7(1)(b)                                        | para. 7(1)(b)
para. 7(1)(b)                                       | para. 7(1)(b)
paragraph 7(1)(b)                                   | s. 7(1)(b)
s 7, sub-s (2)                                      | s. 7(2)
sub-s (2) of s 7                                    | s. 7(2)
s 7 subs (2)                                        | s. 7(2)
subs 7(2)                                           | s. 7(2)
ss 7(2)                                             | s. 7(2)
ss. 7(2) and (3)                                    | s. 7(2)
subsection 7(2)                                     | s. 7(2)
subparagraph 7(1)(a)(ii)                            | s. 7(1)(a)(ii)
subpara 7(1)(a)(ii)                                 | s. 7(1)(a)(ii)
sub-para. 7(1)(a)(ii)                               | s. 7(1)(a)(ii)
clause 7(1)(a)(ii)(A)                               | cl. 7(1)(a)(ii)(A)
Schedule 1, paragraph 2                             | Sch. 1 para. 2
paragraph 2 of Schedule 1                           | Sch. 1 para. 2
para 2 of Sch 1                                     | Sch. 1 para. 2
para 2(1)(a) of Schedule 1                          | Sch. 1 para. 2(1)(a)
Sch 2 pt 1                                          | Sch. 2 Part 1
Schedule 2, Part 1                                  | Sch. 2 Part 1
Sch 2, Pt I, para 3                                 | Sch. 2 Part 1 para. 3
Part 1 of Schedule 2                                | Sch. 2 Part 1
Sch. 2                                              | Sch. 2
sched. 2                                            | Sch. 2
First Schedule                                      | Sch. 1
the Second Schedule                                 | Sch. 2
1st Schedule                                        | Sch. 1
2nd Sch                                             | Sch. 2
Schedule I                                          | Sch. I
Second Schedule, para 3                             | Sch. 2 para. 3
Eleventh Schedule                                   | Sch. 11
Twelfth Schedule                                    | Sch. 12
Order 5 rule 12                                     | O. 5 r. 12
Order 5, rule 12                                    | O. 5 r. 12
Order V rule 12                                     | O. 5 r. 12
O. 5 r. 12                                          | O. 5 r. 12
O 5 r 12                                            | O. 5 r. 12
O.5, r.12                                           | O. 5 r. 12
Ord. 5 r. 12(1)(a)                                  | O. 5 r. 12(1)(a)
Order 5, rule 12(2)                                 | O. 5 r. 12(2)
rule 12 of Order 5                                  | O. 5 r. 12
r 12(2) of O 5                                      | O. 5 r. 12(2)
Order 5                                             | O. 5
reg 12                                              | reg. 12
regulation 12(1)(a)                                 | reg. 12(1)(a)
r. 12                                               | r. 12
rule 12                                             | r. 12
Article 27(2)(b)                                    | art. 27(2)(b)
art 27(2)(b)                                        | art. 27(2)(b)
Art 27 para 2                                       | art. 27 para. 2
Article 27, paragraph 2                             | art. 27 para. 2
Article 27, paragraph 2, point (b)                  | art. 27 para. 2(b)
Article 27(2), point (b)                            | art. 27(2)(b)
point (b) of Article 27(2)                          | art. 27(2)(b)
Art. 27 § 2                                         | art. 27, § 2
§ 421C-15                                           | § 421C-15
section 106.1(2)                                    | s. 106.1(2)
s 85A(1)                                            | s. 85A(1)
section 8 of the Act                                | s. 8
Section 8 of the Co-operatives Act                  | s. 8
sec 8 CCA                                           | s. 8
s. 8, Canada Cooperatives Act                       | s. 8
recital 13                                          | recital 13
чл. 5, ал. 2, т. 3                                  | чл. 5, ал. 2, т. 3
чл.5 ал.2 т.3                                       | чл. 5, ал. 2, т. 3
член 5, алинея 2, точка 3                           | чл. 5, ал. 2, т. 3
чл. 5, ал. 2, т. 3, б. "а"                          | чл. 5, ал. 2, т. 3, б. а
ал. 2 на чл. 5                                      | чл. 5, ал. 2
чл. 5а                                              | чл. 5а
§ 4 от ПЗР                                          | ПЗР, § 4
§ 4 ПЗР                                             | ПЗР, § 4
§ 4, ал. 1 от ПЗР                                   | ПЗР, § 4, ал. 1
ПЗР § 4                                             | ПЗР, § 4
§ 1 от ДР                                           | ДР, § 1
§ 1, т. 3 от ДР                                     | ДР, § 1, т. 3
§ 1 от допълнителните разпоредби                    | ДР, § 1
§ 4 от преходните и заключителните разпоредби       | ПЗР, § 4
ДР, § 1, т. 9, б. а                                 | ДР, § 1, т. 9, б. а
제15조 제2항 제1호                                        | 제15조제2항제1호
제15조제2항제1호                                          | 제15조제2항제1호
제15조 2항 1호                                          | 제15조제2항제1호
15조 2항                                              | 제15조제2항
15조의2                                               | 제15조의2
제15조의2                                              | 제15조의2
제15조의2제1항                                           | 제15조의2제1항
제15조 제2항 제1호 가목                                     | 제15조제2항제1호가목
부칙 제1조                                              | 부칙 제1조
第4条第2項第1号                                           | 第四条第二項第一号
第四条第二項第一号                                           | 第四条第二項第一号
4条2項1号                                              | 第四条第二項第一号
第4条2項                                               | 第四条第二項
第４条第２項                                              | 第四条第二項
第4条の2第1項                                            | 第四条の二第一項
4条の2                                                | 第四条の二
附則第二条                                               | 附則第二条
附則第2条                                               | 附則第二条
附則2条                                                | 附則第二条
第4条第2項第1号イ                                          | 第四条第二項第一号イ
धारा 5 की उपधारा (2)                                | धारा 5(2)
धारा 5(2)                                           | धारा 5(2)
धारा 5 की उप-धारा (2)                               | धारा 5(2)
धारा 5 उपधारा (2)                                   | धारा 5(2)
धारा 5 की उपधारा (2) के खंड (क)                     | धारा 5(2)(क)
धारा 5 के खंड (क)                                   | धारा 5(क)
धारा ५                                              | धारा 5
अनुच्छेद 43ख                                        | art. 43ख
DA primera                                          | disp. adicional 1
art. 7 LSC                                          | art. 7
"""
# the name of the law stands first: a locator by itself has none before it
NAMED = """
HRS § 421C-15 | § 421C-15
HRS §421C-15(a) | § 421C-15(a)
Haw. Rev. Stat. § 421C-15 | § 421C-15
Iowa Code § 499.36 | § 499.36
Canada Cooperatives Act, s. 8(1) | s. 8(1)
CCA s 8(1) | s. 8(1)
협동조합기본법 제15조 | 제15조
협동조합기본법 제15조제1항 | 제15조제1항
行政手続法第5条 | 第五条
行政手続法5条1項 | 第五条第一項
"""
# only at the end, or before a full stop or the name of a law, is it sure what it means
LAST = """
§ 43a IV 2 | § 43a Abs. 4 Satz 2
art. 3º, § 1º, II, a | art. 3, § 1, II a)
art. 5º, XXVIII, a | art. 5, XXVIII a)
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(map(str.strip, row.split("|"))) for row in table.strip().splitlines()]


@pytest.mark.parametrize(("written", "locator"), rows(USUAL) + rows(LAST))
def test_alone(written: str, locator: str) -> None:
    found = parse(written)
    assert str(found) == locator
    assert parse(str(found)) == found, "what is printed is read as the same"


@pytest.mark.parametrize(("written", "locator"), rows(USUAL) + rows(NAMED))
@pytest.mark.parametrize(
    "sentence", ["What does {} say?", "{}: ¿qué dice?", "Was steht in {}, und warum?", "See it (as in {})."]
)
def test_in_a_sentence(sentence: str, written: str, locator: str) -> None:
    text = sentence.format(written)
    found, span = find(text)[0]
    assert str(found) == locator
    assert span.start >= text.index(written) and span.end <= text.index(written) + len(written)


@pytest.mark.parametrize(("written", "locator"), rows(LAST))
def test_at_the_end_of_a_sentence(written: str, locator: str) -> None:
    assert str(find(f"See {written}.")[0][0]) == locator


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("subsections (1) and (2) of section 7", ["s. 7(1)", "s. 7(2)"]),
        ("ss. 7(2) and (3)", ["s. 7(2)", "s. 7(3)"]),
        ("los párrafos 2 y 3 del artículo 5", ["art. 5 para. 2", "art. 5 para. 3"]),
        ("artigos 3º, 5º e 7º", ["art. 3", "art. 5", "art. 7"]),
        ("§§ 1 и 2 от ДР", ["ДР, § 1", "ДР, § 2"]),
        ("Schedules 1 and 2, section 5 of Schedule 3", ["Sch. 3 s. 5"]),
        ("section 5 and Schedule 2", ["s. 5", "Sch. 2"]),
        ("§ 5 I GenG", ["§ 5 Abs. 1"]),
        ("Does § 5 I think matter?", ["§ 5"]),
        ("a profit of 15조 원", []),
        ("京都の二条城", []),
        ("DA LEI e DAS SOCIEDADES, DE 5", []),
        ("In order I must file 5 rules", []),
        ("Order 5 of 2013", []),
        ("sub-s (2)", []),
        ("subsection 8 of it", []),
        ("section 8 paragraph a company files", ["s. 8"]),
        ("segundo párrafo de la carta", []),
        ("the first paragraph of the annex", ["Annex, para. 1"]),
    ],
)
def test_what_is_named_and_what_is_not(text: str, found: list[str]) -> None:
    assert [str(locator) for locator, _ in find(text)] == found


@pytest.mark.parametrize(
    "unit",
    [
        "letra a) de ", "segundo párrafo ", "art. 5, ", "1, 2 y 3 ", "(a) of ", "II de ", "paragraph 2 of ",
        "Order V rule ", "§ 4 от ", "Abs. 2 des ", "subsections (1) and (2) and (3) of ", "제1조", "D.A. ",
        "art. 5" + " " * 400, "schedule 2 of ", "ПЗР на ", "§ 1 от ПЗР (ДВ, бр. 21 от 1990 г.) ",
    ],
)  # fmt: skip
def test_the_steps_of_a_search_grow_with_the_text(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: subdivisions looked for, in a text and in one four times as long."""
    module = import_module("kb.locator.subdivisions")
    steps = module.step_inwards
    counted: list[int] = []

    def count(*args: object) -> object:
        counted[-1] += 1
        return steps(*args)

    for name in ("subdivisions", "inverted"):
        monkeypatch.setattr(import_module(f"kb.locator.{name}"), "step_inwards", count)
    for times in (40, 160):
        counted.append(0)
        find(unit * times)
    assert counted[1] <= 4.5 * counted[0] + 20

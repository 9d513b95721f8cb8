"""Sentences about cooperatives and associations in the languages of the corpus, written for benchmarks and tests.

They say nothing about any real law.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

SENTENCES: dict[str, tuple[str, ...]] = {
    "en": (
        "A village bakery is owned by the forty families who buy its bread, and each of them has one vote.",
        "When the year ends well, the members decide together how much is kept in reserve and how much is paid back.",
        "Nobody may sell a share to an outsider without first offering it to the other members at its face value.",
        "The board meets in the old school every second month and keeps a written record of what it decided.",
        "If the association is wound up, what remains after the debts goes to a body with a similar purpose.",
        "An auditor chosen by the general meeting reads the accounts and reports on them in plain language.",
    ),
    "es": (
        "La panadería del pueblo pertenece a las cuarenta familias que compran su pan, y cada una tiene un voto.",
        "Si el año termina bien, las socias deciden juntas cuánto se guarda en reserva y cuánto se devuelve.",
        "Nadie puede vender su participación a un extraño sin ofrecerla antes a los demás al valor nominal.",
        "El consejo se reúne en la antigua escuela cada dos meses y deja constancia escrita de lo acordado.",
        "Si la asociación se disuelve, lo que quede tras pagar las deudas pasa a una entidad de fines parecidos.",
        "Una auditora elegida por la asamblea lee las cuentas y las explica con palabras sencillas.",
    ),
    "fr": (
        "La boulangerie du village appartient aux quarante familles qui achètent son pain, chacune avec une voix.",
        "Quand l'année finit bien, les membres décident ensemble de ce qui est mis en réserve et de ce qui est rendu.",
        "Personne ne peut céder sa part à un tiers sans l'avoir d'abord proposée aux autres à sa valeur nominale.",
        "Le conseil se réunit tous les deux mois dans l'ancienne école et garde une trace écrite de ses décisions.",
        "Si l'association est dissoute, ce qui reste après les dettes revient à un organisme au but semblable.",
        "Une commissaire choisie par l'assemblée lit les comptes et en rend compte dans une langue claire.",
    ),
    "it": (
        "Il forno del paese è delle quaranta famiglie che ne comprano il pane, e ognuna ha un solo voto.",
        "Se l'anno si chiude bene, i soci decidono insieme quanto mettere a riserva e quanto restituire.",
        "Nessuno può vendere la propria quota a un estraneo senza averla prima offerta agli altri al valore nominale.",
        "Il consiglio si riunisce ogni due mesi nella vecchia scuola e tiene un verbale delle decisioni prese.",
        "Se l'associazione si scioglie, quel che resta dopo i debiti va a un ente con uno scopo simile.",
        "Una revisora scelta dall'assemblea legge i conti e ne riferisce con parole semplici.",
    ),
    "pt": (
        "A padaria da aldeia pertence às quarenta famílias que compram o seu pão, e cada uma tem um voto.",
        "Quando o ano corre bem, os membros decidem juntos quanto fica em reserva e quanto é devolvido.",
        "Ninguém pode vender a sua quota a um estranho sem a oferecer antes aos outros pelo valor nominal.",
        "A direção reúne-se na antiga escola de dois em dois meses e guarda um registo escrito do que decidiu.",
        "Se a associação for dissolvida, o que sobrar depois das dívidas vai para uma entidade com fim semelhante.",
        "Uma auditora escolhida pela assembleia lê as contas e explica-as em linguagem simples.",
    ),
    "de": (
        "Die Dorfbäckerei gehört den vierzig Familien, die ihr Brot kaufen, und jede von ihnen hat eine Stimme.",
        "Geht das Jahr gut aus, beschließen die Mitglieder gemeinsam, was in die Rücklage kommt und was sie erhalten.",
        "Niemand darf seinen Anteil an Fremde verkaufen, ohne ihn zuvor den anderen zum Nennwert anzubieten.",
        "Der Vorstand trifft sich alle zwei Monate in der alten Schule und hält seine Beschlüsse schriftlich fest.",
        "Wird der Verein aufgelöst, so geht das nach den Schulden verbleibende Vermögen an eine ähnliche Einrichtung.",
        "Eine von der Versammlung gewählte Prüferin liest die Rechnungen und berichtet darüber in klarer Sprache.",
    ),
    "ca": (
        "El forn del poble és de les quaranta famílies que en compren el pa, i cada una té un sol vot.",
        "Si l'any acaba bé, les sòcies decideixen juntes què es guarda en reserva i què es torna.",
        "Ningú no pot vendre la seva participació a un estrany sense oferir-la abans als altres pel valor nominal.",
        "El consell es reuneix cada dos mesos a l'antiga escola i deixa per escrit allò que ha decidit.",
        "Si l'associació es dissol, el que quedi després dels deutes passa a una entitat amb una finalitat semblant.",
        "Una auditora triada per l'assemblea llegeix els comptes i els explica amb paraules planeres.",
    ),
    "ko": (
        "마을 빵집은 그 빵을 사는 마흔 가구의 것이며, 가구마다 한 표씩 가진다.",
        "한 해가 잘 끝나면 조합원들은 얼마를 적립하고 얼마를 돌려줄지 함께 정한다.",
        "누구도 다른 조합원에게 액면가로 먼저 제안하지 않고는 자기 지분을 외부인에게 팔 수 없다.",
        "이사회는 두 달에 한 번 옛 학교에서 모이고 결정한 내용을 글로 남긴다.",
        "단체가 해산하면 빚을 갚고 남은 재산은 비슷한 목적을 가진 단체로 넘어간다.",
        "총회가 뽑은 감사는 장부를 읽고 쉬운 말로 보고한다.",
    ),
    "hi": (
        "गाँव की बेकरी उन चालीस परिवारों की है जो उसकी रोटी खरीदते हैं, और हर परिवार का एक मत है।",
        "साल अच्छा बीते तो सदस्य मिलकर तय करते हैं कि कितना बचाकर रखा जाए और कितना लौटाया जाए।",
        "कोई भी अपना हिस्सा बाहरी व्यक्ति को तब तक नहीं बेच सकता जब तक वह उसे पहले बाकी सदस्यों को न दे।",
        "समिति हर दूसरे महीने पुराने स्कूल में बैठती है और अपने फ़ैसले लिखकर रखती है।",
        "संस्था बंद हो जाए तो कर्ज़ चुकाने के बाद जो बचे वह मिलते-जुलते उद्देश्य वाली संस्था को जाता है।",
        "आम सभा द्वारा चुनी गई लेखा परीक्षक हिसाब पढ़ती है और आसान भाषा में बताती है।",
    ),
    "ms": (
        "Kedai roti kampung itu milik empat puluh keluarga yang membeli rotinya, dan setiap keluarga ada satu undi.",
        "Jika tahun berakhir dengan baik, ahli memutuskan bersama berapa yang disimpan dan berapa yang dipulangkan.",
        "Tiada sesiapa boleh menjual sahamnya kepada orang luar sebelum menawarkannya kepada ahli lain.",
        "Lembaga bermesyuarat di sekolah lama setiap dua bulan dan menyimpan catatan bertulis tentang keputusannya.",
        "Jika persatuan dibubarkan, baki selepas hutang dijelaskan diberikan kepada badan yang serupa tujuannya.",
        "Seorang juruaudit yang dipilih oleh mesyuarat agung membaca akaun dan melaporkannya dengan bahasa mudah.",
    ),
    "bg": (
        "Селската пекарна принадлежи на четиридесетте семейства, които купуват хляба ѝ, и всяко има един глас.",
        "Когато годината приключи добре, членовете заедно решават колко да се задели и колко да се върне.",
        "Никой не може да продаде дела си на външен човек, без първо да го предложи на останалите.",
        "Съветът се събира в старото училище на всеки два месеца и записва какво е решил.",
        "Ако сдружението се закрие, останалото след дълговете отива при организация с подобна цел.",
        "Одиторка, избрана от общото събрание, чете сметките и докладва за тях на ясен език.",
    ),
    "ja": (
        "村のパン屋は、そのパンを買う四十の家族のものであり、どの家族も一票を持つ。",
        "一年がうまく終われば、組合員はいくらを積み立て、いくらを戻すかを一緒に決める。",
        "まず他の組合員に額面で申し出なければ、誰も自分の持分を外部の人に売ることはできない。",
        "理事会は二か月ごとに古い学校で集まり、決めたことを書き残す。",
        "団体が解散したとき、借金を払った残りは似た目的を持つ団体に渡される。",
        "総会が選んだ監査役は帳簿を読み、わかりやすい言葉で報告する。",
    ),
}


def passages(count: int, sentences: int = 8) -> list[str]:
    """``count`` passages of ``sentences`` sentences of one language each, the languages taking turns.

    With eight sentences a passage has about 190 tokens of multilingual-e5-small. Passages differ in their order of
    sentences at least.
    """
    return list(islice(_passages(sentences), count))


def _passages(sentences: int) -> Iterator[str]:
    for turn in cycle(range(max(map(len, SENTENCES.values())))):
        for language, choice in SENTENCES.items():
            separator = "" if language == "ja" else " "
            yield separator.join(choice[(turn + step) % len(choice)] for step in range(sentences))

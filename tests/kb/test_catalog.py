"""The catalogue shows whole documents only: the old version or the new one, never half."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kb.catalog import Catalog, NoVersionError, Origin, VersionContent
from kb.errors import IndexMismatchError, RemovedMeanwhileError
from kb.model import DocumentMeta, Filters, Kind, Passage, Section, SectionRole, Span

META = DocumentMeta("es-act", "Act", Kind.LAW, "ES", "es", in_force_from=date(2000, 1, 1))
TEXT = "Artículo 1\nUno. 😀 dos.\nArtículo 2\nTres."


def content(version: str = "v1", meta: DocumentMeta = META, text: str = TEXT) -> VersionContent:
    half = text.index("Artículo 2")
    spans = [Span(0, half - 1), Span(half, len(text))]
    sections = [Section(i, None, 1, f"Artículo {i + 1}", f"art. {i + 1}", s, s.start + 10) for i, s in enumerate(spans)]
    passages = [
        Passage(
            f"{version}-{i}", meta.id, version, i, s, s.of(text), "Act", f"art. {i + 1}", (f"Artículo {i + 1}",), i + 1
        )
        for i, s in enumerate(spans)
    ]
    return VersionContent(
        id=version,
        meta=meta,
        fingerprint=f"mark-{version}",
        text=text,
        sha256="0" * 64,
        sections=sections,
        passages=passages,
        embed_keys=[f"key-{p.text}" for p in passages],
        pages=[(0, 1), (half, 2)],
        page_labels=["i", "1"],
        warnings=["careful"],
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def catalog(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "sqlite":
        opened = Catalog.in_folder(tmp_path)
    else:
        opened = Catalog(request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()


def test_a_written_version_is_not_seen_before_the_switch(catalog: Catalog) -> None:
    catalog.write(content())
    assert catalog.documents() == []
    assert catalog.passages(["v1-0"]) == {}
    assert catalog.unfinished() == ["v1"]
    assert catalog.switch("v1") == []
    assert [d.id for d in catalog.documents()] == ["es-act"]
    assert catalog.unfinished() == []


def test_a_document_comes_back_as_it_was_written(catalog: Catalog) -> None:
    written = content()
    catalog.write(written)
    catalog.switch("v1")
    document = catalog.document("es-act")
    assert document is not None
    assert document.meta == META
    assert (document.characters, document.passages, document.sections, document.pages) == (len(TEXT), 2, 2, 2)
    assert document.warnings == ("careful",)
    assert catalog.text("v1") == TEXT
    assert catalog.sections("v1") == written.sections
    assert [passage for passage, _ in catalog.stored("v1")[1]] == written.passages


def test_what_ocr_read_comes_back_with_its_confidence(catalog: Catalog) -> None:
    written = content()
    written = replace(written, passages=[replace(written.passages[0], ocr=0.87), written.passages[1]])
    catalog.write(written)
    catalog.switch("v1")
    assert [passage.ocr for passage, _ in catalog.stored("v1")[1]] == [0.87, None]
    assert [passage.ocr for passage, _ in catalog.stored("v1")[1]] == [0.87, None]
    catalog.retire("es-act")
    catalog.drop(["v1"])
    catalog.write(content())  # nothing of the old version is in the way


def test_spans_count_code_points(catalog: Catalog) -> None:
    catalog.write(content())
    catalog.switch("v1")
    passage, _ = catalog.passages(["v1-1"])["v1-1"]
    assert passage.text == "Artículo 2\nTres."


def test_the_old_version_is_seen_until_the_switch_and_never_after(catalog: Catalog) -> None:
    catalog.write(content("v1"))
    catalog.switch("v1")
    catalog.write(content("v2", text=TEXT + " Más."))
    assert set(catalog.passages(["v1-0", "v2-0"])) == {"v1-0"}
    assert catalog.switch("v2") == ["v1"]
    assert set(catalog.passages(["v1-0", "v2-0"])) == {"v2-0"}
    assert catalog.unfinished() == ["v1"]
    catalog.drop(["v1", "v2"])
    assert catalog.unfinished() == []
    assert [d.version_id for d in catalog.documents()] == ["v2"], "a current version cannot be dropped"


def test_a_retired_document_answers_no_more(catalog: Catalog) -> None:
    catalog.write(content())
    catalog.switch("v1")
    assert catalog.retire("es-act") == ["v1"]
    assert catalog.documents() == []
    assert catalog.passages(["v1-0"]) == {}
    assert catalog.fingerprints() == {}


def test_pages_and_their_printed_labels_are_found_by_offset(catalog: Catalog) -> None:
    catalog.write(content())
    catalog.switch("v1")
    assert catalog.page_of("v1", 3) == (1, "i")
    assert catalog.page_of("v1", len(TEXT) - 1) == (2, "1")
    assert catalog.page_of("absent", 3) == (None, None)


def test_sections_and_passages_over_a_span(catalog: Catalog) -> None:
    catalog.write(content())
    catalog.switch("v1")
    end = Span(len(TEXT) - 2, len(TEXT))
    assert [s.locator for s in catalog.sections_over("v1", end)] == ["art. 2"]
    assert [p.id for p in catalog.passages_over("v1", end)] == ["v1-1"]
    assert len(catalog.passages_over("v1", Span(0, len(TEXT)))) == 2


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), True),
        (Filters(jurisdiction=("ES", "FR")), True),
        (Filters(jurisdiction=("ES-CT",)), False),
        (Filters(kind=("law",)), True),
        (Filters(kind=("report",)), False),
        (Filters(language=("fr",)), False),
        (Filters(document=("es-act",)), True),
        (Filters(as_of=date(1999, 12, 31)), False),
        (Filters(as_of=date(2000, 1, 1)), True),
    ],
)
def test_documents_pass_filters(catalog: Catalog, filters: Filters, found: bool) -> None:
    catalog.write(content())
    catalog.switch("v1")
    assert bool(catalog.documents(filters)) is found


def test_passages_embedded_from_the_same_words_are_found_again(catalog: Catalog) -> None:
    catalog.write(content())
    catalog.switch("v1")
    key = content().embed_keys[0]
    assert catalog.passages_with_keys([key, "other"]) == {key: "v1-0"}
    catalog.retire("es-act")
    assert catalog.passages_with_keys([key]) == {}


def test_roles_survive(catalog: Catalog) -> None:
    written = content()
    noted = [replace(p, role=SectionRole.NOTE) for p in written.passages]
    catalog.write(replace(written, passages=noted))
    catalog.switch("v1")
    assert {p.role for p, _ in catalog.stored("v1")[1]} == {SectionRole.NOTE}


def test_many_ids_are_asked_in_portions(catalog: Catalog) -> None:
    catalog.write(content())
    catalog.switch("v1")
    assert set(catalog.passages([*map(str, range(2000)), "v1-0"])) == {"v1-0"}


def test_a_newer_format_is_refused_in_one_line(tmp_path: Path) -> None:
    first = Catalog.in_folder(tmp_path)
    first.set_fact("schema", "99")
    first.close()
    with pytest.raises(IndexMismatchError, match="format 99"):
        Catalog.in_folder(tmp_path)


def test_the_current_version_written_again_stays_in_sight(catalog: Catalog) -> None:
    assert catalog.write(content())
    catalog.switch("v1")
    assert not catalog.write(content())
    assert [d.version_id for d in catalog.documents()] == ["v1"]
    assert catalog.switch("v1") == []
    assert catalog.text("v1") == TEXT


def test_a_version_that_nobody_sees_can_be_written_again(catalog: Catalog) -> None:
    assert catalog.write(content())
    assert catalog.write(content(text=TEXT + " Más."))
    catalog.switch("v1")
    assert catalog.text("v1") == TEXT + " Más."


@pytest.mark.parametrize("dropped", [False, True])
def test_a_document_removed_while_it_is_written_stays_removed(catalog: Catalog, dropped: bool) -> None:
    catalog.write(content("v1"))
    catalog.switch("v1")
    catalog.write(content("v2"))
    assert catalog.retire("es-act") == ["v1", "v2"]
    if dropped:
        catalog.drop(["v1", "v2"])
    with pytest.raises(RemovedMeanwhileError, match="removed while"):
        catalog.switch("v2")
    assert catalog.documents() == []


def test_versions_switched_to_at_the_same_time_leave_one(catalog: Catalog) -> None:
    names = [f"v{n}" for n in range(8)]
    for name in names:
        catalog.write(content(name))
    with ThreadPoolExecutor(len(names)) as pool:
        retired = [old for found in pool.map(catalog.switch, names) for old in found]
    (document,) = catalog.documents()
    assert sorted([document.version_id, *retired]) == names


def test_every_value_is_json_or_a_column(catalog: Catalog) -> None:
    catalog.write(content())
    assert json.dumps(catalog.totals()) == json.dumps({"documents": 0, "sections": 0, "passages": 0, "characters": 0})
    catalog.switch("v1")
    assert catalog.totals() == {"documents": 1, "sections": 2, "passages": 2, "characters": len(TEXT)}


ORIGIN = Origin(("/laws/act.md",), "c" * 64, "/laws", None, {"title": "act"})


def test_where_a_version_came_from_is_remembered(catalog: Catalog) -> None:
    catalog.write(replace(content(), origin=ORIGIN))
    assert catalog.origins() == {}
    catalog.switch("v1")
    assert catalog.origins() == {"es-act": ORIGIN}
    moved = replace(ORIGIN, files=("/acts/act.md",))
    catalog.set_origin("v1", moved)
    assert catalog.origins() == {"es-act": moved}
    catalog.drop(catalog.retire("es-act"))
    assert catalog.origins() == {}


def test_a_damaged_document_is_kept_and_not_shown(catalog: Catalog) -> None:
    catalog.write(content("v1"))
    catalog.switch("v1")
    catalog.mark_damaged("v1")
    assert (catalog.documents(), catalog.fingerprints(), catalog.unfinished()) == ([], {}, [])
    assert catalog.passages(["v1-0"]) == {}
    catalog.drop(["v1"])
    assert list(catalog.damaged()) == ["es-act"]
    catalog.write(content("v2"))
    assert catalog.switch("v2") == ["v1"]
    assert catalog.damaged() == {}
    assert catalog.unfinished() == ["v1"]


def test_what_is_stored_is_read_from_disk(catalog: Catalog) -> None:
    import sqlalchemy as sa

    written = content()
    catalog.write(written)
    assert catalog.stored("v1") == (TEXT, list(zip(written.passages, written.embed_keys, strict=True)))
    catalog.text("v1")
    with catalog._engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM texts"))
    with pytest.raises(NoVersionError):
        catalog.stored("v1")


@pytest.mark.parametrize("cached", [False, True])
def test_passages_of_a_version_that_goes_while_they_are_read_are_left_out(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, cached: bool
) -> None:
    other = content("o1", replace(META, id="es-other"))
    for each in (content(), other):
        catalog.write(each)
        catalog.switch(each.id)
    read = catalog.text
    gone: list[str] = []

    def text(version: str) -> str:
        if not gone:  # the rows have been read, no text yet
            gone.extend(catalog.retire("es-act"))
            catalog.drop(gone)
        return read(version)

    if cached:  # a reader who has the text of the version that it found needs no other
        read("v1")
    monkeypatch.setattr(catalog, "text", text)
    found = catalog.passages(["v1-0", "v1-1", "o1-0"])
    assert gone == ["v1"]
    assert set(found) == ({"v1-0", "v1-1", "o1-0"} if cached else {"o1-0"})
    assert catalog.passages_over("v1", Span(0, 100)) == []


def test_the_database_checks_itself(tmp_path: Path) -> None:
    import sqlalchemy as sa

    catalog = Catalog.in_folder(tmp_path)
    catalog.write(content())
    assert catalog.check() == []
    with catalog._engine.connect() as connection:
        connection.execute(sa.text("PRAGMA foreign_keys=OFF"))
        connection.execute(sa.text("DELETE FROM versions"))
        connection.commit()
    (problem,) = catalog.check()
    catalog.close()
    assert "belong to no version" in problem


def test_what_is_said_of_a_document_is_sealed_and_mended_from_its_copy(catalog: Catalog) -> None:
    import sqlalchemy as sa

    catalog.write(content())
    assert catalog.entries.all() == [], "nobody has seen it yet"
    catalog.switch("v1")
    (entry,) = catalog.entries.all()
    assert (entry.version_id, entry.doc_id, entry.fault, entry.listed) == ("v1", "es-act", "", True)
    written = catalog.document("es-act")
    with catalog._engine.begin() as connection:
        connection.execute(sa.text("UPDATE versions SET doc_id = 'es-acx', in_force_from = '2031-01-01', year = 1"))
    (entry,) = catalog.entries.all()
    assert (entry.doc_id, entry.fault) == ("es-act", "its doc_id, in_force_from, year is not what was written")
    assert catalog.entries.mend(entry)
    assert catalog.document("es-act") == written
    assert catalog.entries.all()[0].fault == ""
    catalog.mark_damaged("v1")
    assert catalog.entries.mend(catalog.entries.all()[0])
    assert list(catalog.damaged()) == ["es-act"], "what is damaged otherwise stays so"


def test_a_seal_covers_outline_and_passages_as_they_come_back(catalog: Catalog) -> None:
    written = content()
    passages = [replace(p, page_label="i", ocr=0.1 + 0.2, role=SectionRole.ANNEX) for p in written.passages]
    catalog.write(replace(written, passages=passages))
    catalog.switch("v1")
    seal = catalog.entries.one("v1").seal
    assert seal is not None
    assert seal.holds_sections(catalog.sections("v1"))
    assert seal.holds_passages([passage for passage, _ in catalog.stored("v1")[1]])
    catalog.drop(catalog.retire("es-act"))
    assert catalog.entries.all() == []


def test_a_version_under_the_name_of_another_document_is_written_again(catalog: Catalog) -> None:
    import sqlalchemy as sa

    catalog.write(content())
    catalog.switch("v1")
    with catalog._engine.begin() as connection:
        connection.execute(sa.text("UPDATE versions SET doc_id = 'es-acx'"))
    assert catalog.write(content())
    catalog.switch("v1")
    assert [document.id for document in catalog.documents()] == ["es-act"]

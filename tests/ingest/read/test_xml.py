"""XML that is hostile, damaged or unknown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.read import read
from ingest.read.xml import root_name
from kb.errors import UnreadableSource

BOMB = b"""<?xml version="1.0"?><!DOCTYPE Statute [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><Statute><Body><Section><Text>&c;</Text></Section></Body></Statute>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE Statute [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<Statute><Body><Section><Text>&x;</Text></Section></Body></Statute>"""
ATTRIBUTE = BOMB.replace(b"<Body>", b'<Body note="&c;">')
PARAMETER = b"""<?xml version="1.0"?><!DOCTYPE Statute [<!ENTITY % p "<!ENTITY q 'x'>"> %p;]><Statute>&q;</Statute>"""


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (BOMB, "entities"),
        (EXTERNAL, "entities"),
        (ATTRIBUTE, "entities"),
        (PARAMETER, "entities"),
        (BOMB.decode().encode("utf-16"), "entities"),
        (b"<?xml version='1.0'?><Statute><Body><Section><Text>Half a sent", "damaged or cut off"),
        (b"<?xml version='1.0'?><Statute><Body>&nbsp;</Body></Statute>", "damaged"),
        (b"<?xml version='1.0'?>" + b"<Statute>" * 100_000 + b"x" + b"</Statute>" * 100_000, "deep"),
        (b"<?xml version='1.0'?>" + b"<p>" * 210 + b"x" + b"</p>" * 210, "deep"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "<rss>"),
    ],
    ids=["bomb", "external", "attribute", "parameter", "utf-16", "cut off", "undefined", "100000", "210", "unknown"],
)
def test_is_refused_in_one_line(data: bytes, says: str) -> None:
    start = time.perf_counter()
    with pytest.raises(UnreadableSource) as caught:
        read(data, name="law.xml")
    message = str(caught.value)
    assert message.startswith("law.xml: ")
    assert says in message
    assert "\n" not in message
    assert time.perf_counter() - start < 10, "a hostile file must not cost much"


def test_a_doctype_without_entities_is_harmless() -> None:
    data = b"""<?xml version="1.0"?><!DOCTYPE Statute SYSTEM "http://example.invalid/x.dtd">
    <Statute><Body><Section><Label>1</Label><Text>Caf&eacute; law</Text></Section></Body></Statute>"""
    assert [b.text for b in read(data, name="law.xml").blocks] == ["1", "Café law"]


@pytest.mark.parametrize("dtd", ["http://example.invalid/x.dtd", "{file}"])
def test_the_dtd_that_a_doctype_names_is_not_read(dtd: str, tmp_path: Path) -> None:
    file = tmp_path / "x.dtd"
    file.write_text("this is no DTD")
    where = dtd.format(file=file.as_uri())
    data = f'<!DOCTYPE Statute SYSTEM "{where}"><Statute><Body><Section><Text>Law</Text></Section></Body></Statute>'
    assert read(data.encode(), name="law.xml").blocks[-1].text == "Law"


def test_an_encoding_declaration_is_followed() -> None:
    law = "<Statute><Body><Section><Text>Loi é</Text></Section></Body></Statute>"
    data = f'<?xml version="1.0" encoding="ISO-8859-1"?>{law}'
    assert read(data.encode("latin-1"), name="law.xml").blocks[-1].text == "Loi é"


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<?xml version='1.0'?><!-- c --><akn:akomaNtoso xmlns:akn='x'>", "akomaNtoso"),
        ("\ufeff<Law Era='x'>", "Law"),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD" "x.dtd"><html>', "html"),
        ("<!DOCTYPE a [<!ELEMENT a ANY>]><a>", "a"),
        ("plain text", ""),
    ],
)
def test_root_name(text: str, root: str) -> None:
    assert root_name(text) == root

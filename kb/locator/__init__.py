"""Locators: how a provision of law is named, in every legal tradition of the corpora.

>>> from kb.locator import find, heading_locator, parse
>>> str(parse("artículo 27.2")), parse("art. 27, apartado 2").key() == parse("artículo 27.2").key()
('art. 27.2', True)
>>> [str(locator) for locator, span in find("What does section 8(1) of the Act say?")]
['s. 8(1)']
>>> str(heading_locator("§ 15 Beitritt", "de"))
'§ 15'
"""

from kb.locator.annexes import Annexed, annexed_at
from kb.locator.find import find
from kb.locator.heading import heading_locator
from kb.locator.model import Locator
from kb.locator.parse import law_beside, parse

__all__ = ["Annexed", "Locator", "annexed_at", "find", "heading_locator", "law_beside", "parse"]

"""YAML front matter of Markdown files, at the head and, in files joined from several, further down."""

from __future__ import annotations

import re

import yaml

from ingest.read.compose import clean

__all__ = ["split"]

_KEY = re.compile(r"[^\W\d][\w .()/'-]{0,60}:(?:\s.*)?$")
_TIGHT_KEY = re.compile(r"[^\W\d][\w -]{0,40}:")
_LONGEST = 100_000  # characters of a block that is read as YAML
_INNER = re.compile(r"(?:\s+\S.*|-\s.*|\s*|#.*)$")


def split(text: str) -> tuple[dict[str, str], str]:
    """The metadata of all front matter blocks (the first that has a key wins), and the text without them.

    A block is ``---`` up to the next ``---`` with nothing between but keys, indented lines and lists; a thematic
    break in prose is not taken for one. Where YAML cannot read a block, its keys are read line by line.
    """
    lines = text.split("\n")
    metadata: dict[str, str] = {}
    kept: list[str] = []
    at_head = True  # only blank lines and front matter so far
    i = 0
    while i < len(lines):
        end = _end(lines, i, at_head=at_head) if lines[i].rstrip() == "---" else None
        if end is None:
            kept.append(lines[i])
            at_head = at_head and not lines[i].strip()
            i += 1
            continue
        for key, value in _values(lines[i + 1 : end]).items():
            metadata.setdefault(key, value)
        kept.append("")
        i = end + 1
    return metadata, "\n".join(kept)


def _end(lines: list[str], start: int, *, at_head: bool) -> int | None:
    keys = others = 0
    for i in range(start + 1, len(lines)):
        line = lines[i].rstrip()
        if line in ("---", "..."):
            return i if keys > others else None
        if _KEY.match(line) or (at_head and _TIGHT_KEY.match(line)):
            keys += 1
        elif at_head and line and not _INNER.match(line):
            others += 1  # a value below its key
        elif not _INNER.match(line) or (not line and not keys):
            return None
    return None


class _Loader(yaml.BaseLoader):
    """Every scalar as it is written, so that a date is no object and "no" no truth value; no references, by which a
    few lines can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references are not read")
        return super().compose_node(parent, index)


def _values(lines: list[str]) -> dict[str, str]:
    source = "\n".join(lines)
    flat: dict[str, str] = {}
    try:
        found = yaml.load(source, _Loader) if len(source) <= _LONGEST else None
        if isinstance(found, dict):
            _flatten(found, "", flat)
            return flat
    except (yaml.YAMLError, RecursionError, TypeError):  # TypeError: a key that is a list
        flat = {}
    values: dict[str, str] = {}
    for line in lines:  # e.g. a title with a colon and without quotes
        if _KEY.match(line) or _TIGHT_KEY.match(line):
            key, _, value = line.partition(":")
            values.setdefault(clean(key), clean(value).strip("\"'"))
    return {key: value for key, value in values.items() if value}


def _flatten(value: object, key: str, into: dict[str, str]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _flatten(inner, f"{key}.{name}" if key else str(name), into)
    elif isinstance(value, list):
        if value:
            into[key] = ", ".join(clean(str(item)) for item in value)
    elif value is not None and clean(str(value)):
        into[key] = clean(str(value))

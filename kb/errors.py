"""Every error a user can meet, in one tree.

::

    KbError                     the root; str(error) is one line that says what, where and what to do
    ├── UsageError              the call itself is wrong (exit status 2, HTTP 422)
    │   ├── ConfigError         settings, kb.toml or an environment variable
    │   └── QuestionError       an empty or oversized question, an impossible filter
    ├── ManifestError           a corpus manifest or sidecar cannot be used
    ├── GoldenError             a golden set cannot be used
    ├── SourceError             one document cannot be indexed; the others go on
    │   ├── DownloadError       an official text cannot be downloaded
    │   ├── RemovedMeanwhileError  removed while it was being indexed
    │   ├── UnreadableSource    missing, wrong checksum, damaged, encrypted, hostile
    │   └── NoTextError         readable but without text (a scan, an empty file)
    ├── NotFoundError           no such document, locator or passage
    └── UnusableIndexError      the index as a whole
        ├── NoIndexError        there is none
        ├── IndexLockedError    another process owns it
        ├── IndexMismatchError  built with another embedder or by a newer version
        └── IndexDamagedError   catalogue and vectors disagree

Messages never hold a traceback; the command line prints ``str(error)``, the service puts it in ``detail``.
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "DownloadError",
    "GoldenError",
    "IndexDamagedError",
    "IndexLockedError",
    "IndexMismatchError",
    "KbError",
    "ManifestError",
    "NoIndexError",
    "NoTextError",
    "NotFoundError",
    "QuestionError",
    "RemovedMeanwhileError",
    "SourceError",
    "UnreadableSource",
    "UnusableIndexError",
    "UsageError",
]


class KbError(Exception):
    """Root of all errors a user can cause or should see."""


class UsageError(KbError):
    """The call is wrong; nothing was done."""


class ConfigError(UsageError):
    """A setting is unknown or has an impossible value."""


class QuestionError(UsageError):
    """The question or one of its filters cannot be used."""


class ManifestError(KbError):
    """A corpus manifest or sidecar cannot be used; nothing of it was indexed."""


class GoldenError(KbError):
    """A golden set cannot be used; nothing was scored."""


class SourceError(KbError):
    """One document cannot be indexed. What was indexed of it before stays."""


class DownloadError(SourceError):
    """What a manifest's ``download_url`` names cannot be had. A file that was there before stays."""


class RemovedMeanwhileError(SourceError):
    """The document was removed while it was being indexed, and stays removed."""


class UnreadableSource(SourceError):
    """The bytes are missing, damaged, encrypted or hostile."""


class NoTextError(SourceError):
    """The document was read and holds no text that could be quoted."""


class NotFoundError(KbError):
    """No such document, section or passage."""


class UnusableIndexError(KbError):
    """The index as a whole cannot be used."""


class NoIndexError(UnusableIndexError):
    """The folder that was named holds no index."""


class IndexLockedError(UnusableIndexError):
    """Another process owns the index."""


class IndexMismatchError(UnusableIndexError):
    """The index was built with another embedder or by another version."""


class IndexDamagedError(UnusableIndexError):
    """Catalogue, stored text and vectors disagree."""

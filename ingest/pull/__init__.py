"""Download the official texts that a manifest names, so that it can be ingested.

From the outside in: ``run`` (a manifest), ``download`` (a URL), ``answers`` (headers), ``looks`` (is it what it should
be), ``target`` (the file and its unfinished part), ``hosts`` (courtesy), ``transport`` and ``addresses`` (where a
connection may go). Why it is built so: docs/decisions.
"""

from __future__ import annotations

from ingest.pull.download import Outcome
from ingest.pull.run import Pulled, PullProgress, PullReport, pull

__all__ = ["Outcome", "PullProgress", "PullReport", "Pulled", "pull"]

"""Optimise a Qdrant Edge shard that nobody has open: ``python edge_optimize.py FOLDER``.

A program of its own because ``EdgeShard.optimize`` holds Python's global lock until it is done, for seconds to minutes:
in a server's own process not even the health check would answer. Imports nothing of ``kb``, to start fast.
"""

from __future__ import annotations

import sys

from qdrant_edge import EdgeShard


def main(folder: str) -> None:
    shard = EdgeShard.load(folder)
    shard.optimize()
    shard.flush()
    shard.close()


if __name__ == "__main__":
    main(sys.argv[1])

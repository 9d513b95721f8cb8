"""Training of what is learned, for developers (extra ``hub``: it needs torch)."""

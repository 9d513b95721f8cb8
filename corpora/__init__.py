"""What can be indexed, and the words by which people name it: data only, read through ``importlib.resources``.

``briefs/`` holds our own texts; ``vocabulary/`` the names of jurisdictions, legal instruments and languages.
"""

"""Words of many languages as plain TOML tables; each file says in its first lines what it holds and its source."""

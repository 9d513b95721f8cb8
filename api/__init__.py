"""The web service: the contract's HTTP interface and plain pages, over one opened knowledge base."""

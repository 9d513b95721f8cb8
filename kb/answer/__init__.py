"""Passages → an answer whose every statement is cited, or an honest refusal."""

from kb.answer.pipeline import Answerer

__all__ = ["Answerer"]

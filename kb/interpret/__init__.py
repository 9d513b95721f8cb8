"""Question understanding: language, jurisdictions, documents, provisions, kinds and dates that a question names."""

from kb.interpret.coverage import Coverage
from kb.interpret.interpreter import Interpreter
from kb.interpret.language import detect_language

__all__ = ["Coverage", "Interpreter", "detect_language"]

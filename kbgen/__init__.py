"""kbgen: a knowledge base that verifies what its readers see."""

__version__ = "0.1.0"

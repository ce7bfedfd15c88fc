"""Content → index: everything that a look-up can be asked, worked out once."""

from kbgen.compile.compile import compile_content, compile_index

__all__ = ["compile_content", "compile_index"]

"""Read `content/`: strict YAML with line numbers, then entries."""

from kbgen.content.reader import MANIFEST, Content, File, load, read_content

__all__ = ["MANIFEST", "Content", "File", "load", "read_content"]

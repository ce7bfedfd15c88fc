"""The look-up for agents: tools, resources and completions of the Model Context Protocol, over an index.

What is computed is computed by `kbgen.evaluate` in a process of its own.
"""

from kbgen.mcp.server import create_server, serve

__all__ = ["create_server", "serve"]

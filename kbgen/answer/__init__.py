"""An entry as the surfaces show it: for a terminal, as Markdown, as data; how far it is proven, in words."""

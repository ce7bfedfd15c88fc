"""The strict reader: the LaTeX on the page → a tree with one meaning → its value."""

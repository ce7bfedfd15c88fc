"""Judge what was found of a link: whether it is alive, and whether the right document is behind it. Pure.

`liveness` judges the last answer, `redirects` the way to it, `elsewhere` knows pages that stand where another has
gone, `fragment` and `document` read the page; `judging` puts them together.
"""

from kbgen.links.judge.judging import judge
from kbgen.links.judge.reasons import REASONS
from kbgen.links.judge.verdict import Verdict

__all__ = ["REASONS", "Verdict", "judge"]

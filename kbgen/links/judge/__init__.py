"""Judge what was found of a link: whether it is alive, and whether the right document is behind it. Pure.

`liveness` judges the last answer, `redirects` the way to it, `astray` whether it came to the page that was meant
(`missing`, `abandoned` know what stands in its place), `fragment` and `document` read the page; `judging` puts them
together.
"""

from kbgen.links.judge.judging import judge
from kbgen.links.judge.reasons import REASONS
from kbgen.links.judge.verdict import Verdict

__all__ = ["REASONS", "Verdict", "judge"]

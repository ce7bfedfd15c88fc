"""What the checkers found, kept in `content/records/`: the runs of the witnesses, and what links answered."""

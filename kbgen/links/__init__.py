"""Whether links are alive, and whether the right document is behind them.

`targets` says what to ask, `ask` asks (through `client`), `identify` asks the catalogues of documents, `judge` judges,
`schedule` says what is due and when a failure counts; `check` puts them together.
"""

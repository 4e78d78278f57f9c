"""The same letter made by others. These programs run in an environment of their own.

`install` makes it, under `.cache/peers`. What each does not do stands in `benchmarks.peers.all`.
"""

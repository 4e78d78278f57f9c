"""Reads single cells: text, dates, amounts, codes, and words of the vocabulary.

What is unclear is refused with its rule and what to write instead, whatever file it stands in.
"""

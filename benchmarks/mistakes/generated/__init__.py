"""Mistakes that are made by a program, one at a time, in the right sources.

What is wrong is known by construction: nothing here asks the compiler or knows its rules. It takes the parser's tree to
find places, and changes the text.
"""

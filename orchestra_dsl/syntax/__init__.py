"""Text to tree, by the table of the grammar.

`from orchestra_dsl.syntax.parser import parse` is the way in, `orchestra_dsl.syntax.nodes` what comes out.

Lark makes the table of the grammar (`table/`); `track.py` follows it, which lets a keyword be a name wherever the
grammar allows one. It is fast because little is done for each token: one pattern takes the whole text apart
(`scanner.py`), what follows from a state and a terminal is worked out once and looked up then (`table/moves.py`),
chains of rules that hold nothing but one value are one step, nodes are made while the table is followed (`build/`), and
the garbage collector rests meanwhile. Whatever is rare (mistakes, words that are names, comments, nesting) stands
outside of that one loop.

After a mistake `recovery.py` mends the head of a block (`heads.py`), or gives up what was begun and goes on at the next
line that fits a block around it (`lines.py`). `concrete.py` gives the tokens in the rules of the grammar. Only this
layer loads Lark.
"""

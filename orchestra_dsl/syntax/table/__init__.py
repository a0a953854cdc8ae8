"""The parse table: Lark's LALR automaton of the grammar, kept as plain data.

Lark takes several tenths of a second to make it; reading it back takes a few thousandths,
and needs no Lark. It lies beside the grammar, in `orchestra.table.json`, and says which
grammar it is of. After a change of the grammar `python -m orchestra_dsl.syntax.table`
stores it anew; a test fails where that was forgotten.
"""

from orchestra_dsl.syntax.table.model import END, NAME, Production, Table, Terminal
from orchestra_dsl.syntax.table.moves import moves
from orchestra_dsl.syntax.table.stored import load

__all__ = ["END", "NAME", "Production", "Table", "Terminal", "load", "moves"]

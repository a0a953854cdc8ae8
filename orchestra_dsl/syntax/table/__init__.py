"""The parse table: Lark's LALR automaton of the grammar, kept as plain data.

Working the table out takes Lark several tenths of a second; reading it back takes a few
thousandths. It lies beside the grammar, under the hash of the grammar that it is of.
"""

from orchestra_dsl.syntax.table.model import END, NAME, Production, Table, Terminal
from orchestra_dsl.syntax.table.stored import load

__all__ = ["END", "NAME", "Production", "Table", "Terminal", "load"]

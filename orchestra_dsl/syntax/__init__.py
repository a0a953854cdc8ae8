"""Text to tree: the grammar's parse table, the nodes and the parser.

`from orchestra_dsl.syntax.parser import parse` is the way in; `orchestra_dsl.syntax.nodes`
is what comes out. Only this layer loads Lark.
"""

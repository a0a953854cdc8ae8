"""`python -m orchestra_dsl.syntax.table`: store the table anew after a change of the grammar."""

from orchestra_dsl.syntax.table.stored import write

write()

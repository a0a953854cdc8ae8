"""The typing rules, one file for each kind of expression; `table.py` lists them all."""

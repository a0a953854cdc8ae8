"""The rules of style, one to a file; `lint/builtin.py` lists them."""

"""Networks that are known by the names and shapes of their weights alone, in our own words.

`files.py` finds one in a file, and `read.py` makes a family of it. `keys.py` reads a state dict; `adm.py`, `diffae.py`, `lucidrains.py` and
`edm.py` build a network each from their weights wherever those decide. What they leave open comes from an options file
(`*_files.py`), and what neither says is asked for by name. `makers.py` samples a network as its makers do.
"""

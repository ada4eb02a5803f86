"""Building what is installed elsewhere: wheel, .deb, lists of parts. Standard library only.

Run from the checkout: `PYTHONPATH=packaging python -m pack.wheel --help`, or through `make`.
"""

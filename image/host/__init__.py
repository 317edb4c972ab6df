"""What runs on the machine that bakes: find an engine, bake, start, test.

Only the standard library of Python 3.11, because it runs before anything is installed.
"""

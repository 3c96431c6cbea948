"""`bin/manage bench`: the application beside the bare limit, in one run. docs/performance.md says how to read it.

An application joins by one module beside this one (its fillers, facts and scenarios), one under `limit/` (the same
rows with nothing around them), and one line in `catalogue.py`.
"""

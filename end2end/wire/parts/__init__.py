"""The checks, one file per operation group; each has a function `run`."""

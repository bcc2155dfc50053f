"""What stands behind `make`: the environment, the processes, the commands.

`__main__`, `installation` and `supervisor` run on nothing but the standard library, because they
run before anything is installed.
"""

"""A child process for what may take any time: regular expressions and filters that others wrote.

Both hold the interpreter lock while they run, and nothing can interrupt them: a process can be
killed.
"""

"""Queries over an exchange, in the words of Hurl: what is captured is named by one."""

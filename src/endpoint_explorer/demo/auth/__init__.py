"""Every way to say who asks, each small enough to read: what is behind the endpoints below /auth.

The accounts are public and worth nothing; everything is in memory.
"""

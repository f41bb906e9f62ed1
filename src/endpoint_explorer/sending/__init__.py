"""From a request to an exchange: templates, auth, the transport. The only importer of httpcore.

`resolve` and what it stands on import nothing of HTTP; `transport` brings the stack, so import it
late.
"""

"""From a request to an exchange: templates, auth, the transport. The only importer of httpx."""

"""The embedded demo API: an in-memory teaching server on the loopback interface."""

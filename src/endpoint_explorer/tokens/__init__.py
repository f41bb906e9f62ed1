"""OAuth 2 tokens: the messages of `sending` over the files of `storage`."""

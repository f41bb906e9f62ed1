"""OAuth 2 tokens: the messages of `sending` over the files of `storage`."""

from endpoint_explorer.tokens.lending import Lent
from endpoint_explorer.tokens.tokens import Tokens

__all__ = ["Lent", "Tokens"]

"""Taking parts out of a body, unchanged: JSONPath for JSON, XPath for XML and HTML."""

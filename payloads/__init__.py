"""The JSON objects that clients read, as types. The type checker checks the writing code against them.

``web/openapi/`` builds the description of the interface from them, so that no field is described twice.
"""

"""The JSON objects that clients read, as types: what is written is checked against them.

``web/openapi/`` describes the interface from them, so that there is no second copy of a field.
"""

"""The command line: the pipeline without a server."""

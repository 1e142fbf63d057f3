"""The edges of HTTP that routes share: reading requests, answering failures, and the operators' routes."""

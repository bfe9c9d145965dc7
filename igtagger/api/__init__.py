"""igtagger for Python programs, which take it from :mod:`igtagger` itself."""

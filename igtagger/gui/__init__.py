"""The window. The only place that imports Qt. docs/architecture.md tells its folders apart."""

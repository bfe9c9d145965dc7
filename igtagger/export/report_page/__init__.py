"""The report on a model as one page for any browser, without a script."""

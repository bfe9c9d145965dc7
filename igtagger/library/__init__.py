"""The SQLite file that remembers every outcome and every decision."""

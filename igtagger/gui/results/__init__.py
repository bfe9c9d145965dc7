"""What the window knows of its pictures: values, columns, table, selection."""

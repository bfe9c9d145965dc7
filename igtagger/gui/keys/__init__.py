"""The keys of the window that are no commands of its menus, and what holds for all of them."""

"""Every command declared once, as plain data: each door (shell, Python, agents, reference pages) is made from it."""

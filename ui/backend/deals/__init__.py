"""View-models of what the cart costs and why."""

"""View-models of what a customer looks up and says afterwards."""

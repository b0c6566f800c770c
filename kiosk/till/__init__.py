"""Cash and cards at the machine itself: whose it is, written down before anything is done."""

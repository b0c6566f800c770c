"""One repository for each kind of thing kept. All of them live on the store's thread."""

"""Parts of the audit that have a subject of their own."""

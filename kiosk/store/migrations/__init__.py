"""One file a change of the schema, oldest first; run in-process when a database is older than the code."""

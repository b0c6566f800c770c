"""The one Python QML module, ``ui.backend``: view-models over the kiosk's snapshot, and picture providers.

Each file repeats ``QML_IMPORT_NAME`` because the type registrar reads it per file. Slots take a request and
return nothing; every value that crosses is finished text, bool, small int or a list model (DESIGN 9).
"""

"""Cash and cards through Qibixx's MDB-USB or Pi Hat, as ``hardware.api.Till``."""

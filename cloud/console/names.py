"""What a person of the console may be called. Pure."""

from __future__ import annotations

import re

PERSON_NAME = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9._@\u4e00-\u9fff-]{0,38}")
"""Latin letters, digits and Chinese characters; an e-mail address is a name, too."""

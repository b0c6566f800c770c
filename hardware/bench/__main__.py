"""``python -m hardware.bench``."""

import sys

from hardware.bench.tool import main

sys.exit(main())

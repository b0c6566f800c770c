"""``python -m hardware.sim``."""

import sys

from hardware.sim.serve import main

sys.exit(main())

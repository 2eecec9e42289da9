"""`python -m anlan` is `anlan`."""

import sys

from anlan.cli.main import main

sys.exit(main())

import sys

from balm.cli import main

sys.exit(main())

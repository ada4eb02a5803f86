"""Where a PyInstaller build begins: the window when double-clicked, else the command line."""

import multiprocessing
import sys

from edge.cli import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # processes of our own start from this same program
    sys.exit(main(sys.argv[1:] or ["app"]))

"""Start the frozen app; the inference process starts through here as well."""

import multiprocessing

from hysteroview.cli.main import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # runs the spawned child processes of a frozen app
    main()

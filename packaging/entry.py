"""Start the frozen app; the inference process starts through here as well."""

import multiprocessing

from hysteroview.cli.main import main

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a spawned child of a frozen app ends up in this line
    main()

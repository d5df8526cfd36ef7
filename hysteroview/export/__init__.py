"""Tables and clips that leave the program."""

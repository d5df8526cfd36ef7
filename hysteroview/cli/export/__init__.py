"""`hysteroview export`: pictures, clips and tables that leave the program."""

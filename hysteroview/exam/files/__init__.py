"""Reading and writing the files of an exam on disk: plain or encrypted ("sealed")."""

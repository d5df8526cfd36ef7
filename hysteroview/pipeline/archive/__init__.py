"""Analysis of many recordings in units of a minute, by several processes or machines."""

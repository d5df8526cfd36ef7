"""The page with the results of an archive: findings and recordings, filtered, marked and opened."""

"""The page with the site's own table: how often AI, operator and pathology agree."""

"""The photo plan of a review: a picture of each place and lesion."""

"""One mistake is said once: findings that only follow from others, and findings about the same thing in many places."""

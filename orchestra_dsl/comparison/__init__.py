"""What has changed from one compiled package to another, in words, and what it means for runs under way."""

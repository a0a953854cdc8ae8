"""What has changed, as text and as JSON."""

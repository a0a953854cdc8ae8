"""What the writer is asked to do, one kind to a file: each is carried out within a batch, and answers a future."""

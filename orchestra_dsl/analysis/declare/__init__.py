"""What files declare: names by namespace, types as written, what callables take and give, what plugins supply."""

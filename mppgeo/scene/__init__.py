"""What is looked at: the view, its address, what its filters keep."""

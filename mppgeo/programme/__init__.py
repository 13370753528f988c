"""What is known of areas and MPPs besides the opening: stages, operation, services."""

"""What is shown, whatever shows it: figures, sentences, tables, cards, classes."""

"""Pure arithmetic on the numbers of a record, each formula with its source. Nothing here guesses a number."""

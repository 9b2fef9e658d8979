"""What is withheld from print, and whether a reader could work it out all the same."""

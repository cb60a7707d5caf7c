"""How each kind of object is made from the records."""

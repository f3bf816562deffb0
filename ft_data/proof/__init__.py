"""Does a selection help? Arms of equal size learn, and what each learned is measured on questions nobody selected with."""

"""Everything that is stored about one e-mail address: to be shown, handed over, or erased."""

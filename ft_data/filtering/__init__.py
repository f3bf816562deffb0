"""Keep, drop or ask a person: profiles and rules over signals, and how rules are tuned."""

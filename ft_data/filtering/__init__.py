"""Keep, drop, ask a person or mark: profiles and rules over signals, what is known of them, and how rules are tuned."""

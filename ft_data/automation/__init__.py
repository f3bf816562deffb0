"""What happens without a person: sensors on sources and decisions, and a schedule."""

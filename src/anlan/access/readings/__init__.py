"""The readings log 阅览记录: who opened whose data, when, and why it was their work."""

"""Sessions 会话: who is signed in where; locking, switching, and slowing down guesses."""

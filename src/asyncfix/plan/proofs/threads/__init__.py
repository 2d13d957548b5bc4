"""What stands against running code in another thread than the event loop's."""

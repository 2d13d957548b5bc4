"""Side by side: what asyncfix and its peers find in the same published projects."""

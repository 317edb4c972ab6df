"""What runs while the box is baked: fetch, curate, render. Each step leaves files that the next one reads."""

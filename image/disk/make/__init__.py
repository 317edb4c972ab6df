"""From the machine's root to what is written on a stick or imported: runs in the tools' image."""

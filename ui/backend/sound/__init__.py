"""What is heard besides the voice: four short sounds, their volume by the hour, and who plays them."""

"""320 invented calls without sound over six months, composed from lines, with the rate of each concern declared."""

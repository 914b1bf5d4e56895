"""Who says which word on a recording that holds all voices on one channel."""

"""Where recordings come from, one file an origin."""

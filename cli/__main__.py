"""`python -m cli` is `talktrack`."""

from cli.main import main

main()

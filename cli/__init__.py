"""The talktrack command, one file a command group."""

"""One office computer: the embedded database and the supervisor that keeps everything running."""

"""What a questionnaire is and what it demands of its answers: pure, without a database or a clock."""

"""XLSForm workbooks: written from our tables, read from offices in a limited child process."""

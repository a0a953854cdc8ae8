"""The findings about control flow, one to a file. Each is a function from the flow of an orchestration to findings."""

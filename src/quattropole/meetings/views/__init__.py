"""The pages of meetings: planning, agenda and papers, answers, the session."""

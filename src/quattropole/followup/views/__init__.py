"""Pages of tasks and of duties to the register."""

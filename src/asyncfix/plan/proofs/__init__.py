"""What repairs rely on: proofs over all the code of a project, and what stands against one."""

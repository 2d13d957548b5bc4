"""What repairs rely on: proofs over all the code of a project, and what stands against one.

`state` knows what functions use and change, `calls` what runs what; on these rest `threads`,
`awaits` and `conversion`, which say what may go wrong with each kind of fix.
"""

"""Moves the objects of a class, and all that share them, to its asynchronous twin.

What carries over, and how, is said by the tables `[twin."…"]`; nothing here knows a library.
`facts` has the words, `survey` collects them over the project, `move` makes one fix of what hangs
together.
"""

"""The front door on the web: the chat, the registration form, and nothing that the steps cannot do without it.

Pages are made here on the server and work without JavaScript; a small script makes the chat live. This room talks with
`flows.steps` and `flows.runtime`, never with Prefect, and keeps no state of its own but who is connected now.
"""

"""The certificate of generated rows: can they be told from people's, by what, and has their maker collapsed?"""

"""placeholder"""
PROFILES = {"chat": (), "code": (), "math": (), "text": ()}

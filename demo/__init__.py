"""The demo calls: sixteen invented sales calls with their scripts, recordings and ground truth.

`demo.catalogue` finds and reads them (standard library only); `demo.make_audio` makes the recordings anew.
"""

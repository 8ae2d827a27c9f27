"""Answers the number that it is given, or never: python3 answer.py NUMBER|never"""

import sys
import time

if sys.argv[1] == "never":
    while True:
        time.sleep(3600)
print('{"answer": %d}' % int(sys.argv[1]))

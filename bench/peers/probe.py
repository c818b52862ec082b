"""Prints as JSON which Python this is, and the versions of those of the named modules that it can import."""
import importlib
import json
import platform
import sys

modules = {}
for name in sys.argv[1:]:
    try:
        modules[name] = importlib.import_module(name).__version__
    except Exception:  # a broken package may raise anything; it is not there for us
        continue
python = {"executable": sys.executable, "prefix": sys.prefix, "version": platform.python_version()}
print(json.dumps({**python, "modules": modules}))

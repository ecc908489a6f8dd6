"""Invariant 2: `cfg(feature = "ssr")` stands in at most two files of `app`."""

import re

from _house import files, relative, report, text

LIMIT = 2
gate = re.compile(r"""cfg(_attr)?!?\s*\(.*feature\s*=\s*"ssr\"""")
gated = [relative(path) for path in files("app/src/*.rs") if gate.search(text(path))]
report(
    gated if len(gated) > LIMIT else [],
    f"At most {LIMIT} files may hold it: what differs on the server belongs behind a port in app/src/backend.",
)

"""What Schemathesis has to be told: the body of a resumable upload (tus) is plain bytes."""

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

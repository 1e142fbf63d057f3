"""The reading of a form with files. Large files are in the folder for temporary files."""

import errno
import logging

from flask import request
from werkzeug.datastructures import FileStorage

from errors import StorageFull

_LOGGER = logging.getLogger("http")

_NOWHERE_TO_PUT_IT = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EACCES,
    errno.ENOENT,  # tempfile finds no folder that it can use
}


def read_form() -> tuple[dict[str, list[str]], dict[str, list[FileStorage]]]:
    """Read the fields and the files of the request's form. Raises ``StorageFull``, and HTTP exceptions."""
    try:
        return request.form.to_dict(flat=False), dict(request.files.lists())
    except OSError as error:
        if error.errno not in _NOWHERE_TO_PUT_IT:
            raise
        _LOGGER.log(logging.ERROR, "TMPDIR has no room for an upload: %s", error.strerror)
        raise StorageFull("The server has no room left for this upload.") from None

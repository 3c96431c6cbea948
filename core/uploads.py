"""What a browser sends as files: kept in memory up to a limit, the rest is read and forgotten.

A file that is too large arrives cut and says so (`is_cut`, with the size that it has), so that the form answers in
words and everything else that was typed comes back. Nothing goes to the disk: papers of households would lie there.
"""

from io import BytesIO

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class ReceivedUpload(InMemoryUploadedFile):
    """A file as it came: `size` is what was sent, the content is what was kept of it."""

    @property
    def is_cut(self):
        return len(self.file.getbuffer()) < self.size


class BoundedUploadHandler(FileUploadHandler):
    """The only handler of the house (FILE_UPLOAD_HANDLERS)."""

    def __init__(self, request=None):
        super().__init__(request)
        self.room = settings.UPLOADS_MAX_OCTETS

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """What is announced beyond all reason is not even read."""
        if content_length > settings.REQUEST_MAX_OCTETS:
            raise RequestDataTooBig("More was announced than REQUEST_MAX_OCTETS.")

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.kept, self.received = BytesIO(), 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        # One octet more than allowed: whoever reads the content also sees that it is too much.
        part = raw_data[: max(0, min(self.room, settings.FILE_MAX_OCTETS + 1 - self.kept.tell()))]
        self.kept.write(part)
        self.room -= len(part)

    def file_complete(self, file_size):
        self.kept.seek(0)
        return ReceivedUpload(
            self.kept,
            self.field_name,
            self.file_name,
            self.content_type,
            self.received,
            self.charset,
            self.content_type_extra,
        )

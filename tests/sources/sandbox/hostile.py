"""Files that no honest program writes."""

import gzip
import io
import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np


def png(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds one line of it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(3 * width + 1)))


def jpeg(width: int, height: int) -> bytes:
    """A JPEG whose header claims a size."""
    frame = struct.pack(">BHHB", 8, height, width, 3) + b"\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"


def raw_film(width: int, height: int, frames: int, rate: str = "1:1") -> bytes:
    """Uncompressed frames, all black; their bytes are left out where there are too many."""
    body = bytes(width * height * 3 // 2) if width * height < 10_000 else b""
    return f"YUV4MPEG2 W{width} H{height} F{rate} Ip A1:1 C420jpeg\n".encode() + (b"FRAME\n" + body) * frames


def many_streams(path: Path, count: int) -> None:
    """A film of one frame and ``count`` sounds."""
    with av.open(str(path), "w", format="matroska") as container:
        video = container.add_stream("mpeg4", rate=25)
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        for _ in range(count):
            container.add_stream("pcm_s16le", rate=8000)
        frame = av.VideoFrame.from_ndarray(np.zeros((96, 64), np.uint8), format="yuv420p")
        frame.pts, frame.time_base = 0, Fraction(1, 25)
        container.mux(video.encode(frame))
        container.mux(video.encode())


def blank_lines(megabytes: int) -> bytes:
    """Compressed to a thousandth: lines with nothing in them, behind two comments."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as file:
        file.write(b'{"text": "a"}\n' * 2)
        for _ in range(megabytes):
            file.write(b"\n" * 1_000_000)
    return packed.getvalue()


def subtitled_avi(playlist: bytes) -> bytes:
    """An AVI whose subtitle stream is a playlist: once the way to read files off a server (CVE-2016-1897 and after)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)

    def listed(kind: bytes, data: bytes) -> bytes:
        return chunk(b"LIST", kind + data)

    name = "x".encode("utf-16-le") + b"\0\0"
    subtitle = b"GAB2\0" + struct.pack("<HI", 2, len(name)) + name
    subtitle += struct.pack("<HI", 4, len(playlist)) + playlist

    def stream(kind: bytes, handler: bytes, format_: bytes) -> bytes:
        header = kind + handler + struct.pack("<IHHIIIIIIIIhhhh", 0, 0, 0, 0, 1, 25, 0, 1, 0, 0, 0, 0, 0, 64, 64)
        return listed(b"strl", chunk(b"strh", header) + chunk(b"strf", format_))

    bitmap = struct.pack("<IiiHH4sIiiII", 40, 64, 64, 1, 24, b"MJPG", 12288, 0, 0, 0, 0)
    main = struct.pack("<14I", 40000, 0, 0, 0x10, 1, 0, 2, 0, 64, 64, 0, 0, 0, 0)
    headers = chunk(b"avih", main) + stream(b"vids", b"MJPG", bitmap) + stream(b"txts", bytes(4), b"")
    body = listed(b"hdrl", headers) + listed(b"movi", chunk(b"00dc", jpeg(64, 64)) + chunk(b"01tx", subtitle))
    return chunk(b"RIFF", b"AVI " + body)

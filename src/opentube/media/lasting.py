"""How long pictures stay, which encoders do not know when times are uneven."""

from av.packet import Packet
from av.video.stream import VideoStream


def lasting(packets: "list[Packet[VideoStream]]", ends: dict[int, int]) -> "list[Packet[VideoStream]]":
    """Give packets the durations that follow from ``ends``: from presentation time to end, both in ticks."""
    for packet in packets:
        if packet.pts is not None and packet.pts in ends:
            packet.duration = ends.pop(packet.pts) - packet.pts
    return packets

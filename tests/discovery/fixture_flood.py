"""Sends packets of one kind to the group, as fast as so many bits a second allow.

Usage: fixture_flood.py ADDRESS KIND MEGABITS_PER_SECOND. Prints "flooding" once it has started.
"""

import socket
import struct
import sys
import time

GROUP = ("224.0.0.251", 5353)
SERVICE = b"\x07_parley\x04_tcp\x05local\x00"
PTR, TXT = 12, 16


def header(flags, questions, answers, more=0):
    return struct.pack(">6H", 0, flags, questions, answers, more, more)


def question(kind):
    return SERVICE + struct.pack(">HH", PTR, kind)


def record(name, kind, data):
    return name + struct.pack(">HHIH", kind, 1, 120, len(data)) + data


def chain():
    """Pointers that lead from one to the next, and hundreds of records that point to the last."""
    start = 12 + len(question(1)) + 12
    texts = b""
    last = 12
    while len(texts) < 3800:
        texts += b"\xff"
        for _ in range(127):
            texts += struct.pack(">H", 0xC000 | last)
            last = start + len(texts) - 2
        texts += b"\x00"
    pointer = struct.pack(">H", 0xC000 | last)
    records = [record(b"\xc0\x0c", TXT, texts)] + [record(pointer, PTR, pointer)] * 300
    return header(0x8400, 1, len(records)) + question(1) + b"".join(records)


KINDS = {
    "claims": header(0x8400, 65535, 65535, 65535) + SERVICE,
    "chains": chain(),
    "records": header(0x8400, 1, 600) + question(1) + record(b"\xc0\x0c", PTR, b"\xc0\x0c") * 600,
    "questions": header(0, 1, 0) + question(0x8001),
    "others": header(0, 1, 0) + b"\x04_ipp\x04_tcp\x05local\x00" + struct.pack(">HH", PTR, 1),
}

address, kind, megabits = sys.argv[1], sys.argv[2], float(sys.argv[3])
packet = KINDS[kind]
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sender.bind((address, 5353))
sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
bits = 8 * (len(packet) + 42)
start = time.monotonic()
sent = 0
while True:
    sender.sendto(packet, GROUP)
    sent += 1
    if sent == 20:
        print("flooding", flush=True)
    ahead = sent * bits / (megabits * 1e6) - (time.monotonic() - start)
    if ahead > 0.002:
        time.sleep(ahead)

"""A program of somebody else: sends each line of its standard input, prints each datagram.

GROUP PORT INTERFACE [INTERFACE...]: joins the group on all, sends by the first. A line `hex …` is sent
as those bytes, a line `fill N` as N bytes, a line `twice …` by the first interface and by the last.
"""

import socket
import struct
import sys
import threading

group, port, *interfaces = sys.argv[1:]
receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
receiver.bind((group, int(port)))
for interface in interfaces:
    membership = socket.inet_aton(group) + socket.inet_aton(interface)
    receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
IP_RECVTTL = 12  # of Linux; Python has no name for it before 3.14
receiver.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)

sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.bind((interfaces[0], 0))
sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interfaces[0]))


def receive():
    while True:
        datagram, extra, _, _ = receiver.recvmsg(65535, 100)
        ttl = struct.unpack("i", extra[0][2])[0]
        print(f"{datagram.decode()} (TTL {ttl})", flush=True)


threading.Thread(target=receive, daemon=True).start()
print("ready", flush=True)
for line in sys.stdin:
    line = line.rstrip("\n")
    if line.startswith("hex "):
        sender.sendto(bytes.fromhex(line[4:]), (group, int(port)))
    elif line.startswith("fill "):
        sender.sendto(b"Big: " + b"x" * (int(line[5:]) - 5), (group, int(port)))
    elif line.startswith("twice "):
        for interface in interfaces[0], interfaces[-1]:
            sender.setsockopt(
                socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface)
            )
            sender.sendto(line[6:].encode(), (group, int(port)))
    else:
        sender.sendto(line.encode(), (group, int(port)))

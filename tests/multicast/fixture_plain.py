"""A member of a room that does not use Parley: sends each line of its input and prints each datagram.

Arguments: GROUP PORT INTERFACE [INTERFACE...]. It joins the group on all interfaces and sends on the
first. The line `hex …` sends these bytes, `fill N` sends N bytes, and `twice …` sends the text on the
first and on the last interface.
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
IP_RECVTTL = 12  # Linux only; Python has no constant for it before 3.14.
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

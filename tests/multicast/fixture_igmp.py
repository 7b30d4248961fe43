"""A switch that looks at IGMP: prints the source, the kind and the group of each record in a report.

Argument: the interface to listen on. Needs the right to open raw sockets, as in a namespace.
"""

import socket
import struct
import sys

IGMP = 2
V3_REPORT = 0x22
KINDS = {1: "is-in", 2: "is-ex", 3: "left", 4: "joined", 5: "allow", 6: "block"}

listener = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
listener.bind((sys.argv[1], 0))
print("ready", flush=True)
while True:
    packet = listener.recv(2048)
    header = (packet[0] & 15) * 4
    message = packet[header:]
    if packet[9] != IGMP or message[0] != V3_REPORT:
        continue
    at = 8
    for _ in range(struct.unpack("!H", message[6:8])[0]):
        sources = struct.unpack("!H", message[at + 2 : at + 4])[0]
        source, group = packet[12:16], message[at + 4 : at + 8]
        print(socket.inet_ntoa(source), KINDS[message[at]], socket.inet_ntoa(group), flush=True)
        at += 8 + 4 * sources

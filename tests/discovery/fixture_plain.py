"""A participant in multicast DNS that does not use Parley: prints each packet as "ADDRESS PORT TTL HEX",
and sends each line of its input, which is a packet in hexadecimal.

Argument: the address of the interface."""

import socket
import sys
import threading

GROUP, PORT = "224.0.0.251", 5353
IP_RECVTTL = 12

address = sys.argv[1]
network = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
network.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
network.bind((GROUP, PORT))
member = socket.inet_aton(GROUP) + socket.inet_aton(address)
network.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
network.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
network.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
print("ready", flush=True)


def send():
    for line in sys.stdin:
        network.sendto(bytes.fromhex(line), (GROUP, PORT))


threading.Thread(target=send, daemon=True).start()
while True:
    data, ((_, _, ttl),), _, (host, port) = network.recvmsg(65536, 64)
    print(host, port, int.from_bytes(ttl, sys.byteorder), data.hex(), flush=True)

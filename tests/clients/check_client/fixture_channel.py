# A small client of the channel dialect. The tests break it in one place each.
import os
import select
import socket
import sys

SIZE = 200
NAME, HOST, PORT = sys.argv[1], sys.argv[2], int(sys.argv[3])


def pad(text):
    return text.encode().ljust(SIZE, b" ")


def show(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def show_frame(frame):
    show("\r    \r" + frame.decode(errors="replace").rstrip() + "\n")


def disconnected():
    show("\r    \rServer at {0}:{1} has disconnected\n".format(HOST, PORT))
    sys.exit(1)


def send(text):
    data = text.encode()
    for start in range(0, max(len(data), 1), SIZE):
        server.sendall(data[start:start + SIZE].ljust(SIZE, b" "))


server = socket.socket()
try:
    server.connect((HOST, PORT))
except OSError:
    show("Unable to connect to {0}:{1}\n".format(HOST, PORT))
    sys.exit(1)
server.sendall(pad(NAME))
show("[Me] ")

received = b""
typed = b""
while True:
    ready, _, _ = select.select([server, 0], [], [])
    if server in ready:
        data = server.recv(4096)
        if not data:
            disconnected()
        received += data
        while len(received) >= SIZE:
            show_frame(received[:SIZE])
            received = received[SIZE:]
            show("[Me] ")
    if 0 in ready:
        data = os.read(0, 4096)
        typed += data
        if not data and typed:
            send(typed.decode())
        if not data:
            sys.exit(0)
        while b"\n" in typed:
            line, typed = typed.split(b"\n", 1)
            send(line.decode())
            show("[Me] ")

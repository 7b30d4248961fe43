# A small client of the direct dialect. The tests break it in one place each.
import os
import socket
import sys
import threading

HOST, PORT = sys.argv[1], int(sys.argv[2])
FORBIDDEN = "!@#$%^&*, "


def show(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Connection:
    def __init__(self):
        self.socket = socket.create_connection((HOST, PORT))
        self.received = b""

    def line(self):
        while b"\n" not in self.received:
            data = self.socket.recv(4096)
            if not data:
                return None
            self.received += data
        line, self.received = self.received.split(b"\n", 1)
        return line.decode(errors="replace")

    def send(self, text):
        self.socket.sendall((text + "\n").encode())


def typed():
    line = sys.stdin.readline()
    if line == "":
        os._exit(0)
    line = line.rstrip("\n")
    if line == "!quit":
        connection.socket.close()
        os._exit(0)
    return line


def login():
    global connection
    while True:
        name = typed()
        if any(character in FORBIDDEN for character in name):
            show("Cannot log in as " + name + ". That username contains disallowed characters.")
            continue
        try:
            connection.send("HELLO-FROM " + name)
            answer = connection.line()
        except OSError:
            answer = None
        if answer is None:
            connection = Connection()
            connection.send("HELLO-FROM " + name)
            answer = connection.line()
        if answer.startswith("HELLO"):
            show("Successfully logged in as " + name + "!")
            return
        if answer == "BUSY":
            show("Cannot log in. The server is full!")
            os._exit(0)
        show("Cannot log in as " + name + ". That username is already in use.")


def listen():
    while True:
        line = connection.line()
        if line is None:
            show("The server is gone.")
            os._exit(1)
        header, _, body = line.partition(" ")
        if header == "DELIVERY":
            user, _, text = body.partition(" ")
            show("From " + user + ": " + text)
        elif header in ("LIST-OK", "WHO-OK"):
            names = body.split(",")
            show("There are " + str(len(names)) + " online users:")
            for name in names:
                show(name)
        elif header == "SEND-OK":
            show("The message was sent successfully")
        elif header == "BAD-DEST-USER":
            show("The destination user does not exist")
        elif header == "BAD-RQST-HDR":
            show("Error: Unknown issue in previous message header.")
        elif header == "BAD-RQST-BODY":
            show("Error: Unknown issue in previous message body.")


show("Welcome to Chat Client. Enter your login:")
try:
    connection = Connection()
except OSError as error:
    show("Cannot connect: " + str(error))
    sys.exit(1)
login()
threading.Thread(target=listen, daemon=True).start()
while True:
    line = typed()
    if line == "!who":
        connection.send("LIST")
    elif line.startswith("@") and " " in line:
        user, _, text = line[1:].partition(" ")
        connection.send("SEND " + user + " " + text)

"""Uses the package zeroconf, another implementation of the protocol.

Arguments: ADDRESS [NAME]. With a name it announces a service, and without one it lists services."""

import socket
import sys
import time

from zeroconf import ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

TYPE = "_parley._tcp.local."
address = sys.argv[1]
zeroconf = Zeroconf(interfaces=[address])


class Listener(ServiceListener):
    def add_service(self, zc, type_, name):
        info = zc.get_service_info(type_, name)
        users = info.properties[b"users"].decode()
        print("added", info.parsed_addresses()[0], info.port, users, name, flush=True)

    def update_service(self, zc, type_, name):
        pass

    def remove_service(self, zc, type_, name):
        print("removed", name, flush=True)


if len(sys.argv) > 2:
    info = ServiceInfo(
        TYPE,
        f"{sys.argv[2]}.{TYPE}",
        addresses=[socket.inet_aton(address)],
        port=4444,
        properties={"users": "7"},
        server="theirs.local.",
    )
    zeroconf.register_service(info, allow_name_change=True)
    print("registered", info.name, flush=True)
else:
    ServiceBrowser(zeroconf, TYPE, Listener())
time.sleep(3600)

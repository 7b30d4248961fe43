/**
 * UDP sockets for multicast, with the differences between systems.
 *
 * @module
 */

/**
 * Opens a socket that sends on the interface with `address`. Programs on this machine receive its
 * datagrams, too.
 */
export function openSender(address: string): Deno.DatagramConn {
  return Deno.listenDatagram({ transport: "udp", hostname: address, port: 0, loopback: true });
}

/** Opens a socket that can join `group`. Port 0 stands for a port that no other program uses. */
export function openReceiver(group: string, port: number): Deno.DatagramConn {
  // A socket bound to its group does not receive other groups on the same port. Windows does not
  // allow that.
  const hostname = Deno.build.os === "windows" ? "0.0.0.0" : group;
  return Deno.listenDatagram({ transport: "udp", hostname, port, reuseAddress: port !== 0 });
}

/** Returns the local port of a socket. */
export function portOf(socket: Deno.DatagramConn): number {
  return (socket.addr as Deno.NetAddr).port;
}

/** Closes a socket, unless it is closed already. */
export function closeSocket(socket: Deno.DatagramConn): void {
  try {
    socket.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

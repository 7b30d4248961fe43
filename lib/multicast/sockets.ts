/**
 * UDP sockets for multicast, as each system needs them.
 *
 * @module
 */

/** A socket to send with by the interface that has `address`; programs on this machine hear it, too. */
export function openSender(address: string): Deno.DatagramConn {
  return Deno.listenDatagram({ transport: "udp", hostname: address, port: 0, loopback: true });
}

/** A socket that can join `group` to hear what is sent to it. Port 0 is one that nobody else has. */
export function openReceiver(group: string, port: number): Deno.DatagramConn {
  // Bound to the group it does not hear other groups on this port; Windows does not let it.
  const hostname = Deno.build.os === "windows" ? "0.0.0.0" : group;
  return Deno.listenDatagram({ transport: "udp", hostname, port, reuseAddress: port !== 0 });
}

/** The port that a socket has. */
export function portOf(socket: Deno.DatagramConn): number {
  return (socket.addr as Deno.NetAddr).port;
}

/** Closes a socket, should it be open. */
export function close(socket: Deno.DatagramConn): void {
  try {
    socket.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/**
 * The sources that a server accepts its connections from.
 *
 * @module
 */
import type { Arguments } from "../../command_line/arguments.ts";
import type { Status } from "../../net/status.ts";
import { formatAddress } from "../../transport/address.ts";
import type { Listening } from "../../transport/listen.ts";
import type { PeerAddress, SocketSource } from "../../transport/socket.ts";
import { TcpSource } from "../../transport/tcp_source.ts";
import type { SERVING_FLAGS } from "./flags.ts";

/** Makes the sources of a server from the sockets that it listens on. */
export type OpenSources = (listening: Listening) => SocketSource[];

/**
 * Prepares to accept connections in the way that the command line asks for. The code for proxies is
 * loaded only with `--proxy-protocol`.
 *
 * @throws {UsageError} if the flag's value is not a list of networks.
 */
export async function prepareSources(
  args: Arguments<typeof SERVING_FLAGS>,
  onStatus: (status: Status) => void,
): Promise<OpenSources> {
  const text = args.get("proxy-protocol");
  if (text === undefined) {
    return ({ listeners }) => listeners.map((listener) => new TcpSource(listener));
  }
  const [{ ProxySource }, { parseNetworks }] = await Promise.all([
    import("../../transport/proxy_source.ts"),
    import("../../transport/networks.ts"),
  ]);
  const isProxy = parseNetworks(text, "--proxy-protocol");
  const onRefused = (proxy: PeerAddress, error: Error) => {
    const doing = `Cannot accept a connection from the proxy ${formatAddress(proxy)}`;
    onStatus({ type: "failed", doing, error });
  };
  return ({ listeners }) =>
    listeners.map((listener) => new ProxySource(new TcpSource(listener), { isProxy, onRefused }));
}

import { AddressPool } from "./address_pool.ts";
import { checkClusterName, parseAddresses } from "./addresses.ts";
import { type DialFailure, noConnection } from "./dial_failure.ts";
import { Dialer } from "./dialer.ts";
import { Link } from "./link.ts";
import { NatsBus } from "./nats_bus.ts";
import { loadNats } from "./package.ts";
import type { StreamLimits } from "./stream_configs.ts";

/** Options of {@linkcode connectBus}. */
export interface NatsBusOptions {
  /** The addresses of NATS servers, separated by commas. */
  readonly servers: string;
  /** The name of the cluster: several may share NATS. */
  readonly name: string;
  /** The path of a credentials file. */
  readonly creds?: string | undefined;
  /** Certificates of authorities that are trusted besides the known ones, in PEM format. */
  readonly ca?: string | undefined;
  /** How many copies NATS keeps; by default three if it has as many nodes. */
  readonly replicas?: number | undefined;
  readonly limits: StreamLimits;
  /** Gets what operators should know, as a sentence without its full stop. */
  readonly onStatus: (message: string) => void;
  /** Gets the same about the loss of a connection, and about the next one; by default, `onStatus` does. */
  readonly onLinkChange?: (message: string, isConnected: boolean) => void;
  /** Gets the exceptions of callbacks; by default, they end the program. */
  readonly onBug?: (error: unknown) => void;
}

/**
 * Connects to NATS, and makes the streams and buckets of the cluster if they do not exist.
 *
 * @throws {UsageError} if an option is malformed.
 * @throws {ExpectedError} if NATS cannot be reached, refuses the user, or has no JetStream.
 */
export async function connectBus(options: NatsBusOptions): Promise<NatsBus> {
  checkClusterName(options.name);
  const given = parseAddresses(options.servers);
  // Servers of the cluster spread over the nodes.
  const first = Math.floor(Math.random() * given.length);
  const addresses = [...given.slice(first), ...given.slice(0, first)];
  const nats = await loadNats();
  const dialer = new Dialer(nats, `parley ${options.name}`, options.creds, options.ca);
  const link = new Link(dialer, new AddressPool(addresses), {
    onStatus: options.onStatus,
    onChange: options.onLinkChange ?? ((message) => options.onStatus(message)),
    onBug: options.onBug ?? ((error) => reportError(error)),
  });
  const failures = await link.connect();
  if (failures.length > 0) {
    const placeOf = ({ address }: DialFailure) => given.indexOf(address);
    throw noConnection(failures.sort((a, b) => placeOf(a) - placeOf(b)));
  }
  const bus = new NatsBus(link, options);
  try {
    await bus.start();
  } catch (error) {
    await bus.close();
    throw error;
  }
  return bus;
}

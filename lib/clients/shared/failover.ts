import { ExpectedError } from "../../errors/expected_error.ts";
import { formatAddress, parseAddress } from "../../transport/address.ts";
import type { ServerAddress } from "./connect.ts";
import { ConnectionError } from "./connection_error.ts";
import { RemovedError } from "./removed_error.ts";
import { within } from "./timeout.ts";

/** The maximum number of servers that a client takes from a list. */
const MAX_SERVERS = 128;

/** How long to try to connect to another server, in milliseconds: there may be more of them. */
const CONNECT_TIMEOUT_MS = 3000;

/** How long another server may take to log the user in, in milliseconds: it may hang as well. */
const LOGIN_TIMEOUT_MS = 6000;

/** A connection to a server. */
interface Discardable {
  finish(): Promise<void>;
}

/**
 * The servers of a cluster, of which a client takes another one when it loses its own.
 *
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const failover = new Failover({ host: "10.0.0.1", port: 55555 });
 * failover.learn(["10.0.0.1:55555", "10.0.0.2:55555", "nonsense"]);
 * const tried: string[] = [];
 * await failover.connect(async ({ host }) => {
 *   tried.push(host);
 *   return { finish: async () => {} };
 * });
 * assert.deepEqual(tried, ["10.0.0.2"]);
 * assert.equal(failover.outcome, "Lost the server at 10.0.0.1:55555: connected to 10.0.0.2:55555");
 * ```
 */
export class Failover {
  readonly #first: ServerAddress;
  readonly #random: () => number;
  #current: ServerAddress;
  #others: readonly ServerAddress[] = [];
  #outcome = RECONNECTED;

  /**
   * @param first The server that the user has chosen. The others are trusted in the same way.
   * @param random Returns a random number from 0 up to 1; tests replace it.
   */
  constructor(first: ServerAddress, random: () => number = Math.random) {
    this.#first = this.#current = first;
    this.#random = random;
  }

  /** The server of the last connection. */
  get current(): ServerAddress {
    return this.#current;
  }

  /** Whether there are servers to connect to instead of the present one. */
  get hasOthers(): boolean {
    return this.#others.length > 0;
  }

  /** What the last attempt to connect again has led to, for the user. */
  get outcome(): string {
    return this.#outcome;
  }

  /**
   * Takes the addresses that the present server has told, its own first. Leaves out those that are
   * malformed. None means that it has told none.
   */
  learn(addresses: readonly string[]): void {
    if (addresses.length === 0) return;
    // Its own address may be another one than that by which the client reaches it.
    const others = addresses.slice(1, MAX_SERVERS).map(parseAddress).filter((it) =>
      it !== undefined
    );
    this.#others = others
      .map(({ hostname: host, port }) => ({ ...this.#first, host, port }))
      .filter((server) => textOf(server) !== textOf(this.#current));
  }

  /**
   * Connects to one of the others, one after the other, and at last to the present server. Resolves to the
   * first connection.
   *
   * @param open Connects and logs in.
   * @throws {RemovedError} when a server does not want the user.
   * @throws {ExpectedError} the last problem, if no server admits the user.
   */
  async connect<Connection extends Discardable>(
    open: (server: ServerAddress) => Promise<Connection>,
  ): Promise<Connection> {
    let problem: unknown;
    for (const server of this.#order()) {
      try {
        const isOwn = textOf(server) === textOf(this.#current);
        const connection = await (isOwn ? open(server) : openInTime(server, open));
        this.#connected(server);
        return connection;
      } catch (error) {
        if (!(error instanceof ExpectedError) || error instanceof RemovedError) throw error;
        problem = error;
      }
    }
    throw problem;
  }

  /** Returns the servers in the order in which to try them. */
  #order(): readonly ServerAddress[] {
    // Otherwise all clients of a server that has failed would come to the same one.
    const shuffled = this.#others
      .map((server) => ({ server, place: this.#random() }))
      .sort((one, other) => one.place - other.place)
      .map(({ server }) => server);
    // The user's own choice may lead to servers that no list holds.
    const rest = [this.#current, this.#first];
    const isAmong = (servers: readonly ServerAddress[], server: ServerAddress) =>
      servers.some((other) => textOf(other) === textOf(server));
    return rest.reduce<readonly ServerAddress[]>(
      (servers, server) => isAmong(servers, server) ? servers : [...servers, server],
      shuffled,
    );
  }

  #connected(server: ServerAddress): void {
    const isSame = textOf(server) === textOf(this.#current);
    this.#outcome = isSame
      ? RECONNECTED
      : `Lost the server at ${textOf(this.#current)}: connected to ${textOf(server)}`;
    this.#current = server;
  }
}

const RECONNECTED = "Reconnected";

/** Connects to another server, but does not wait for it as long as for the present one. */
async function openInTime<Connection extends Discardable>(
  server: ServerAddress,
  open: (server: ServerAddress) => Promise<Connection>,
): Promise<Connection> {
  const opening = open({ ...server, connectTimeoutMs: CONNECT_TIMEOUT_MS });
  return await within(LOGIN_TIMEOUT_MS, opening, () => {
    // What happens to the attempt from now on matters to nobody.
    opening.then((connection) => connection.finish()).catch(() => {});
    return new ConnectionError("silent", { ...server, timeoutMs: LOGIN_TIMEOUT_MS });
  });
}

function textOf({ host, port }: ServerAddress): string {
  return formatAddress({ hostname: host.toLowerCase(), port });
}

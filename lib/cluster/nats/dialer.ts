import type { NatsAddress } from "./addresses.ts";
import { readCredentials } from "./credentials.ts";
import { PendingInput } from "./pending_input.ts";
import type { NatsConnection, NatsOptions, NatsPackage } from "./package.ts";

/** How long connecting to one address may take, in milliseconds. */
const DIAL_TIMEOUT_MS = 2000;

/** A connection is lost when this many checks, so many milliseconds apart, have no answer. */
const PING_MS = 1500;
const MAX_UNANSWERED_PINGS = 2;

/** Connects to single NATS servers. */
export class Dialer {
  /** What was read from connections and is not processed yet. */
  readonly input = new PendingInput();
  readonly #nats: NatsPackage;
  readonly #name: string;
  readonly #credentialsFile: string | undefined;
  readonly #ca: string | undefined;

  /**
   * @param name The name under which NATS lists the connection.
   * @param ca Certificates of authorities that are trusted besides the known ones, in PEM format.
   */
  constructor(nats: NatsPackage, name: string, credentialsFile?: string, ca?: string) {
    this.#nats = nats;
    this.#name = name;
    this.#credentialsFile = credentialsFile;
    this.#ca = ca;
  }

  /**
   * Connects to a NATS server.
   *
   * @param tlsName The name that its certificate must have.
   */
  async dial(address: NatsAddress, tlsName: string): Promise<NatsConnection> {
    const { user, password, token, needsTls } = address;
    const options: NatsOptions = {
      servers: address.hostPort,
      name: this.#name,
      timeout: DIAL_TIMEOUT_MS,
      reconnect: false,
      pingInterval: PING_MS,
      maxPingOut: MAX_UNANSWERED_PINGS,
      ignoreClusterUpdates: true,
      noAsyncTraces: true,
      // A server knows its own messages: getting them back would cost both sides half as much again.
      noEcho: true,
      ...(user === undefined ? {} : { user, pass: password ?? "" }),
      ...(token === undefined ? {} : { token }),
      // Read again each time: the file may have been renewed.
      ...(this.#credentialsFile === undefined ? {} : {
        authenticator: this.#nats.credsAuthenticator(await readCredentials(this.#credentialsFile)),
      }),
      socket: { needsTls, tlsName, ca: this.#ca, input: this.input },
    };
    return await this.#nats.connect(options);
  }
}

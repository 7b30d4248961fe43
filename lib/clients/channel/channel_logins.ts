import type { ServerAddress } from "../shared/connect.ts";
import type { ChannelConnection, ChannelLogin, FrameHandler } from "./channel_connection.ts";
import type { OwnPassword } from "./own_password.ts";
import type { OwnSession } from "./own_session.ts";
import { PASSWORD_ANSWER_MS } from "./rejoin.ts";

/** The parts of {@linkcode ChannelLogins}. */
export interface ChannelLoginsParts {
  readonly name: string;
  readonly password: OwnPassword;
  /** The session that a lost connection leaves behind, at a server of Parley. */
  readonly session: OwnSession | undefined;
  readonly handler: FrameHandler;
  framesOf(line: string): Uint8Array;
  /** Learns that frames come on a new connection from now on. */
  onOpen(): void;
  /** Connects and logs in. */
  open(login: ChannelLogin, handler: FrameHandler): Promise<ChannelConnection>;
}

/**
 * How long a server of Parley may take to end the earlier session, in milliseconds. That takes a second if
 * the session is on a server of its cluster that is dead.
 */
const ENDING_ANSWER_MS = 5000;

/** One login may only end the session that is in the way of the next one. */
const MAX_LOGINS = 2;

/** Logs a client in, for the first time or after a lost connection. */
export class ChannelLogins {
  readonly #parts: ChannelLoginsParts;

  constructor(parts: ChannelLoginsParts) {
    this.#parts = parts;
  }

  /** @throws {ConnectionError} */
  open(server: ServerAddress): Promise<ChannelConnection> {
    const { name, password: { value: password }, handler, onOpen, open } = this.#parts;
    onOpen();
    return open({ ...server, name, password }, handler);
  }

  /**
   * Connects after a lost connection, and ends the session that this has left behind.
   *
   * @throws {ConnectionError}
   */
  async openAgain(server: ServerAddress): Promise<ChannelConnection> {
    const { session, password, framesOf } = this.#parts;
    const answerMs = password.value === undefined ? ENDING_ANSWER_MS : PASSWORD_ANSWER_MS;
    for (let attempt = 1;; attempt++) {
      const connection = await this.open(server);
      if (!session?.isKnown) return connection;
      await connection.send(framesOf(session.request()));
      const hasEnded = await session.hasEndedEarlier(answerMs, connection.ended);
      if (!hasEnded || attempt === MAX_LOGINS) return connection;
      // The name is free only now: this connection has another one.
      await connection.finish();
    }
  }
}

import type { ServerAddress } from "../shared/connect.ts";
import type { ChannelConnection, ChannelLogin, FrameHandler } from "./channel_connection.ts";
import type { OwnPassword } from "./own_password.ts";
import type { OwnSession } from "./own_session.ts";
import { ANSWER_MS, PASSWORD_ANSWER_MS } from "./rejoin.ts";

/** The parts of {@linkcode ChannelLogins}. */
export interface ChannelLoginsParts {
  readonly name: string;
  readonly password: OwnPassword;
  /** The session that a lost connection leaves behind, at a server of Parley. */
  readonly session: OwnSession | undefined;
  readonly handler: FrameHandler;
  framesOf(line: string): Uint8Array;
  /** Connects and logs in. */
  open(login: ChannelLogin, handler: FrameHandler): Promise<ChannelConnection>;
}

/** Logs a client in, for the first time or after a lost connection. */
export class ChannelLogins {
  readonly #parts: ChannelLoginsParts;

  constructor(parts: ChannelLoginsParts) {
    this.#parts = parts;
  }

  /** @throws {ConnectionError} */
  open(server: ServerAddress): Promise<ChannelConnection> {
    const { name, password: { value: password }, handler, open } = this.#parts;
    return open({ ...server, name, password }, handler);
  }

  /**
   * Connects after a lost connection, and ends the session that this has left behind.
   *
   * @throws {ConnectionError}
   */
  async openAgain(server: ServerAddress): Promise<ChannelConnection> {
    const { session, password, framesOf } = this.#parts;
    const connection = await this.open(server);
    if (!session?.isKnown) return connection;
    await connection.send(framesOf(session.request()));
    const answerMs = password.value === undefined ? ANSWER_MS : PASSWORD_ANSWER_MS;
    if (!await session.hasEndedEarlier(answerMs, connection.ended)) return connection;
    // The name is free only now: this connection has another one.
    await connection.finish();
    return await this.open(server);
  }
}

import { isPasswordRequest, PASSWORD_COMMAND } from "../../dialects/channel/password.ts";
import { FixedFrames, FRAME_SIZE, frameText, toFrames } from "../../framing/fixed_frames.ts";
import type { Socket } from "../../transport/socket.ts";
import { connect, finish, readAll, type ServerAddress, writeAll } from "../shared/connect.ts";
import { ConnectionError } from "../shared/connection_error.ts";
import { withoutPromptWipe } from "./frames_shown.ts";

/** The answer of a server that requires no password. */
const PASSWORD_UNKNOWN = /^\/password is not a valid control message\./;

/** The server, and the name and password with which the client logs in. */
export interface ChannelLogin extends ServerAddress {
  readonly name: string;
  readonly password: string | undefined;
}

/** The receiver of the frames of a {@linkcode ChannelConnection}. */
export interface FrameHandler {
  /** Handles the text of a frame. */
  onFrame(text: string): void;
  /** Resolves when the handler can take frames. */
  ready(): Promise<void>;
}

/** A connection to a server in the channel dialect. */
export class ChannelConnection {
  /** Resolves when the connection has ended. Rejects with the error of the handler, which is a bug. */
  readonly ended: Promise<void>;
  readonly #socket: Socket;
  /** Resolves when the previous frames are written: writes must not be mixed. */
  #sent = Promise.resolve(true);

  constructor(
    socket: Socket,
    { password }: Pick<ChannelLogin, "password">,
    handler: FrameHandler,
  ) {
    this.#socket = socket;
    this.ended = receive(socket, password, handler);
    // It may reject while nothing awaits it.
    this.ended.catch(() => {});
  }

  /**
   * Connects and sends the name and the password.
   *
   * @throws {ConnectionError}
   */
  static async open(login: ChannelLogin, handler: FrameHandler): Promise<ChannelConnection> {
    const { name, password } = login;
    const socket = await connect(login);
    const connection = new ChannelConnection(socket, login, handler);
    const frames = [toFrames(name).subarray(0, FRAME_SIZE)];
    if (password !== undefined) frames.push(toFrames(PASSWORD_COMMAND + password));
    for (const frame of frames) {
      if (await connection.send(frame)) continue;
      socket.close();
      throw new ConnectionError("disconnected", login);
    }
    return connection;
  }

  /** Sends frames. Returns whether that worked: it does not once the connection has failed. */
  send(frames: Uint8Array): Promise<boolean> {
    return this.#sent = this.#sent.then(() => writeAll(this.#socket, frames));
  }

  /** Closes the writing side and waits for the server's last frames. */
  async finish(): Promise<void> {
    await finish(this.#socket, this.ended);
  }
}

/** Hands the server's frames on until the connection ends. */
async function receive(
  socket: Socket,
  password: string | undefined,
  handler: FrameHandler,
): Promise<void> {
  const frames = new FixedFrames();
  let isFirst = true;
  using _ = { [Symbol.dispose]: () => socket.close() };
  await readAll(socket, async (bytes) => {
    await handler.ready();
    frames.push(bytes, (frame) => {
      const text = withoutPromptWipe(frameText(frame));
      // The client has sent the password already, whether the server requires one or not.
      const isAboutPassword = isFirst && password !== undefined &&
        (isPasswordRequest(text) || PASSWORD_UNKNOWN.test(text));
      isFirst = false;
      if (!isAboutPassword) handler.onFrame(text);
    });
  });
}

/**
 * A worker with many honest users that read everything that they get, at once.
 *
 * @module
 */
import { ChatUser, type UserDialect } from "./chat_user.ts";
import { serveCalls } from "./worker_calls.ts";

/** The users to connect. */
export interface CrowdOptions {
  readonly port: number;
  readonly count: number;
  readonly dialect: UserDialect;
  /** Whether they enter the channel `bench`. */
  readonly inChannel: boolean;
}

const users: ChatUser[] = [];

const functions = {
  async connect({ port, count, dialect, inChannel }: CrowdOptions): Promise<void> {
    while (users.length < count) {
      const user = await ChatUser.logIn(port, dialect, `reader${users.length}`);
      if (inChannel) await user.enterChannel(users.length === 0);
      user.readAll();
      users.push(user);
    }
  },

  /** Returns how many users the server has disconnected. */
  countDisconnected: () => users.filter(({ isDisconnected }) => isDisconnected).length,
};

/** The functions of this worker. */
export type Crowd = typeof functions;

serveCalls(functions);

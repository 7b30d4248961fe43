/**
 * A server that is stopped for a while, as by Ctrl+Z or a laptop's lid, while some members of a channel
 * are behind and some clients are in the middle of their login. Nobody misbehaves here.
 *
 * @module
 */
import { ChatUser, frames, loginBytes, type UserDialect } from "./chat_user.ts";
import { type Attack, type Flood, MAX_P99_MS, sleep, type Target } from "./flood.ts";

const READERS = 20;
const LOGINS_PER_DIALECT = 3;
const DIALECTS: readonly UserDialect[] = ["channel", "direct", "messenger"];
/** How much the readers are behind: so much that the server makes the sender wait for them. */
const BEHIND_BYTES = 32 * 2 ** 20;
const FRAMES_PER_WRITE = 300;
/** How long the channel may take to be that far ahead. */
const MAX_BURST_MS = 1000;
/** How long the clients have after the server goes on. */
const RECOVERY_MS = 1500;

/** How long the server is stopped. Its timeouts are half as long. */
function stopSeconds(quick: boolean): number {
  return quick ? 4 : 20;
}

/** All floods of this kind. */
export const SUSPENDED_FLOODS: readonly Flood[] = [{
  name: "floods-suspended",
  title: "the server is stopped and continued",
  maxP99Ms: MAX_P99_MS,
  flags(quick) {
    const timeout = stopSeconds(quick) / 2;
    return [`--write-timeout=${timeout}`, `--login-timeout=${timeout}`];
  },
  prepare,
}];

/** A client that sends its login in two halves. */
interface HalfLogin {
  readonly user: ChatUser;
  readonly rest: Uint8Array;
  isAnswered: boolean;
}

async function prepare({ port, pid, quick }: Target): Promise<Attack> {
  const sender = await ChatUser.logIn(port, "channel", "sender");
  await sender.enterChannel(true);
  sender.readAll();
  const readers: ChatUser[] = [];
  let sentBytes = 0;
  while (readers.length < READERS) {
    const reader = await ChatUser.logIn(port, "channel", `reader${readers.length}`);
    await reader.enterChannel();
    readers.push(reader);
  }
  const logins: HalfLogin[] = [];
  return {
    async begin() {
      const burst = sendBurst(sender, (bytes) => sentBytes += bytes);
      await Promise.race([burst, sleep(MAX_BURST_MS)]);
      for (const dialect of DIALECTS) {
        for (let i = 0; i < LOGINS_PER_DIALECT; i++) {
          logins.push(await startLogin(port, dialect, i));
        }
      }
      // Half a login has to be read before the server is stopped.
      await sleep(100);
      await stopFor(stopSeconds(quick) * 1000, pid, () => {
        for (const reader of readers) reader.readAll();
        for (const { user, rest } of logins) user.send(rest);
      });
      await sleep(RECOVERY_MS);
    },
    end() {
      const lostReaders = readers.filter(({ isDisconnected }) => isDisconnected).length;
      const lostLogins = logins.filter(({ user, isAnswered }) =>
        user.isDisconnected || !isAnswered
      );
      const lost = lostReaders + lostLogins.length;
      return Promise.resolve({
        honestUsers: readers.length + logins.length + 1,
        disconnected: lost + (sender.isDisconnected ? 1 : 0),
        details: `${(sentBytes / 2 ** 20).toFixed(0)} MiB unread, ` +
          `lost ${lostReaders} of ${readers.length} readers and ` +
          `${lostLogins.length} of ${logins.length} logins`,
      });
    },
  };
}

async function sendBurst(sender: ChatUser, onSent: (bytes: number) => void): Promise<void> {
  const bytes = frames(...Array.from({ length: FRAMES_PER_WRITE }, (_, i) => `message ${i}`));
  for (let sent = 0; sent < BEHIND_BYTES; sent += bytes.length) {
    await sender.send(bytes);
    onSent(bytes.length);
  }
}

async function startLogin(port: number, dialect: UserDialect, number: number): Promise<HalfLogin> {
  const bytes = loginBytes(dialect, `late-${dialect}-${number}`);
  const half = bytes.length >> 1;
  const user = await ChatUser.connect(port, dialect);
  const login = { user, rest: bytes.subarray(half), isAnswered: false };
  user.readAll((answer) => {
    if (/welcome|HELLO|\/ping/.test(new TextDecoder().decode(answer))) login.isAnswered = true;
  });
  await user.send(bytes.subarray(0, half));
  return login;
}

/** Stops a process for a while. Calls `atHalf` in the middle of it. */
async function stopFor(milliseconds: number, pid: number, atHalf: () => void): Promise<void> {
  Deno.kill(pid, "SIGSTOP");
  try {
    await sleep(milliseconds / 2);
    atHalf();
    await sleep(milliseconds / 2);
  } finally {
    Deno.kill(pid, "SIGCONT");
  }
}

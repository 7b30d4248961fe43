/**
 * Attacks of strangers that work on any server.
 *
 * @module
 */
import type { Protocol } from "./protocols.ts";
import { RawUser } from "./raw_user.ts";

const IDLE_CONNECTIONS = 1000;
const LOOPS = 4;
const GUESSERS = 200;
const PIECE = "x".repeat(64 * 1024);
const MESSAGES_PER_WRITE = 50;

/** The text of a message from a web page. An honest user must never read it. */
export const WEB_TEXT = "from-a-web-page";

let isOver = false;
const idle: RawUser[] = [];

/** Does something on new connections again and again. */
async function loop(port: number, act: (user: RawUser) => Promise<void>): Promise<void> {
  while (!isOver) {
    try {
      const user = await RawUser.connect(port);
      try {
        await act(user);
      } finally {
        user.close();
      }
    } catch {
      // The server defends itself.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** Sends messages to a user without a pause. */
async function flood(port: number, protocol: Protocol, to: string): Promise<void> {
  const burst = protocol.message(to, "x".repeat(150)).repeat(MESSAGES_PER_WRITE);
  for (let number = 0; !isOver; number++) {
    try {
      const user = await RawUser.logIn(port, protocol, `flood${number}`);
      while (!isOver && !user.isClosed) await user.send(burst);
      user.close();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The attacks by their names. Each begins at once. */
export const ATTACKS: Readonly<
  Record<string, (port: number, protocol: Protocol) => Promise<unknown>>
> = {
  async "1000 idle connections"(port) {
    while (idle.length < IDLE_CONNECTIONS && !isOver) {
      const user = await RawUser.connect(port).catch(() => undefined);
      if (!user) break;
      idle.push(user);
    }
  },
  "connecting without a pause": (port) =>
    Promise.all(Array.from({ length: LOOPS }, () => loop(port, async () => {}))),
  "a line without an end": (port) =>
    Promise.all(Array.from({ length: LOOPS }, () =>
      loop(port, async (user) => {
        user.read();
        while (!isOver && !user.isClosed) await user.send(PIECE);
      }))),
  "requests of web pages": (port, protocol) =>
    Promise.all(Array.from({ length: LOOPS }, () =>
      loop(port, async (user) => {
        const body = protocol.login("web") + protocol.message("ann", WEB_TEXT);
        await user.send(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\n${body}`);
        await Promise.race([user.read(), new Promise((resolve) => setTimeout(resolve, 1500))]);
      }))),
  async "guesses of a name's password"(port, { registration, guess }) {
    if (!registration || !guess) return;
    const owner = await RawUser.connect(port);
    const registered = Promise.withResolvers<void>();
    let received = "";
    owner.read((text) => registration.isDone.test(received += text) && registered.resolve());
    await owner.send(registration.text);
    await registered.promise;
    owner.close();
    let guesses = 0;
    await Promise.all(Array.from({ length: GUESSERS }, () =>
      loop(port, async (user) => {
        const answered = Promise.withResolvers<void>();
        user.read(() => answered.resolve()).then(() => answered.resolve());
        await user.send(guess(`guess-${guesses++}`));
        await answered.promise;
      })));
  },
  "messages to one user without a pause": (port, protocol) => flood(port, protocol, "ben"),
  async "messages to a user that reads nothing"(port, protocol) {
    const stalled = await RawUser.connect(port);
    await stalled.send(protocol.login("stalled"));
    idle.push(stalled);
    await flood(port, protocol, "stalled");
  },
};

/** Ends the attacks. */
export function endAttacks(): void {
  isOver = true;
  for (const user of idle) user.close();
}

import assert from "node:assert/strict";
import { Rejoin } from "../../lib/clients/channel/rejoin.ts";

/** A server's channels, as a client that comes back meets them. */
interface Scene {
  readonly name: string;
  readonly channel?: string;
  /** The server's frames after each line of the client; the first are those after the name. */
  readonly frames: readonly (readonly string[])[];
  readonly sends: readonly string[];
  readonly shows?: readonly string[];
  readonly result: string | undefined;
}

const MISSING = "No channel named tea exists. Try '/create tea'?";
const EXISTS = "Room tea already exists, so cannot be created.";

const SCENES: readonly Scene[] = [
  { name: "the user was in no channel", frames: [[]], sends: [], result: "Reconnected" },
  {
    name: "the channel still exists",
    channel: "tea",
    frames: [[], []],
    sends: ["/join tea"],
    result: "Reconnected, and back in tea",
  },
  {
    name: "the channel no longer exists",
    channel: "tea",
    frames: [[], [MISSING], []],
    sends: ["/join tea", "/create tea"],
    result: "Reconnected, and created tea again: it no longer existed",
  },
  {
    name: "somebody else creates the channel first",
    channel: "tea",
    frames: [[], [MISSING], [EXISTS], []],
    sends: ["/join tea", "/create tea", "/join tea"],
    result: "Reconnected, and back in tea",
  },
  {
    name: "the server greets, and talks about other channels",
    channel: "tea",
    frames: [["Welcome", MISSING.replaceAll("tea", "milk")], ["[Bob] hi"]],
    sends: ["/join tea"],
    shows: ["Welcome", MISSING.replaceAll("tea", "milk"), "[Bob] hi"],
    result: "Reconnected, and back in tea",
  },
];

for (const { name, channel, frames, sends, shows = [], result } of SCENES) {
  Deno.test(`a client that comes back enters its channel when ${name}`, async () => {
    const sent: string[] = [];
    const shown: string[] = [];
    const hear = (texts: readonly string[] = []) => {
      for (const text of texts) if (!rejoin.onFrame(text)) shown.push(text);
    };
    const rejoin: Rejoin = new Rejoin({
      channel,
      ended: new Promise(() => {}),
      send: async (line) => {
        sent.push(line);
        await Promise.resolve();
        hear(frames[sent.length]);
      },
      answerMs: 1,
    });
    const run = rejoin.run();
    hear(frames[0]);
    assert.equal(await run, result);
    assert.deepEqual(sent, sends);
    assert.deepEqual(shown, shows);
  });
}

Deno.test("a client that comes back gives up when the connection ends again", async () => {
  const send = () => assert.fail("nothing to send");
  const rejoin = new Rejoin({ channel: "tea", ended: Promise.resolve(), send, answerMs: 1000 });
  assert.equal(await rejoin.run(), undefined);
});

Deno.test("a client that comes back waits for the password that the server now wants", async () => {
  const sent: string[] = [];
  const send = (line: string) => Promise.resolve(sent.push(line));
  const rejoin = new Rejoin({ channel: "tea", ended: new Promise(() => {}), send, answerMs: 1 });
  const run = rejoin.run();
  const demand = "This server asks for a password: /password PASSWORD";
  assert.equal(rejoin.takes("/password early"), false);
  assert.equal(rejoin.onFrame(demand), false, "the user has to read it");
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(sent, []);
  assert.equal(rejoin.takes("hello"), false);
  assert.equal(rejoin.takes("/password secret"), true);
  assert.equal(await run, "Reconnected, and back in tea");
  assert.deepEqual(sent, ["/join tea"]);
});

Deno.test("a client that comes back stops trying when its channel comes and goes", async () => {
  const sent: string[] = [];
  const rejoin: Rejoin = new Rejoin({
    channel: "tea",
    ended: new Promise(() => {}),
    send: async (line) => {
      sent.push(line);
      await Promise.resolve();
      rejoin.onFrame(line.startsWith("/join") ? MISSING : EXISTS);
    },
    answerMs: 1,
  });
  assert.equal(await rejoin.run(), "Reconnected, but not in tea: it comes and goes");
  assert(sent.length < 10);
});

import assert from "node:assert/strict";
import { NO_HISTORY } from "../../lib/history/history.ts";
import { Channel } from "../../lib/chat/channel.ts";
import { Hub } from "../../lib/chat/hub.ts";
import { User } from "../../lib/chat/user.ts";
import { channelDialect } from "../../lib/dialects/channel/channel.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { messengerDialect } from "../../lib/dialects/messenger/messenger.ts";
import { Admission } from "../../lib/serving/admission.ts";
import { frames } from "../support/frame_client.ts";

const ORIGIN = { network: "", isOverAddressLimit: false, pause: () => Promise.resolve() };

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array[]) =>
  bytes.map((part) => new TextDecoder().decode(part)).join("");

/** Connects a client that keeps the pieces apart in which bytes are sent. */
function connect(hub: Hub, dialect: Dialect) {
  const sent: Uint8Array[] = [];
  const admission = new Admission({ hub });
  const session = dialect.open(hub, {
    asksForPassword: false,
    isRegistered: () => false,
    deliverWaiting() {},
    blocks: () => [],
    send: (bytes) => void sent.push(bytes),
    end() {},
    limitSilence() {},
    own: () => false,
    history: NO_HISTORY,
    command: () => undefined,
    charge() {},
    changeForm() {},
    identity: {
      rename: () => undefined,
      checkHolder: () => undefined,
      authorize: () => false,
      proves: () => false,
      resign() {},
    },
    setTimer: () => ({ cancel() {} }),
    login: (request) => admission.login(request, ORIGIN),
  });
  return {
    /** Sends bytes, and returns the pieces of the reply. */
    ask(bytes: Uint8Array): Uint8Array[] {
      sent.length = 0;
      session.receive(bytes);
      return sent.splice(0);
    },
  };
}

/** Makes a hub with a thousand channels, and a thousand users who are all in the first. */
function crowdedHub(): Hub {
  const hub = new Hub({ sinks: [], now: () => 0 });
  for (let count = 0; count < 1000; count++) {
    const user = hub.login(hub.firstFreeName("member"));
    assert(user instanceof User);
    assert(hub.createChannel(`channel-${count}`) instanceof Channel);
    hub.join(user, hub.channel("channel-0")!);
  }
  return hub;
}

function message(action: string, source: string, destination: string): Uint8Array {
  return encode(`${JSON.stringify({ action, source, destination, body: "" })}\n`);
}

for (
  const [action, destination] of [["users", ""], ["users", "#channel-0"], ["channels", ""]] as const
) {
  Deno.test(`a long list is in memory once, however many messenger users ask: ${action} ${destination}`, () => {
    const hub = crowdedHub();
    const dialect = messengerDialect({ maxLine: 1000 });
    const [alice, bob] = ["alice", "bob"].map((name) => {
      const client = connect(hub, dialect);
      client.ask(message("login", name, ""));
      return client;
    });
    const first = alice!.ask(message(action, "alice", destination));
    const second = bob!.ask(message(action, "bob", destination));
    assert.equal(first.at(-1), second.at(-1));
    const reply = JSON.parse(decode(second));
    assert.deepEqual([reply.action, reply.destination], [action, "bob"]);
    const expected = {
      users: destination === "" ? hub.userAddresses : hub.channel("channel-0")!.addresses,
      channels: hub.channelNames.map((name) => `#${name}`),
    };
    assert.deepEqual(reply.body, expected[action]);
    assert(reply.body.length >= 1000);
  });
}

Deno.test("the frames of /who are in memory once, until a member joins", () => {
  const hub = crowdedHub();
  const alice = connect(hub, channelDialect());
  alice.ask(frames("alice", "/join channel-0"));
  const [first] = alice.ask(frames("/who"));
  assert.equal(alice.ask(frames("/who"))[0], first);
  assert.match(decode([first!]), /member_1000.*alice/s);
  connect(hub, channelDialect()).ask(frames("bob", "/join channel-0"));
  assert.match(decode(alice.ask(frames("/who"))), /alice\nbob/);
});

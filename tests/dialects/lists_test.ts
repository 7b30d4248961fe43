import assert from "node:assert/strict";
import { Hub } from "../../lib/chat/hub.ts";
import { channelDialect } from "../../lib/dialects/channel.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import { messengerDialect } from "../../lib/dialects/messenger.ts";
import { frames } from "../support/frame_client.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array[]) =>
  bytes.map((part) => new TextDecoder().decode(part)).join("");

/** A user who keeps apart what is sent at once. */
function connect(hub: Hub, dialect: Dialect) {
  const sent: Uint8Array[] = [];
  const session = dialect.open(hub, {
    isCrowded: false,
    send: (bytes) => void sent.push(bytes),
    end() {},
    identify() {},
  });
  return {
    ask(bytes: Uint8Array): Uint8Array[] {
      sent.length = 0;
      session.receive(bytes);
      return sent.splice(0);
    },
  };
}

function crowded(): Hub {
  const hub = new Hub({ emit() {} });
  for (let count = 0; count < 1000; count++) {
    const user = hub.loginSuffixed("member");
    assert(user !== "full");
    hub.create(user, `channel-${count}`);
    hub.join(user, "channel-0");
  }
  return hub;
}

function asked(action: string, source: string, destination: string): Uint8Array {
  return encode(`${JSON.stringify({ action, source, destination, body: "" })}\n`);
}

for (
  const [action, destination] of [["users", ""], ["users", "#channel-0"], ["channels", ""]] as const
) {
  Deno.test(`messenger dialect has a long list in memory once, whoever asks: ${action} ${destination}`, () => {
    const hub = crowded();
    const dialect = messengerDialect({ maxLine: 1000 });
    const [alice, bob] = ["alice", "bob"].map((name) => {
      const client = connect(hub, dialect);
      client.ask(asked("login", name, ""));
      return client;
    });
    const first = alice!.ask(asked(action, "alice", destination));
    const second = bob!.ask(asked(action, "bob", destination));
    assert.equal(first.at(-1), second.at(-1));
    const message = JSON.parse(decode(second));
    assert.deepEqual([message.action, message.destination], [action, "bob"]);
    const expected = {
      users: destination === "" ? hub.userAddresses : hub.channel("channel-0")!.addresses,
      channels: hub.channelNames.map((name) => `#${name}`),
    };
    assert.deepEqual(message.body, expected[action]);
    assert(message.body.length >= 1000);
  });
}

Deno.test("channel dialect has the members of a channel in memory once, until somebody comes", () => {
  const hub = crowded();
  const alice = connect(hub, channelDialect());
  alice.ask(frames("alice", "/join channel-0"));
  const [first] = alice.ask(frames("/who"));
  assert.equal(alice.ask(frames("/who"))[0], first);
  assert.match(decode([first!]), /member_1000.*alice/s);
  connect(hub, channelDialect()).ask(frames("bob", "/join channel-0"));
  assert.match(decode(alice.ask(frames("/who"))), /alice\nbob/);
});

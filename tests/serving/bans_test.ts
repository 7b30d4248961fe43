import assert from "node:assert/strict";
import { FrameClient } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line } from "../support/messenger_peer.ts";
import { TemporaryFolder } from "../support/temporary_folder.ts";
import { ModeratedChat } from "./moderated_chat.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Tries to log in with the messenger dialect. Returns whether the name was accepted, or why not. */
async function tryName(it: ModeratedChat, name: string): Promise<string> {
  await using client = await LineClient.connect(it.port, line("login", { source: name }));
  const [answer = ""] = await client.hear(1);
  const { action, body } = JSON.parse(answer);
  return action === "welcome" ? "welcome" : body;
}

/** Names that are banned, others, and whether the ban keeps these out. */
const NAMES: readonly (readonly [banned: string, name: string, isBanned: boolean])[] = [
  ["bob", "bob", true],
  ["bob", "Bob", true],
  ["bob", "BOB", true],
  ["bob", "b\u043eb", true],
  ["bob", "B\u043ebb", false],
  ["bob", "\u0412ob", true],
  ["bob", "bob_2", false],
  ["bob", "bobby", false],
  ["bob", "b0b", false],
  // Letters whose capitals look like other letters.
  ["mallory", "Mallory", true],
  ["Mallory", "mallory", true],
  ["mallory", "\u041cALLORY", true],
  ["mallory", "rnallory", false],
  ["liam", "LIAM", true],
  ["LIAM", "liam", true],
  ["liam", "L\u0406AM", true],
  ["LIAM", "l\u0456am", true],
  ["liam", "llam", false],
  ["Iris", "iris", true],
  ["iris", "lris", false],
];

for (const [banned, name, isBanned] of NAMES) {
  const title = `a ban of ${banned} ${isBanned ? "keeps out" : "does not concern"} ${name}`;
  Deno.test(title, async () => {
    await using it = new ModeratedChat();
    await it.operate(`/ban ${banned} 1h spam`);
    const answer = isBanned ? `The name "${name}" is banned until 13:00: spam` : "welcome";
    assert.equal(await tryName(it, name), answer);
    await it.operate(`/unban ${banned}`);
    assert.equal(await tryName(it, name), "welcome");
  });
}

/** Bans of networks, an address inside and one outside. */
const NETWORKS = [
  ["192.0.2.9", "192.0.2.9", "192.0.2.8"],
  ["192.0.2.9", "::ffff:192.0.2.9", "::ffff:192.0.2.10"],
  ["198.51.100.128/25", "198.51.100.200", "198.51.100.100"],
  ["2001:db8::1", "2001:db8::dead:beef", "2001:db8:0:1::1"],
  ["2001:db8::1/128", "2001:db8::1", "2001:db8::2"],
  ["2001:db8::/32", "2001:db8:ffff::1", "2001:db9::1"],
  ["::ffff:192.0.2.0/120", "192.0.2.255", "192.0.3.0"],
  ["fe80::7%eth0", "fe80::7%eth1", "fe80:0:0:1::7"],
] as const;

for (const [network, inside, outside] of NETWORKS) {
  Deno.test(`a ban of ${network} keeps out ${inside}, and not ${outside}`, async () => {
    await using it = new ModeratedChat();
    await it.operate(`/ban ${network} 1h spam`);
    it.address = outside;
    assert.equal(await tryName(it, "eve"), "welcome");
    it.address = inside;
    assert.equal(await tryName(it, "eve"), "Your address is banned until 13:00: spam");
    await it.operate(`/unban ${network}`);
    assert.equal(await tryName(it, "eve"), "welcome");
  });
}

Deno.test("each dialect has words for a banned name and a banned address", async () => {
  await using it = new ModeratedChat();
  await it.operate("/ban bob 1h spam");
  await it.operate("/ban 192.0.2.9 2d");
  const byName = 'The name "bob" is banned until 13:00: spam';
  const byAddress = "Your address is banned until 2026-11-28 12:00";
  for (
    const [address, text, word] of [
      ["192.0.2.8", byName, "IN-USE"],
      ["192.0.2.9", byAddress, "BUSY"],
    ] as const
  ) {
    it.address = address;
    await using direct = await LineClient.connect(it.port, "HELLO-FROM bob\n");
    assert.deepEqual(await direct.hear(2), [`DELIVERY server ${text}`, word]);
    await using frames = await FrameClient.connect(it.port, "bob", "/list");
    assert.deepEqual(await frames.rest(), [`${text}.`]);
    assert.equal(await tryName(it, "bob"), text);
  }
});

Deno.test("a ban ends by itself, and another one takes its place", async () => {
  await using it = new ModeratedChat();
  await it.operate("/ban bob 1h");
  await it.operate("/ban 192.0.2.9 1h");
  await it.operate("/ban b\u043eb 2h spam");
  assert.deepEqual(await it.operate("/bans"), [
    "192.0.2.9 until 13:00 (server, 12:00)",
    "b\u043eb until 14:00: spam (server, 12:00)",
  ]);
  it.now += HOUR_MS;
  assert.deepEqual(await it.operate("/bans"), ["b\u043eb until 14:00: spam (server, 12:00)"]);
  assert.equal(await tryName(it, "bob"), 'The name "bob" is banned until 14:00: spam');
  it.address = "192.0.2.9";
  assert.equal(await tryName(it, "eve"), "welcome");
  it.now += HOUR_MS;
  assert.deepEqual(await it.operate("/bans"), ["Nobody is banned"]);
  assert.equal(await tryName(it, "bob"), "welcome");
});

Deno.test("a ban with the address is lifted with the name", async () => {
  await using it = new ModeratedChat();
  it.address = "2001:db8::7";
  await using bob = await it.messenger("bob");
  assert.deepEqual(await it.operate("/ban bob --address 1h spam"), [
    "bob and 2001:db8::/64 are banned until 13:00: spam",
    "Disconnected: bob",
  ]);
  await bob.rest();
  assert.deepEqual(await it.operate("/bans"), [
    "bob until 13:00: spam (server, 12:00)",
    "2001:db8::/64 (bob) until 13:00: spam (server, 12:00)",
  ]);
  assert.equal(await tryName(it, "eve"), "Your address is banned until 13:00: spam");
  assert.deepEqual(await it.operate("/unban BOB"), ["bob and 2001:db8::/64 are no longer banned"]);
  assert.equal(await tryName(it, "bob"), "welcome");
});

for (const wanted of ["bob", "b\u043eb", "Bob"]) {
  Deno.test(`a client that wants the taken name ${wanted} gets no banned name with a suffix`, async () => {
    await using it = new ModeratedChat();
    await it.operate(`/ban ${wanted}_2 1h`);
    await using first = await FrameClient.connect(it.port, wanted, "/join");
    await first.hear(1);
    await using second = await FrameClient.connect(it.port, wanted, "/join");
    await second.hear(1);
    assert.deepEqual(it.chat.users, [wanted, `${wanted}_3`]);
  });
}

Deno.test("a banned address cannot guess the password, and a banned name learns nothing before it", async () => {
  let checks = 0;
  const check = () => (checks++, "password-wrong" as const);
  const guard = { asksEverybody: true, asksFor: () => true, check };
  await using it = new ModeratedChat(undefined, { guard });
  await it.operate("/ban 192.0.2.9");
  await it.operate("/ban bob");
  assert.equal(await tryName(it, "bob"), "The password is wrong");
  assert.equal(checks, 1);
  it.address = "192.0.2.9";
  assert.equal(await tryName(it, "bob"), "Your address is banned");
  assert.equal(checks, 1);
});

Deno.test("bans, mutes, topics and the record are still there after a restart", async () => {
  using folder = new TemporaryFolder();
  const path = folder.file("chat.db");
  {
    await using it = new ModeratedChat(path);
    await using _ann = await it.messenger("ann", "#tea");
    await it.operate("/ban bob 2d spam");
    await it.operate("/ban 192.0.2.9 1h");
    await it.operate("/mute eve 2d");
    await it.operate("/topic tea Lab 3");
    await it.operate("/topic tea --lock");
  }
  await using it = new ModeratedChat(path);
  it.now += 2 * HOUR_MS;
  assert.deepEqual(await it.operate("/bans"), [
    "bob until 2026-11-28 12:00: spam (server, 12:00)",
  ]);
  assert.equal(await tryName(it, "bob"), 'The name "bob" is banned until 2026-11-28 12:00: spam');
  assert.deepEqual(await it.operate("/mutes"), ["eve until 2026-11-28 12:00 (server, 12:00)"]);
  await using _ann = await it.messenger("ann", "#tea");
  assert.deepEqual(await it.operate("/topic tea"), ["Topic (locked): Lab 3 (server, 12:00)"]);
  assert.equal((await it.operate("/log")).length, 4);
  it.now += 2 * DAY_MS;
  assert.deepEqual(await it.operate("/bans"), ["Nobody is banned"]);
});

Deno.test("where the store cannot be written, a command says so and changes nothing", async () => {
  await using it = new ModeratedChat();
  await using _bob = await it.messenger("bob", "#tea");
  it.failWrites();
  for (const command of ["/ban bob", "/mute bob", "/kick bob", "/close tea", "/topic tea x"]) {
    assert.deepEqual(await it.operate(command), ["refused: Cannot write to the store"]);
  }
  assert.deepEqual(it.chat.users, ["bob"]);
  assert.deepEqual(await it.operate("/bans"), ["Nobody is banned"]);
  assert.deepEqual(await it.operate("/topic tea"), ["There is no topic"]);
});

import assert from "node:assert/strict";
import { ModeratedChat } from "./moderated_chat.ts";

/** A command at the server's terminal, and its answer, where bob is in #tea and ann is an operator. */
const ANSWERS: readonly (readonly [command: string, ...answer: string[]])[] = [
  ["/kick bob", "bob is disconnected"],
  ["/kick @bob being  rude", "bob is disconnected"],
  ["/kick bobb", 'refused: No user named "bobb" is here: did you mean "bob"?'],
  ["/kick nobody", 'refused: No user named "nobody" is here'],
  ["/kick", "refused: Usage: /kick NAME [REASON]"],
  [`/kick bob ${"x".repeat(201)}`, "refused: The reason has 201 characters: use at most 200"],
  ["/ban bob", "bob is banned", "Disconnected: bob"],
  ["/ban BOB 1h spam", "BOB is banned until 13:00: spam", "Disconnected: bob"],
  ["/ban bob 2d", "bob is banned until 2026-11-28 12:00", "Disconnected: bob"],
  ["/ban bob --address 90s", "bob and 192.0.2.9 are banned until 12:01", "Disconnected: bob"],
  ["/ban nobody", "nobody is banned", 'No user named "nobody" is here'],
  ["/ban 192.0.2.9", "192.0.2.9 is banned", "Disconnected: bob"],
  ["/ban ::ffff:192.0.2.9", "192.0.2.9 is banned", "Disconnected: bob"],
  ["/ban 198.51.100.77/24 1h", "198.51.100.0/24 is banned until 13:00"],
  ["/ban 2001:db8::7", "2001:db8::/64 is banned"],
  ["/ban @192.0.2.9", "192.0.2.9 is banned", 'No user named "192.0.2.9" is here'],
  [
    "/ban bob 10x",
    'refused: Cannot use "10x" as a time: write 90s, 10m, 2h, 7d or 1h30m',
  ],
  ["/ban bob 0s", 'refused: Cannot use "0s" as a time: write 90s, 10m, 2h, 7d or 1h30m'],
  ["/ban bob -5m", 'refused: Cannot use "-5m" as a time: write 90s, 10m, 2h, 7d or 1h30m'],
  ["/ban bob 99999d", "refused: The time is too long: at most 3650d"],
  ["/ban ann", "refused: ann is an operator: first write /operator ann off"],
  ["/ban \u0430nn", "refused: ann is an operator: first write /operator ann off"],
  ["/mute \u0430nn", "refused: ann is an operator: first write /operator ann off"],
  ["/ban server", 'refused: Nobody can have the name "server"'],
  ["/ban S\u0435rver", 'refused: Nobody can have the name "S\u0435rver"'],
  ["/mute bo\u200bb", 'refused: Nobody can have the name "bo\u200bb"'],
  ["/ban bo\u0000b", 'refused: Nobody can have the name "bo\\u0000b"'],
  ["/ban \u001b[31mbob", 'refused: Nobody can have the name "\\u001b[31mbob"'],
  ["/ban --address bob", 'refused: Write a name before "--address"'],
  ["/ban bob --adress 1h", 'refused: Unknown option "--adress"'],
  [
    `/ban ${"x".repeat(1025)}`,
    "refused: The name is too long: names have at most 1024 characters",
  ],
  [
    "/ban 192.0.2.1",
    "refused: Cannot ban 192.0.2.1: ann is an operator there",
  ],
  ["/ban 127.0.0.1", "refused: Cannot ban 127.0.0.1: it has this machine's own addresses"],
  ["/ban 0.0.0.0/0", "refused: Cannot ban 0.0.0.0/0: it has this machine's own addresses"],
  ["/ban ::/0", "refused: Cannot ban ::/0: it has this machine's own addresses"],
  ["/ban ::1", "refused: Cannot ban ::/64: it has this machine's own addresses"],
  [
    "/ban 10.0.0.0/33",
    'refused: Cannot use "10.0.0.0/33" as a network: write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/64. For a name, write @10.0.0.0/33',
  ],
  [
    "/ban nobody --address",
    'refused: No user named "nobody" is here: the address is unknown. Ban the name without --address',
  ],
  ["/unban bob", 'refused: "bob" is not banned: /bans lists the bans'],
  ["/unban 10.0.0.1", "refused: 10.0.0.1 is not banned: /bans lists the bans"],
  ["/bans", "Nobody is banned"],
  ["/mute bob 10m spam", "bob is muted until 12:10: spam"],
  ["/mute nobody", "nobody is muted", 'No user named "nobody" is here'],
  ["/mute ann", "refused: ann is an operator: first write /operator ann off"],
  ["/unmute bob", 'refused: "bob" is not muted: /mutes lists the muted users'],
  ["/mutes", "Nobody is muted"],
  ["/announce Ten minutes left", "Announced to 2 users"],
  ["/announce", "refused: Usage: /announce TEXT"],
  ["/close tea", "tea is closed: it had 1 member"],
  ["/close #tea", "tea is closed: it had 1 member"],
  ["/close te", 'refused: No channel named "te" exists: did you mean "tea"?'],
  ["/operator ann", "refused: ann is already an operator"],
  ["/operator ann off", "ann is no longer an operator"],
  ["/operator bob", "refused: bob is not registered: only the owner of a name can be an operator"],
  ["/operator ann of", "refused: Usage: /operator NAME [off]"],
  ["/operators", "ann"],
  ["/log", "Operators have done nothing yet"],
  ["/log 0", 'refused: Cannot use "0" as a count: write 1 to 1000'],
  ["/log many", 'refused: Cannot use "many" as a count: write 1 to 1000'],
  ["/topic", "refused: Usage: /topic CHANNEL [TEXT|--clear|--lock|--unlock]"],
  ["/topic tea", "There is no topic"],
  ["/topic #tea Lab 3", "The topic is now: Lab 3"],
  ["/topic tea --lock", "Only operators may change the topic now"],
  ["/topic tea --lok", 'refused: Unknown option "--lok": use --clear, --lock or --unlock'],
];

for (const [command, ...answer] of ANSWERS) {
  const shownCommand = command.length > 50 ? `${command.slice(0, 50)}…` : command;
  Deno.test(`at the server's terminal, ${shownCommand} is answered`, async () => {
    await using it = new ModeratedChat();
    it.register("ann", true);
    await using _ann = await it.messenger("ann");
    it.address = "192.0.2.9";
    await using _bob = await it.messenger("bob", "#tea");
    assert.deepEqual(await it.operate(command), answer);
    const isRefused = answer[0]!.startsWith("refused: ");
    const hasChanged = it.moderation.ledger.last(10).length > 0;
    if (isRefused) assert.equal(hasChanged, false, "a refused command changes nothing");
  });
}

Deno.test("a user may not use the commands for operators", async () => {
  await using it = new ModeratedChat();
  await using _bob = await it.messenger("bob");
  for (const command of ["/kick bob", "/bans", "/who --all", "/log", "/operator bob"]) {
    const [name] = command.split(" ");
    assert.deepEqual(await it.command("bob", command), [`refused: ${name} is for operators`]);
  }
});

Deno.test("an operator cannot kick, ban or mute themselves, nor ban their own address", async () => {
  await using it = new ModeratedChat();
  it.register("ann", true);
  await using _ann = await it.messenger("ann");
  const answers = [
    ["/kick ann", "You cannot kick yourself: leave with /quit"],
    ["/ban ann", "This is your own name"],
    ["/ban ANN", "This is your own name"],
    ["/mute \u0430nn", "This is your own name"],
    ["/ban 192.0.2.1", "Cannot ban 192.0.2.1: it has your own address"],
    ["/ban 192.0.0.0/16", "Cannot ban 192.0.0.0/16: it has your own address"],
  ] as const;
  for (const [command, answer] of answers) {
    assert.deepEqual(await it.command("ann", command), [`refused: ${answer}`]);
  }
});

Deno.test("no command prepares a statement: thousands of commands would fill the memory", async () => {
  await using it = new ModeratedChat();
  it.register("ann", true);
  await using _bob = await it.messenger("bob", "#tea");
  await using _ann = await it.messenger("ann", "#tea");
  it.store.database.prepare = () => {
    throw new Error("A statement was prepared");
  };
  for (const [command] of ANSWERS) await it.operate(command);
  for (const command of ["/commands", "/topic", "/bans"]) {
    assert(await it.command("ann", command));
  }
});

Deno.test("a command that is very long is refused before it is taken apart", async () => {
  await using it = new ModeratedChat();
  for (const command of ["/announce ", "/ban ", "/nothing ", "/topic tea "]) {
    assert.deepEqual(await it.operate(command + "x ".repeat(10_000)), [
      "refused: The command is too long: use at most 16384 characters",
    ]);
  }
});

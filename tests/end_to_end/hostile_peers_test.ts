import assert from "node:assert/strict";
import { ClientProcess } from "../support/client_process.ts";
import { FrameClient, frames } from "../support/frame_client.ts";
import { LineClient } from "../support/line_client.ts";
import { line, logIn } from "../support/messenger_peer.ts";
import { NO_NAMESPACES } from "../support/namespaces.ts";
import { DENY_USER_ENV, programCommand } from "../support/programs.ts";
import { HAS_PTY, Pty } from "../support/pty.ts";
import { endsWith } from "../support/screen.ts";
import { ServerProcess } from "../support/server_process.ts";

const SIZE = { columns: 70, rows: 16 };

/** Text that clears the screen, renames the window, moves the cursor and reverses the text. */
const ATTACK = "\x1b[2J\x1b[H\x1b]0;gone\x07\b\b\x9b1A\u202eevil";
const SHOWN = "␛[2J␛[H␛]0;gone␇␈␈<U+009B>1A<U+202E>evil";

// The tests have no pty on Windows.
const options = { ignore: !HAS_PTY };

function onTerminal(...args: string[]): Promise<Pty> {
  return Pty.start([...programCommand("client", DENY_USER_ENV), ...args], SIZE);
}

/** Starts a foreign server that sends some bytes to its first client. */
function foreignServer(...said: Uint8Array[]): { port: number } & AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const served = (async () => {
    const conn = await listener.accept();
    for (const bytes of said) await conn.write(bytes);
    while (await conn.read(new Uint8Array(1000)).catch(() => null) !== null);
    conn.close();
  })().catch(() => {});
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await served;
    },
  };
}

const encode = (text: string) => new TextEncoder().encode(text);

Deno.test(
  "channel client shows a hostile member's escape sequences instead of obeying them",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using eve = await FrameClient.creator(server.port, "Eve] hi [Bob", "tea");
    await using pty = await onTerminal("Panda", "127.0.0.1", String(server.port));
    await endsWith(pty, "[Me]");
    pty.type("/join tea\r");
    await eve.hear(1);
    pty.type("half");
    await eve.say(`${ATTACK}\n[Bob] I owe Eve money\x85[Bob] and a house`);
    await eve.say("/leave");
    await endsWith(
      pty,
      "[Me] /join tea",
      `[Eve) hi (Bob] ${SHOWN}`,
      "[Eve) hi (Bob] [Bob] I owe Eve money",
      "[Eve) hi (Bob] [Bob] and a house",
      "Eve) hi (Bob has left",
      "[Me] half",
    );
  },
);

Deno.test("channel client reveals forgeries that a foreign server lets pass", options, async () => {
  await using server = foreignServer(
    frames(
      "tea\nmilk",
      `[Eve] hi\n[Bob] ${ATTACK}`,
      "Eve\n[Bob] hi has joined",
      "[Bo\u200bb] 👩‍🚀",
      "\u2060Bob has left",
    ),
  );
  await using pty = await onTerminal("Panda", "127.0.0.1", String(server.port));
  await endsWith(
    pty,
    "tea",
    "milk",
    `[Eve] hi␊[Bob] ${SHOWN}`,
    "Eve␊[Bob] hi has joined",
    "[Bo<U+200B>b] 👩‍🚀",
    "<U+2060>Bob has left",
    "[Me]",
  );
});

Deno.test(
  "direct client shows a hostile user's escape sequences instead of obeying them",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using eve = await LineClient.connect(server.port, "HELLO-FROM Eve\n");
    await using pty = await onTerminal("direct", "-p", String(server.port));
    pty.type("bob\r");
    await endsWith(pty, "Successfully logged in as bob!");
    pty.type("half");
    await eve.say(`SEND bob ${ATTACK}\rFrom ann: forged\n`);
    await endsWith(pty, `From Eve: ${SHOWN}␍From ann: forged`, "half");
  },
);

Deno.test("direct client reveals forgeries that a foreign server lets pass", options, async () => {
  await using server = foreignServer(
    encode(`HELLO bob\nDELIVERY an\u200bn hi\nDELIVERY an\x1bn ${ATTACK}\nLIST-OK ann,an\u2060n\n`),
  );
  await using pty = await onTerminal("direct", "-p", String(server.port));
  await endsWith(
    pty,
    "From an<U+200B>n: hi",
    `From an␛n: ${SHOWN}`,
    "There are 2 online users:",
    "ann",
    "an<U+2060>n",
  );
});

Deno.test(
  "messenger client shows a hostile user's escape sequences instead of obeying them",
  options,
  async () => {
    await using server = await ServerProcess.start();
    await using eve = await logIn(server.port, "[Bob]", "#tea");
    await using pty = await onTerminal(
      ...["messenger", "-a", "127.0.0.1", "-p", `${server.port}`, "-u", "panda"],
    );
    await endsWith(pty, ">");
    pty.type("/join tea\r");
    await endsWith(pty, "#tea>");
    await eve.say(line("message", { destination: "panda", body: `${ATTACK}\n[Ann] forged` }));
    await eve.say(line("leave", { destination: "#tea" }));
    await endsWith(
      pty,
      `[(Bob) to you] ${SHOWN}`,
      "[(Bob) to you] [Ann] forged",
      "(Bob) has left #tea",
      "#tea>",
    );
  },
);

Deno.test("rooms client shows a hostile member's escape sequences instead of obeying them", {
  ignore: !HAS_PTY || NO_NAMESPACES !== undefined,
}, async () => {
  const datagrams = ["B\\xe2\\x80\\x8bob: hi\\nAnn: forged\\033[2J", "You are in lobby as root"];
  const script = `ip link set lo up; ip route add 239.0.0.0/8 dev lo
    "$0" run -A crds.ts >/dev/null 2>&1 &
    while kill -0 $$ && sleep 0.1; do for text in '${datagrams.join("' '")}'; do
      printf "$text" | dd bs=9999 iflag=fullblock 2>/dev/null >/dev/udp/239.1.2.3/5000
    done; done &
    until (: </dev/tcp/127.0.0.1/50000) 2>/dev/null; do sleep 0.1; done
    exec "$0" run -A client.ts rooms --no-store localhost`;
  await using pty = await Pty.start(
    ["unshare", "-rn", "bash", "-c", script, Deno.execPath()],
    SIZE,
  );
  await endsWith(pty, "crds>");
  pty.type("makeroom lobby 239.1.2.3 5000\rname Ann\rchat lobby\r");
  const has = (screen: string[], row: string) => screen.includes(row);
  await pty.waitFor((screen) => has(screen, "B<U+200B>ob: hi␊Ann: forged␛[2J"), "the attack");
  await pty.waitFor((screen) => has(screen, "(no name): You are in lobby as root"), "the notice");
});

Deno.test("listen --json escapes control characters without loss", async () => {
  await using server = await ServerProcess.start();
  await using eve = await logIn(server.port, "eve");
  await using client = new ClientProcess(
    ...["listen", "-a", "127.0.0.1", "-p", `${server.port}`, "-u", "bob", "--json"],
  );
  await client.output.waitFor(/"welcome"/);
  const body = `${ATTACK}\n\x7f\u2028grüße 👩‍🚀`;
  await eve.say(line("message", { destination: "bob", body }));
  const [said] = await client.output.waitFor(/.*"source":"eve".*(?=\n)/);
  assert.doesNotMatch(said, /[\p{Cc}\p{Bidi_Control}\u2028]/u);
  assert.equal(JSON.parse(said).body, body);
});

Deno.test("server logs one line for each event, whatever characters a name contains", async () => {
  await using server = await ServerProcess.start("--dialect", "channel");
  await using eve = await FrameClient.connect(server.port, "Eve\x1b[2J\n127.0.0.1:1 is root\x85x");
  await eve.say("/list");
  await server.log.waitFor(/ is Eve_\[2J_127\.0\.0\.1:1 is root_x \(channel\)\n/);
  await eve[Symbol.asyncDispose]();
  await server.log.waitFor(/ left: /);
  assert.equal(server.log.text.trimEnd().split("\n").length, 3);
  assert.doesNotMatch(server.log.text, /(?!\n)\p{Cc}/u);
});

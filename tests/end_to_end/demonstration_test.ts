import assert from "node:assert/strict";
import { type Host, linkedHosts, testInNamespaces } from "../support/namespaces.ts";
import type { PipedProcess } from "../support/piped_process.ts";
import { programCommand } from "../support/programs.ts";
import type { ProgramName } from "../../release/programs.ts";

const PAGE = "docs/demonstration.md";

/** A part of a terminal session on the page, and the user whose terminal it is. */
interface Block {
  readonly user: string;
  readonly lines: readonly string[];
}

/** A prompt, and the text typed at it. */
const PROMPT = /^(?:parley|crds|lobby)> (.*)$/;

function blocks(): Block[] {
  const page = Deno.readTextFileSync(PAGE);
  return Array.from(page.matchAll(/```(ann|bob)\n(.*?)```/gs), ([, user, text]) => ({
    user: user!,
    lines: text!.trimEnd().split("\n"),
  }));
}

/** Returns the text that a client has printed, without prompts. */
function shown(client: PipedProcess): string[] {
  const text = client.output.text.replace(/\r +\r/g, "").replace(/(parley|crds|lobby)> /g, "");
  return text.split("\n").slice(0, -1);
}

function start(host: Host, program: ProgramName, ...args: string[]): PipedProcess {
  return host.spawn(...programCommand(program), ...args);
}

testInNamespaces("the demonstration runs as its page shows", async () => {
  await using hosts = await linkedHosts();
  await using directory = start(hosts.left, "crds");
  await directory.output.waitFor(/^Chat Room Directory Server listening on port 50000\.\.\.\n/);
  await using ann = start(hosts.left, "client", "rooms", "--no-store");
  await using bob = start(hosts.right, "client", "rooms", "10.9.0.1", "--no-store");
  const clients: Record<string, PipedProcess> = { ann, bob };
  const expected: Record<string, string[]> = { ann: [], bob: [] };
  for (const { user, lines } of blocks()) {
    for (const line of lines) {
      const [, typed] = PROMPT.exec(line) ?? [];
      if (typed === undefined) expected[user]!.push(line);
      else await clients[user]!.type(`${typed}\n`);
      const { length } = expected[user]!;
      await clients[user]!.output.waitUntil(() => shown(clients[user]!).length >= length, line);
    }
  }
  assert.deepEqual(shown(ann), expected.ann);
  assert.deepEqual(shown(bob), expected.bob);
  assert.deepEqual([await ann.exitCode, await bob.exitCode], [0, 0]);
});

import assert from "node:assert/strict";
import { ClientProcess } from "../../support/client_process.ts";
import { line, logIn } from "../../support/messenger_peer.ts";
import { HAS_NATS } from "../../support/nats_server.ts";
import { DENY_USER_ENV, programCommand } from "../../support/programs.ts";
import { HAS_PTY, Pty } from "../../support/pty.ts";
import { Cluster } from "./cluster.ts";

/** Waits until the output of a terminal matches. */
function shows(pty: Pty, pattern: RegExp): Promise<void> {
  return pty.waitFor(() => pattern.test(pty.transcript().join("\n")), String(pattern));
}

Deno.test({
  name: "programs whose server is killed show once what was said to them, also while it hung",
  ignore: !HAS_NATS || !HAS_PTY,
  async fn() {
    await using cluster = await Cluster.start(2);
    const [port = 0, lost = 0] = cluster.servers.map(({ address }) =>
      Number(address.split(":")[1])
    );
    await using ann = await logIn(port, "ann");
    await using ben = new ClientProcess("listen", "-a", "127.0.0.1", "-p", `${lost}`, "-u", "ben");
    const words = ["channel", "cid", "127.0.0.1", `${lost}`, "--no-store"];
    const command = [...programCommand("client", DENY_USER_ENV), ...words];
    await using cid = await Pty.start(command, { columns: 120, rows: 60 });
    await shows(cid, /\[Me\]/);
    cid.type("/create tea\r/who\r");
    await shows(cid, /\ncid\n/);
    // Behind the first answer, the client has asked for the other servers.
    cid.type("/who\r");
    await shows(cid, /\ncid\n[^]*\ncid\n/);
    const said: string[] = [];
    /** Says something until the server has taken it: a recipient may be between two sessions. */
    const deliver = async (action: string, destination: string, body: string) => {
      for (let answer = ""; !answer.includes('"delivered"');) {
        await ann.say(line(action, { destination, body }));
        [answer = ""] = (await ann.hear(action === "broadcast" ? 2 : 1)).slice(-1);
      }
    };
    const speak = async () => {
      for (let count = 0; count < 5; count++) {
        const text = `no. ${said.length};`;
        said.push(text);
        if (count === 4) await deliver("broadcast", "*", text);
        else for (const to of ["ben", "cid"]) await deliver("message", to, text);
      }
    };
    await speak();
    cluster.servers[1]!.signal("SIGSTOP");
    await speak();
    await cluster.servers[1]!.stop("SIGKILL");
    await shows(cid, /Lost the server at [^]*back in tea/);
    await ben.errors.waitFor(/Lost the server/);
    await speak();
    const last = new RegExp(said.at(-1)!);
    await Promise.all([ben.output.waitFor(last), shows(cid, last)]);
    const heard = [ben.output.text, cid.transcript().join("\n")];
    for (const text of heard) assert.deepEqual(text.match(/no\. \d+;/g), said);
    assert.doesNotMatch(heard[1]!, /is taken/);
  },
});

/**
 * Joins a room, sends each line of its standard input, and prints each event:
 * `GROUP PORT NAME [INTERFACE [TTL [REJOIN_INTERVAL_MS]]]`.
 *
 * @module
 */
import { ExpectedError } from "../../lib/errors/expected_error.ts";
import { chooseInterface } from "../../lib/multicast/choose_interface.ts";
import { Room } from "../../lib/multicast/room.ts";
import { readLines } from "../../lib/terminal/input_lines.ts";

const [group = "", port, name = "", address, ttl, rejoinIntervalMs] = Deno.args;

function printError(error: unknown): void {
  if (!(error instanceof ExpectedError)) throw error;
  console.log(`error: ${error.text}`);
}

try {
  const via = await chooseInterface(group, address || undefined);
  const options = {
    group,
    port: Number(port),
    via,
    ...(ttl !== undefined && { ttl: Number(ttl) }),
    ...(rejoinIntervalMs !== undefined && { rejoinIntervalMs: Number(rejoinIntervalMs) }),
  };
  const room = await Room.join(options, {
    onMessage({ name, text, from }) {
      const shown = text.length > 200 ? `${text.length} characters` : text;
      console.log(`${JSON.stringify([name ?? null, shown])} from ${from.hostname}`);
    },
    onNetwork: (isUp, notice) => console.log(`${isUp ? "up" : "down"}: ${notice}`),
  });
  console.log(`joined via ${via.name}`);
  for await (const line of readLines(Deno.stdin)) {
    // `x500` stands for a text of 500 characters.
    const text = line.replace(/^x(\d+)$/, (_, count) => "x".repeat(Number(count)));
    room.send(name, text).then(() => console.log("sent"), printError);
  }
  await room.close();
  console.log("left");
} catch (error) {
  printError(error);
}

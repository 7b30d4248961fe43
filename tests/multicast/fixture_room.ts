/**
 * A chat in a room, for the tests: `GROUP PORT NAME [INTERFACE [TTL]]`. Says each line of its standard
 * input, and prints what happens.
 *
 * @module
 */
import { chooseInterface } from "../../lib/multicast/choice.ts";
import { Room } from "../../lib/multicast/room.ts";
import { readLines } from "../../lib/terminal/input_lines.ts";

const [group = "", port, name = "", address, ttl] = Deno.args;

try {
  const via = await chooseInterface(group, address || undefined);
  const options = {
    group,
    port: Number(port),
    via,
    ...(ttl !== undefined && { ttl: Number(ttl) }),
  };
  const room = await Room.join(options, {
    onMessage({ name, text, from }) {
      const shown = text.length > 200 ? `${text.length} characters` : text;
      console.log(`${JSON.stringify([name ?? null, shown])} from ${from.hostname}`);
    },
    onNetwork: (isUp, notice) => console.log(`${isUp ? "up" : "down"}: ${notice}`),
  });
  console.log(`in by ${via.name}`);
  for await (const line of readLines(Deno.stdin)) {
    room.send(name, line.replace(/^x(\d+)$/, (_, count) => "x".repeat(Number(count)))).then(
      () => console.log("said"),
      (error) => console.log(`error: ${error.message}`),
    );
  }
  await room.close();
  console.log("left");
} catch (error) {
  console.log(`error: ${(error as Error).message}`);
}

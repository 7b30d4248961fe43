/**
 * Goes in and out of a room a hundred times, and prints how many sockets and memberships there are
 * afterwards beyond those before.
 *
 * @module
 */
import { chooseInterface } from "../../lib/multicast/choice.ts";
import { Room } from "../../lib/multicast/room.ts";

const [group = "", port] = Deno.args;
const via = await chooseInterface(group);

async function once(): Promise<void> {
  const room = await Room.join({ group, port: Number(port), via }, {
    onMessage() {},
    onNetwork(_isUp, notice) {
      console.log(notice);
    },
  });
  await room.send("me", "hello");
  await room.close();
}

function held(): number[] {
  const sockets = [...Deno.readDirSync("/proc/self/fd")].length;
  const memberships = Deno.readTextFileSync("/proc/net/igmp").split("\n").length;
  return [sockets, memberships];
}

await once();
const before = held();
for (let count = 0; count < 100; count++) await once();
console.log(held().map((count, index) => count - before[index]!).join(" "));

/**
 * Joins and leaves a room a hundred times, and prints how many sockets and memberships it leaked:
 * `GROUP PORT`.
 *
 * @module
 */
import { chooseInterface } from "../../lib/multicast/choose_interface.ts";
import { Room } from "../../lib/multicast/room.ts";

/** How often to look whether everything is closed. */
const MAX_LOOKS = 100;

const [group = "", port] = Deno.args;
const via = await chooseInterface(group);

async function joinAndLeave(): Promise<void> {
  const room = await Room.join({ group, port: Number(port), via }, {
    onMessage() {},
    onNetwork(_isUp, notice) {
      console.log(notice);
    },
  });
  await room.send("me", "hello");
  await room.close();
}

function countResources(): number[] {
  const sockets = [...Deno.readDirSync("/proc/self/fd")].length;
  const memberships = Deno.readTextFileSync("/proc/net/igmp").split("\n").length;
  return [sockets, memberships];
}

// The first run opens resources that the runtime then keeps.
await joinAndLeave();
const before = countResources();
for (let count = 0; count < 100; count++) await joinAndLeave();
let leaked: readonly number[] = [];
// The runtime may still be closing the last ones.
for (let looks = 0; looks < MAX_LOOKS; looks++) {
  leaked = countResources().map((count, index) => count - before[index]!);
  if (leaked.every((count) => count === 0)) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
console.log(leaked.join(" "));

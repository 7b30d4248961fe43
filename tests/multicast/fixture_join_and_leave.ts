/**
 * Joins and leaves a room a hundred times, and prints how many sockets and memberships it leaked:
 * `GROUP PORT`.
 *
 * @module
 */
import { chooseInterface } from "../../lib/multicast/choose_interface.ts";
import { Room } from "../../lib/multicast/room.ts";

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
console.log(countResources().map((count, index) => count - before[index]!).join(" "));

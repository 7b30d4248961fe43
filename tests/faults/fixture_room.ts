import { LiveRoom } from "../live/live_room.ts";

// A room on a host of its own: talks until a line comes, then tells whether all was heard.
const [hostname = "", port = ""] = Deno.args;
await using room = await LiveRoom.open({ hostname, port: Number(port) });
await room.hear(5);
console.log("talking");
await Deno.stdin.read(new Uint8Array(1));
await room.hear(5);
await room.settle();
console.log("all heard");

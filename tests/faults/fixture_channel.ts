import { LiveChannel } from "../live/live_channel.ts";

// A channel whose members run on the host of this process. They send until a line arrives on standard
// input; then this program reports whether every message has arrived.
const [hostname = "", port = ""] = Deno.args;
await using channel = await LiveChannel.open({ hostname, port: Number(port) });
await channel.exchange(5);
console.log("sending");
await Deno.stdin.read(new Uint8Array(1));
await channel.exchange(5);
await channel.settle();
console.log("all received");

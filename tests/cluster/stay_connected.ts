/**
 * Stays connected to the NATS server that the argument names, and prints what operators are told.
 *
 * @module
 */
import { connectBus } from "../../lib/cluster/nats/connect_bus.ts";

await connectBus({
  servers: Deno.args[0]!,
  name: "stay",
  limits: { historyCount: 1 },
  onStatus: console.log,
});
console.log("connected");

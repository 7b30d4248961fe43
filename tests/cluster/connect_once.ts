/**
 * Connects to the NATS server that the argument names, and disconnects.
 *
 * @module
 */
import { errorText } from "../../lib/errors/expected_error.ts";
import { connectBus } from "../../lib/cluster/nats/connect_bus.ts";

try {
  const bus = await connectBus({
    servers: Deno.args[0]!,
    name: "once",
    limits: { historyCount: 1 },
    onStatus: console.error,
  });
  await bus.close();
  console.log("connected");
} catch (error) {
  console.error(errorText(error));
  Deno.exitCode = 1;
}

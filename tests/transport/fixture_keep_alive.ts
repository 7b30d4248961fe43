import { setPeerTimeout } from "../../lib/transport/keep_alive.ts";

// Prints whether times can be set for two listeners and for a port without a socket, and whether this
// program could still call foreign functions.
const ports = [0, 1].map(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }).addr.port);
console.log(setPeerTimeout(ports[0]!), setPeerTimeout(ports[1]!), setPeerTimeout(1));
console.log(Deno.permissions.querySync({ name: "ffi" }).state);
Deno.exit();

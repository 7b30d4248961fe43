/**
 * Prints the interface that is chosen for a group: `GROUP`.
 *
 * @module
 */
import { chooseInterface } from "../../lib/multicast/choose_interface.ts";
import { formatInterface } from "../../lib/multicast/interfaces.ts";

try {
  console.log(formatInterface(await chooseInterface(Deno.args[0]!)));
} catch (error) {
  console.log((error as Error).message);
}

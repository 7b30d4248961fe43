import type { Finding } from "./finding.ts";
import { isBehindWslNat, type Machine } from "./signs.ts";

/** Checks whether the system hides this machine from the network. Returns nothing if it does not. */
export function checkSystem(machine: Machine): Finding[] {
  if (!isBehindWslNat(machine)) return [];
  return [{
    check: "system",
    result: "failed",
    text: "This is WSL 2 behind the address translation of Windows: no multicast passes, and " +
      "other machines cannot connect to servers here",
    advice: 'Write "networkingMode=mirrored" under [wsl2] in the file .wslconfig of your Windows ' +
      'user, and run "wsl --shutdown"; or run Parley on Windows itself',
  }];
}

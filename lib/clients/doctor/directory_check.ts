import { withLocalNames } from "../../product/names.ts";
import { formatAddress } from "../../transport/address.ts";
import { DirectoryLink } from "../rooms/directory_link.ts";
import type { Finding } from "./checks.ts";

/** How long the directory may take for its answer, in milliseconds. */
const PATIENCE = 3000;

/** Looks whether a room directory answers. */
export async function checkDirectory(at: { host: string; port: number }): Promise<Finding> {
  const check = "directory";
  const where = `"${formatAddress({ hostname: at.host, port: at.port })}"`;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`Nothing comes from ${where}`)), PATIENCE);
  try {
    const count = await Promise.race([countRooms(at), late.promise]);
    const rooms = count === 1 ? "1 room" : `${count} rooms`;
    return { check, result: "ok", text: `The directory at ${where} answers: ${rooms}` };
  } catch (error) {
    const start = `Start it with ${withLocalNames("crds.ts")}`;
    const advice = `${start}, and look at its address and port, and at its firewall`;
    return { check, result: "failed", text: (error as Error).message, advice };
  } finally {
    clearTimeout(timer);
  }
}

async function countRooms(at: { host: string; port: number }): Promise<number> {
  const directory = await DirectoryLink.connect(at, () => {});
  const { length } = await directory.rooms();
  await directory.bye();
  return length;
}

import { ExpectedError } from "../../errors/expected_error.ts";
import { withLocalNames } from "../../product/names.ts";
import { formatAddress } from "../../transport/address.ts";
import { type DirectoryAddress, DirectoryConnection } from "../rooms/directory_connection.ts";
import type { Finding } from "./finding.ts";

const TIMEOUT_MS = 3000;

/** Checks that a room directory answers. */
export async function checkDirectory(directory: DirectoryAddress): Promise<Finding> {
  const check = "directory";
  const address = formatAddress({ hostname: directory.host, port: directory.port });
  const late = Promise.withResolvers<never>();
  const expire = () =>
    late.reject(new ExpectedError(`The directory at ${address} does not answer`));
  const timer = setTimeout(expire, TIMEOUT_MS);
  try {
    const count = await Promise.race([countRooms(directory), late.promise]);
    const rooms = count === 1 ? "1 room" : `${count} rooms`;
    return { check, result: "ok", text: `The directory at ${address} answers: ${rooms}` };
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const start = `Start the directory with ${withLocalNames("crds.ts")}`;
    const advice = `${start}, and check its address, its port and its firewall`;
    return { check, result: "failed", text: error.message, advice };
  } finally {
    clearTimeout(timer);
  }
}

async function countRooms(address: DirectoryAddress): Promise<number> {
  const directory = await DirectoryConnection.connect(address);
  const { length } = await directory.rooms();
  await directory.bye();
  return length;
}

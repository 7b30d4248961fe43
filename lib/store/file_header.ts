/**
 * The first bytes of an SQLite file. They tell a file that must not be opened before SQLite touches it.
 *
 * @module
 */
import { StoreError } from "./store_error.ts";

/** What a file has to be. */
export interface FileForm {
  /** Tells the file from the SQLite files of other programs. */
  readonly applicationId: number;
  /** The newest version that this program can read. */
  readonly maxVersion: number;
}

const MAGIC = "SQLite format 3\0";

/** The places of values in the header: see https://www.sqlite.org/fileformat2.html. */
const HEADER_BYTES = 100;
const PAGE_SIZE_AT = 16;
const PAGE_COUNT_AT = 28;
const VERSION_AT = 60;
const APPLICATION_ID_AT = 68;

/** SQLite would take some devices for a file, such as `/dev/null`. */
export function refuseOtherThanFile(path: string): void {
  const info = statFile(path);
  if (info?.isDirectory) throw new StoreError("it is a folder");
  if (info && !info.isFile) throw new StoreError("it is not a file");
}

/** Returns what the system says about a file, or `undefined` if there is none or it does not say. */
export function statFile(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Refuses a file of another form or a newer version. Nothing changes: not even the file's times.
 *
 * @throws {StoreError} with the reason as its message.
 */
export function checkHeader(path: string, { applicationId, maxVersion }: FileForm): void {
  const { bytes, size } = readStart(path);
  if (size === 0) return;
  const header = new DataView(bytes.buffer, 0, bytes.length);
  const magic = new TextDecoder().decode(bytes.subarray(0, MAGIC.length));
  if (bytes.length < HEADER_BYTES || magic !== MAGIC) {
    throw new StoreError("it is not an SQLite file");
  }
  if (header.getUint32(APPLICATION_ID_AT) !== applicationId) {
    throw new StoreError("it belongs to another program");
  }
  const version = header.getUint32(VERSION_AT);
  if (version > maxVersion) {
    throw new StoreError(`it has version ${version}, and this program knows ${maxVersion}`, {
      hint: "Use a newer version of the program.",
    });
  }
  // 65,536 does not fit into the header's two bytes.
  const pageSize = header.getUint16(PAGE_SIZE_AT) === 1 ? 65_536 : header.getUint16(PAGE_SIZE_AT);
  if (size < pageSize * header.getUint32(PAGE_COUNT_AT)) {
    throw new StoreError("it is damaged: its end is missing");
  }
}

function readStart(path: string): { bytes: Uint8Array<ArrayBuffer>; size: number } {
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(HEADER_BYTES);
    const count = file.readSync(bytes) ?? 0;
    return { bytes: bytes.subarray(0, count), size: file.statSync().size };
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new StoreError("permission denied", { cause: error });
    }
    throw error;
  }
}
